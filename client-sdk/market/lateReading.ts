/** The readings of a day that was billed late: no tree has them, and its own memo tells them all the same. */
import { readingCommitment } from '@veilgrid/protocol/core/readings';
import { ensure } from '@veilgrid/protocol/errors';
import { settleNullifier } from '@veilgrid/protocol/market/settlement';
import { allItems } from '../client/submit.js';
import { readingOpening } from '../core/readings/opening.js';
import type { WalletContext } from '../wallet/context.js';
import type { OwnOrder } from './order.js';
import type { OwnReading } from './ownReading.js';
import { openSettleMemo } from './settleMemo.js';

/**
 * Nobody but the wallet could have sealed the memo or made R: what it opens to is what the wallet billed.
 * @returns undefined where the node lists no late bill of this order
 * @throws ProtocolError MEMO_INVALID, FACT_INVALID where the bill is not of these readings
 */
export async function lateReading(
  { api, hasher, genesis }: WalletContext,
  day: number,
  { auctionId, point, salt }: Pick<OwnOrder, 'auctionId' | 'point' | 'salt'>,
): Promise<Pick<OwnReading, 'readings' | 'status'> | undefined> {
  const nf = settleNullifier(hasher, salt, auctionId);
  const bills = await allItems((query) => api.lateBills({ params: { auctionId }, query }));
  const own = bills.find((bill) => bill.nf === nf);
  if (!own) return undefined;
  const memo = openSettleMemo(salt, auctionId, own.memo);
  ensure(memo !== undefined, 'MEMO_INVALID', { field: 'memo' });
  const { status } = own;
  const { readings } = memo;
  const opening = readingOpening(hasher, { chainId: genesis.chainId, day, point, salt, status, readings });
  const same = readingCommitment(hasher, opening) === own.readingCommitment;
  ensure(same, 'FACT_INVALID', { field: 'readingCommitment', fact: 'lateBill' });
  return { readings, status };
}
