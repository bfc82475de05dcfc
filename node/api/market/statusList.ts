import { statusMemoHash } from '@veilgrid/protocol/market/terms';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { requireAuction } from '../../state/market/auction.js';
import { isStruck, listStatus, statusHead } from '../../state/market/statusList.js';
import type { Handlers } from '../http/handlers.js';

export function statusHandlers({ view }: SoloLedger): Pick<Handlers, 'statusList' | 'statusMemos'> {
  const pageOf = (id: bigint, from: number, limit: number) => {
    requireAuction(view, id);
    return { total: statusHead(view, id).entries, items: listStatus(view, id, from, limit) };
  };
  return {
    statusList({ params: { auctionId }, query: { from, limit } }) {
      const { total, items } = pageOf(auctionId, from, limit);
      const told = items.map((entry) => ({
        tag: entry.tag,
        memoHash: statusMemoHash(entry),
        struck: isStruck(view, auctionId, entry.tag),
      }));
      return { total, items: told };
    },
    statusMemos: ({ params: { auctionId }, query: { from, limit } }) => pageOf(auctionId, from, limit),
  };
}
