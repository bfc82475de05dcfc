import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { requireAuction } from '../../state/market/auction.js';
import { listCommitments, listOrders, ordersOf } from '../../state/market/order.js';
import type { Handlers } from '../http/handlers.js';

export function orderHandlers({ view }: SoloLedger): Pick<Handlers, 'orders' | 'orderCommitments'> {
  return {
    orders({ params: { auctionId }, query: { from, limit } }) {
      requireAuction(view, auctionId);
      return { total: ordersOf(view, auctionId).count, items: listOrders(view, auctionId, from, limit) };
    },
    orderCommitments({ params: { auctionId }, query: { from, limit } }) {
      requireAuction(view, auctionId);
      const commitments = listCommitments(view, auctionId, from, limit);
      return { total: ordersOf(view, auctionId).count, commitments };
    },
  };
}
