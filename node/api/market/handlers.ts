import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { aggregateHandlers } from './aggregate.js';
import { auctionFactHandlers } from './auctionFacts.js';
import { auctionHandlers } from './auctions.js';
import { orderHandlers } from './orders.js';
import { settlementHandlers } from './settlements.js';
import { statusHandlers } from './statusList.js';

/** The answers of the market's routes. */
export function marketHandlers(ledger: SoloLedger) {
  return {
    ...auctionHandlers(ledger),
    ...auctionFactHandlers(ledger),
    ...orderHandlers(ledger),
    ...settlementHandlers(ledger),
    ...statusHandlers(ledger),
    ...aggregateHandlers(ledger),
  };
}
