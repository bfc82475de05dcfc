import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { accountHandlers } from './accounts.js';
import { assetHandlers } from './assets.js';
import { blockHandlers } from './blocks.js';
import { chainHandlers } from './chain.js';
import { factHandlers } from './facts.js';
import { noteHandlers } from './notes.js';
import { pointFactHandlers } from './pointFacts.js';
import { pointHandlers } from './points.js';
import { tariffHandlers } from './tariffs.js';
import { transactionHandlers } from './transactions.js';

/** The answers of core's routes. */
export function coreHandlers(ledger: SoloLedger) {
  return {
    ...chainHandlers(ledger),
    ...blockHandlers(ledger),
    ...factHandlers(ledger),
    ...transactionHandlers(ledger),
    ...noteHandlers(ledger),
    ...assetHandlers(ledger),
    ...pointHandlers(ledger),
    ...pointFactHandlers(ledger),
    ...tariffHandlers(ledger),
    ...accountHandlers(ledger),
  };
}
