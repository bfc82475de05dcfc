/** What a wallet's own bill is of: nobody else could have sealed its memo or made its R. */
import { type Reading, type ReadingOpening, readingCommitment } from '@veilgrid/protocol/core/readings';
import { ensure } from '@veilgrid/protocol/errors';
import { readingOpening } from '../core/readings/opening.js';
import type { WalletContext } from '../wallet/context.js';
import type { OwnOrder } from './order.js';
import { openSettleMemo } from './settleMemo.js';

/** A billed day, by the wallet's own memo. */
export interface BilledReading {
  /** K pairs, Wh. */
  readonly readings: readonly Reading[];
  /** Who read them: 0 the meter, 1 the DSO. */
  readonly status: number;
  readonly opening: ReadingOpening;
  /** R of all of this. */
  readonly commitment: bigint;
}

/**
 * @param listed as a node lists the bill: whether R of what it opens to stands where it should is the caller's to check
 * @throws ProtocolError MEMO_INVALID
 */
export function billedReading(
  { hasher, genesis: { chainId } }: Pick<WalletContext, 'hasher' | 'genesis'>,
  day: number,
  { auctionId, point, salt }: Pick<OwnOrder, 'auctionId' | 'point' | 'salt'>,
  { status, memo }: { readonly status: number; readonly memo: Uint8Array },
): BilledReading {
  const opened = openSettleMemo(salt, auctionId, memo);
  ensure(opened !== undefined, 'MEMO_INVALID', { field: 'memo' });
  const { readings } = opened;
  const opening = readingOpening(hasher, { chainId, day, point, salt, status, readings });
  return { readings, status, opening, commitment: readingCommitment(hasher, opening) };
}
