import { ProtocolError } from '@veilgrid/protocol/errors';
import { z } from 'zod';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { noteCount } from '../../state/core/money/notes.js';

const check = z.string();

/** `ok`, or what is wrong. */
export const Readiness = z.object({
  ready: z.boolean(),
  ledger: check,
  store: check,
  verifier: check,
});
export type Readiness = z.output<typeof Readiness>;

/** Whether this node takes transactions. */
export function readiness(ledger: SoloLedger, verifierAlive: () => boolean): Readiness {
  // First, as it may halt the ledger.
  const store = storeCheck(ledger);
  const checks = {
    ledger: ledger.stopped ?? 'ok',
    store,
    verifier: verifierAlive() ? 'ok' : 'a thread that checks proofs has died',
  };
  return { ready: Object.values(checks).every((state) => state === 'ok'), ...checks };
}

/** Whether the file is still there, and a read that goes to it. */
function storeCheck(ledger: SoloLedger): string {
  try {
    ledger.checkStore();
    noteCount(ledger.view);
    return 'ok';
  } catch (error) {
    return error instanceof ProtocolError ? error.code : 'cannot be read';
  }
}
