import type { verifier } from '@veilgrid/client-sdk';
import type { MaskSumBody } from '@veilgrid/protocol/core/groups/maskSum';

type Openings = { -readonly [K in keyof verifier.RoleOpenings]: verifier.RoleOpenings[K] };

/** What one role opens of the newest set. */
export const openings = (): Openings => {
  const none = { sum: [], both: 0, net: 0 };
  return { count: none, words: none };
};

/** The last of the chain is the last that opens. */
export function enterOpening(sums: { readonly A: Openings; readonly B: Openings }, body: MaskSumBody): void {
  const own = sums[body.aggregator === 0 ? 'A' : 'B'];
  if (body.count === 1) own.count = body;
  if (body.money === 1) own.words = body;
}
