import type { SoloLedger } from '../consensus/solo/ledger.js';
import { accountHandlers } from './core/accounts.js';
import { chainHandlers } from './core/chain.js';
import { noteHandlers } from './core/notes.js';
import { pointHandlers } from './core/points.js';
import { tariffHandlers } from './core/tariffs.js';
import { transactionHandlers } from './core/transactions.js';
import type { Handlers } from './http/handlers.js';
import { auctionHandlers } from './market/auctions.js';
import { orderHandlers } from './market/orders.js';
import { settlementHandlers } from './market/settlements.js';

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
