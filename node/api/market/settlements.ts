import { ensure } from '@veilgrid/protocol/errors';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { memberCount } from '../../state/core/groups/group.js';
import { requireAuction } from '../../state/market/auction.js';
import { getPublication } from '../../state/market/publication.js';
import { listSettlements } from '../../state/market/settlement.js';
import type { Handlers } from '../http/handlers.js';

export function settlementHandlers({ view }: SoloLedger): Pick<Handlers, 'settlements' | 'aggregate'> {
  return {
    settlements({ params: { auctionId }, query: { from, limit } }) {
      requireAuction(view, auctionId);
      const total = memberCount(view, auctionId);
      return { total, items: listSettlements(view, auctionId, from, limit) };
    },
    aggregate({ params: { auctionId } }) {
      requireAuction(view, auctionId);
      const publication = getPublication(view, auctionId);
      ensure(publication !== undefined, 'NOT_FOUND', { field: 'auctionId', reason: 'not published yet' });
      const { auctions, members, imports, exports, refund, network, shortfall, tradeNet } = publication;
      return {
        auctions: [...auctions],
        members,
        imports: [...imports],
        exports: [...exports],
        refund,
        network,
        shortfall,
        tradeNet,
      };
    },
  };
}
