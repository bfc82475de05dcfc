import { Block } from '@veilgrid/protocol/core/block';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { requireAuction } from '../../state/market/auction.js';
import type { Place } from '../../store/ledgerStore.js';
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

/** Batches come several to a block, which is read once. */
function transactionsAt(ledger: SoloLedger, places: readonly Place[]): Uint8Array[] {
  const blocks = new Map<bigint, readonly Uint8Array[]>();
  return places.map(({ height, index }) => {
    const block = blocks.get(height) ?? Block.deserialize(ledger.block(height)!).transactions;
    blocks.set(height, block);
    return block[index]!;
  });
}
