import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { MaskSumBody } from '@veilgrid/protocol/core/groups/maskSum';
import { ensure } from '@veilgrid/protocol/errors';
import { openTotals, type Totals } from '@veilgrid/protocol/market/lanes';
import type { SettleBody } from '@veilgrid/protocol/market/settlement';
import { MIN_GROUP, type Params } from '@veilgrid/protocol/params';

/**
 * Opens a publication from the transactions it stands on: all settlements of its auctions and the last mask
 * sums of A and B, whose proofs the caller has verified.
 * @param sets the auctions' settlements, in the order of `auctions` in the node's answer: those of sets below
 *   ten that were merged, then the set of ten or more that took them in
 * @throws ProtocolError GROUP_TOO_SMALL, LANES_INVALID
 */
export function openPublication(
  params: Params,
  sets: readonly (readonly SettleBody[])[],
  maskSums: Readonly<Record<'A' | 'B', MaskSumBody>>,
): Totals {
  const small = sets.slice(0, -1).every((set) => set.length < MIN_GROUP);
  const settlements = sets.flat();
  ensure(small && sets.at(-1)!.length >= MIN_GROUP, 'GROUP_TOO_SMALL', { members: settlements.length });
  const laneSums = Array.from({ length: params.laneWords }, (_, i) =>
    settlements.reduce((sum, { lanes }) => mod(sum + lanes[i]!), 0n),
  );
  const totals = openTotals(params, settlements.length, laneSums, [maskSums.A.sum, maskSums.B.sum]);
  ensure(totals !== undefined, 'LANES_INVALID', { field: 'lanes' });
  return totals;
}

/** @throws ProtocolError LANES_INVALID naming the first published figure that is not the opened one */
export function verifyPublication(opened: Totals, published: Totals): void {
  for (const field of ['members', 'refund', 'network', 'shortfall', 'tradeNet'] as const) {
    ensure(opened[field] === published[field], 'LANES_INVALID', { field });
  }
  for (const field of ['imports', 'exports'] as const) {
    const same = opened[field].length === published[field].length;
    const wrong = opened[field].findIndex((x, k) => x !== published[field][k]);
    ensure(same && wrong < 0, 'LANES_INVALID', { field: `${field}.${Math.max(wrong, 0)}` });
  }
}
