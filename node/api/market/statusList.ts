import { statusMemoHash } from '@veilgrid/protocol/market/terms';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { requireAuction } from '../../state/market/auction.js';
import { isStruck, listStatus, statusHead } from '../../state/market/statusList.js';
import { factAt } from '../core/facts.js';
import type { Handlers } from '../http/handlers.js';
import type { AuctionPlaces } from './auctionPlaces.js';

export function statusHandlers(
  ledger: SoloLedger,
  places: AuctionPlaces,
): Pick<Handlers, 'statusList' | 'statusMemos' | 'statusFacts'> {
  const { view } = ledger;
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
    async statusFacts({ params: { auctionId }, query: { from, limit } }) {
      requireAuction(view, auctionId);
      await places.learn();
      const parts = places.statusPartsOf(auctionId);
      const items = parts.slice(from, from + limit).map((place) => factAt(ledger, place));
      return { total: parts.length, items };
    },
    statusMemos: ({ params: { auctionId }, query: { from, limit } }) => pageOf(auctionId, from, limit),
  };
}
