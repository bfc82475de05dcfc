import { chainProofs } from '../verifier/chainProofs.js';
import { verifyClearing } from '../verifier/market/clearing.js';
import type { WalletContext } from '../wallet/context.js';
import type { TrustedAuction } from './auction.js';
import type { OrderBook } from './orderBook.js';

/**
 * Where a wallet verifies in full, the result of a closed auction is the one that its proofs show, over the orders of
 * this book. A void one has nothing to prove.
 * @throws ProtocolError FACT_INVALID with fact clear or close; those of `chainProofs`
 */
export async function ensureCleared(
  ctx: WalletContext,
  { entry: { auctionId }, close }: TrustedAuction,
  { commitments }: OrderBook,
): Promise<void> {
  const { verify = 'signed' } = ctx;
  if (verify === 'signed' || close === undefined) return;
  const verifyMany = ctx.verifyMany ?? (await chainProofs(ctx.genesis)).verifyMany;
  const batches = batchesOf(ctx, auctionId);
  await verifyClearing(ctx, verifyMany, { auctionId, commitments, batches, close });
}

/** Page by page, as long as the node has more. */
async function* batchesOf({ api }: WalletContext, auctionId: bigint): AsyncGenerator<readonly Uint8Array[]> {
  for (let from = 0; ; ) {
    const { total, items } = await api.clearing({ params: { auctionId }, query: { from } });
    yield items;
    from += items.length;
    if (items.length === 0 || from >= total) return;
  }
}
