import type { SoloLedger } from '../consensus/solo/ledger.js';
import { accountHandlers } from './accounts.js';
import { auctionHandlers } from './auctions.js';
import { chainHandlers } from './chain.js';
import type { Handlers } from './handlers.js';
import { noteHandlers } from './notes.js';
import { orderHandlers } from './orders.js';
import { pointHandlers } from './points.js';
import { settlementHandlers } from './settlements.js';
import { tariffHandlers } from './tariffs.js';
import { transactionHandlers } from './transactions.js';

/** Every route's answer from one ledger. */
export function handlersOf(ledger: SoloLedger): Handlers {
  return {
    ...chainHandlers(ledger),
    ...transactionHandlers(ledger),
    ...noteHandlers(ledger),
    ...pointHandlers(ledger),
    ...tariffHandlers(ledger),
    ...auctionHandlers(ledger),
    ...orderHandlers(ledger),
    ...settlementHandlers(ledger),
    ...accountHandlers(ledger),
  };
}
