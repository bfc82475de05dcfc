import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { accountHandlers } from './accounts.js';
import { assetHandlers } from './assets.js';
import { blockHandlers } from './blocks.js';
import { chainHandlers } from './chain.js';
import { factHandlers } from './facts.js';
import { measureHandlers } from './measures.js';
import { noteHandlers } from './notes.js';
import { partyHandlers } from './parties.js';
import { pointFactHandlers } from './pointFacts.js';
import { pointHandlers } from './points.js';
import { readingHandlers } from './readings.js';
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
    ...readingHandlers(ledger),
    ...tariffHandlers(ledger),
    ...measureHandlers(ledger),
    ...accountHandlers(ledger),
    ...partyHandlers(ledger),
  };
}
