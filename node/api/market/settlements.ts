import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { memberCount } from '../../state/core/groups/group.js';
import { requireAuction } from '../../state/market/auction.js';
import { lateBillsOf, listLateBills } from '../../state/market/lateBill.js';
import { listSettlements } from '../../state/market/settlement.js';
import type { Handlers } from '../http/handlers.js';

export function settlementHandlers({ view }: SoloLedger): Pick<Handlers, 'settlements' | 'lateBills'> {
  return {
    settlements({ params: { auctionId }, query: { from, limit } }) {
      requireAuction(view, auctionId);
      const total = memberCount(view, auctionId);
      return { total, items: listSettlements(view, auctionId, from, limit) };
    },
    lateBills({ params: { auctionId }, query: { from, limit } }) {
      requireAuction(view, auctionId);
      const items = listLateBills(view, auctionId, from, limit);
      return {
        total: lateBillsOf(view, auctionId).count,
        items: items.map(({ settlement, paid, deposit }) => ({ ...settlement, paid, deposit })),
      };
    },
  };
}
