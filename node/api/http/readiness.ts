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
  const checks = {
    ledger: ledger.stopped ?? 'ok',
    store: storeCheck(ledger),
    verifier: verifierAlive() ? 'ok' : 'a thread that checks proofs has died',
  };
  return { ready: Object.values(checks).every((state) => state === 'ok'), ...checks };
}

/** A read that goes to the disk. */
function storeCheck(ledger: SoloLedger): string {
  try {
    noteCount(ledger.view);
    return 'ok';
  } catch {
    return 'cannot be read';
  }
}
