/** Where a household's settled day stands in its auction's frozen tree: what later statements open. */
import type { MerklePath } from '@veilgrid/protocol/core/crypto/tree';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { settleNullifier } from '@veilgrid/protocol/market/settlement';
import { allItems } from '../client/submit.js';
import { fetchReadingTree } from '../core/readingTrees.js';
import type { WalletContext } from '../wallet/context.js';
import { type BilledReading, billedReading } from './billedReading.js';
import type { OwnOrder } from './order.js';

/** A settled day of a point, and its leaf. */
export interface OwnReading extends Omit<BilledReading, 'commitment'> {
  /** Place in the tree, and all eight children of every ancestor, leaf level first. */
  readonly index: number;
  readonly path: MerklePath;
  readonly root: bigint;
}

/**
 * The list is the chain's before anything of one's own is looked for in it. A day that was billed late has no leaf.
 * @throws ProtocolError NOT_FOUND before the auction's readings froze, and where the list has none of this order;
 * FACT_INVALID, MEMO_INVALID
 */
export async function ownReading(
  ctx: WalletContext,
  day: number,
  order: Pick<OwnOrder, 'auctionId' | 'point' | 'salt'>,
): Promise<OwnReading> {
  const { api, hasher } = ctx;
  const { auctionId, salt } = order;
  const settled = await allItems((query) => api.settlements({ params: { auctionId }, query }));
  const leaves = settled.map((settlement) => settlement.readingCommitment);
  const { root, path } = await fetchReadingTree(ctx, auctionId, leaves);
  const nf = settleNullifier(hasher, salt, auctionId);
  const own = settled.find((settlement) => settlement.nf === nf);
  if (!own) throw fail('NOT_FOUND', { field: 'nf' });
  const { commitment, ...billed } = billedReading(ctx, day, order, own);
  // By R, which the root is over: beside it the list may say what it likes.
  const index = leaves.indexOf(commitment);
  ensure(index >= 0, 'FACT_INVALID', { field: 'readingCommitment', fact: 'readings' });
  return { ...billed, index, path: path(index), root };
}
