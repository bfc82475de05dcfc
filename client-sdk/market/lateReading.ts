/** The readings of a day that was billed late: no tree has them, and its own memo tells them all the same. */
import { ensure } from '@veilgrid/protocol/errors';
import { settleNullifier } from '@veilgrid/protocol/market/settlement';
import { allItems } from '../client/submit.js';
import type { WalletContext } from '../wallet/context.js';
import { type BilledReading, billedReading } from './billedReading.js';
import type { OwnOrder } from './order.js';

/**
 * Nobody but the wallet could have sealed the memo or made R: what it opens to is what the wallet billed.
 * @returns undefined where the node lists no late bill of this order
 * @throws ProtocolError MEMO_INVALID, FACT_INVALID where the bill is not of these readings
 */
export async function lateReading(
  ctx: WalletContext,
  day: number,
  order: Pick<OwnOrder, 'auctionId' | 'point' | 'salt'>,
): Promise<Pick<BilledReading, 'readings' | 'status'> | undefined> {
  const { api, hasher } = ctx;
  const { auctionId, salt } = order;
  const nf = settleNullifier(hasher, salt, auctionId);
  const bills = await allItems((query) => api.lateBills({ params: { auctionId }, query }));
  const own = bills.find((bill) => bill.nf === nf);
  if (!own) return undefined;
  const { readings, status, commitment } = billedReading(ctx, day, order, own);
  ensure(commitment === own.readingCommitment, 'FACT_INVALID', {
    field: 'readingCommitment',
    fact: 'lateBill',
  });
  return { readings, status };
}
