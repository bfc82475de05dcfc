import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { aggregateHandlers } from './aggregate.js';
import { auctionFactHandlers } from './auctionFacts.js';
import { AuctionPlaces } from './auctionPlaces.js';
import { auctionHandlers } from './auctions.js';
import { clearingHandlers } from './clearing.js';
import { orderHandlers } from './orders.js';
import { settlementHandlers } from './settlements.js';
import { statusHandlers } from './statusList.js';

/** The answers of the market's routes. */
export function marketHandlers(ledger: SoloLedger) {
  const places = new AuctionPlaces(ledger);
  return {
    ...auctionHandlers(ledger),
    ...auctionFactHandlers(ledger, places),
    ...orderHandlers(ledger),
    ...clearingHandlers(ledger, places),
    ...settlementHandlers(ledger),
    ...statusHandlers(ledger, places),
    ...aggregateHandlers(ledger),
  };
}
