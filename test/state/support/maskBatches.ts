import { addMasks, initialMaskSum, maskSumCommitment } from '@veilgrid/protocol/core/groups/maskSum';
import type { Aggregator } from '@veilgrid/protocol/roles';
import type { BodyOf } from './chain.js';
import { PARAMS } from './genesis.js';
import { hasher } from './hasher.js';
import { inBatches } from './inBatches.js';

/** Whoever settled in an auction, in the ledger's order. */
export interface SettledSet<M> {
  readonly auctionId: bigint;
  readonly members: readonly M[];
}

/** One role's batches through the sets of several auctions, which are opened together. */
export function maskBatches(
  role: Aggregator,
  sets: readonly SettledSet<{ key(role: Aggregator): bigint }>[],
) {
  const groups = sets.flatMap(({ auctionId, members }) =>
    inBatches(
      members.map((m) => m.key(role)),
      PARAMS.maskN,
    ).map((keys, batch) => ({ auctionId, batch, keys })),
  );
  let after = initialMaskSum(PARAMS);
  return groups.map(({ auctionId, batch, keys }, i) => {
    const before = after;
    const saltOut = 200n + BigInt(i);
    const last = i === groups.length - 1;
    after = addMasks(hasher, PARAMS, { auctionId, role, keys, before, saltOut });
    const body: BodyOf<'maskSum'> = {
      auctionId,
      aggregator: role === 'A' ? 0 : 1,
      batch,
      stateOut: maskSumCommitment(hasher, after),
      sum: after.sums.map((x) => (last ? x : 0n)),
    };
    return { keys, before, saltOut, first: i === 0, last, body };
  });
}
