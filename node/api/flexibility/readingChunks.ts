import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { chunkRoots, leavesOf } from '../../state/core/readings/tree.js';
import { requireArea } from '../../state/flexibility/areas.js';
import { auctionsOf } from '../../state/flexibility/dayAuctions.js';
import type { Handlers } from '../http/handlers.js';

export function readingChunkHandlers(ledger: SoloLedger): Pick<Handlers, 'readingChunks'> {
  const { view } = ledger;
  return {
    readingChunks({ params: { areaId, day } }) {
      const ctx = ledger.context;
      const { zones } = requireArea(view, areaId);
      const items = auctionsOf(view, zones, day).map(({ auctionId, zone, tariffId }) => ({
        ...{ auctionId, zone, tariffId },
        count: leavesOf(ctx, view, auctionId).count,
        chunks: chunkRoots(ctx, view, auctionId),
      }));
      return { items };
    },
  };
}
