import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { requireAuction } from '../../state/market/auction.js';
import { transactionsAt } from '../core/transactionsAt.js';
import type { Handlers } from '../http/handlers.js';
import type { AuctionPlaces } from './auctionPlaces.js';

export function clearingHandlers(ledger: SoloLedger, places: AuctionPlaces): Pick<Handlers, 'clearing'> {
  return {
    async clearing({ params: { auctionId }, query: { from, limit } }) {
      requireAuction(ledger.view, auctionId);
      await places.learn();
      const batches = places.batchesOf(auctionId);
      return { total: batches.length, items: transactionsAt(ledger, batches.slice(from, from + limit)) };
    },
  };
}
