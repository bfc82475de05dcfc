/** The chain of mask-sum proofs over the members of a set of groups. protocol/core.md, maskSum. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import {
  addMasks,
  initialMaskSum,
  type MaskSumChain,
  type MaskSumState,
  maskSumCommitment,
} from '@veilgrid/protocol/core/groups/maskSum';
import { fold } from '@veilgrid/protocol/core/lists';
import type { Params } from '@veilgrid/protocol/params';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { batchSalt } from './salts.js';

/** A settlement's tag and the key it was derived from. */
export interface Member {
  readonly tag: bigint;
  readonly key: bigint;
}

/** The settlements of one auction, in the order of its fold. */
export interface MemberSet {
  readonly auctionId: bigint;
  readonly members: readonly Member[];
}

export interface MaskSumBatch extends MaskSumChain {
  readonly auctionId: bigint;
  /** Among the auction's own batches. */
  readonly index: number;
  readonly keys: readonly bigint[];
  readonly before: MaskSumState;
  readonly after: MaskSumState;
  readonly stateOut: bigint;
  /** Zeros but in the last batch. */
  readonly sum: readonly bigint[];
}

export interface MaskSumTask {
  readonly role: Aggregator;
  /** The aggregator's, for the salts. */
  readonly secret: bigint;
  /** Those that are opened together, in the ledger's order. */
  readonly sets: readonly MemberSet[];
}

export function maskSumBatches(
  hasher: Hasher,
  params: Params,
  { role, secret, sets }: MaskSumTask,
): MaskSumBatch[] {
  const groups = sets.flatMap(({ auctionId, members }) =>
    Array.from({ length: Math.ceil(members.length / params.maskN) }, (_, index) => {
      return { auctionId, index, few: members.slice(index * params.maskN, (index + 1) * params.maskN) };
    }),
  );
  const zeros = Array<bigint>(params.laneWords).fill(0n);
  let foldStart = 0n;
  let before = initialMaskSum(params);
  let stateIn = 0n;
  return groups.map(({ auctionId, index, few }, i): MaskSumBatch => {
    if (index === 0) foldStart = auctionId;
    const keys = few.map((m) => m.key);
    const foldEnd = few.reduce((current, { tag }) => fold(hasher, current, tag), foldStart);
    const saltOut = batchSalt(secret, `masksum:${role}`, auctionId, index);
    const after = addMasks(hasher, params, { auctionId, role, keys, before, saltOut });
    const stateOut = maskSumCommitment(hasher, after);
    const last = i === groups.length - 1;
    const sum = last ? after.sums : zeros;
    const chain = { foldStart, foldEnd, stateIn, first: i === 0, last };
    const batch = { auctionId, index, keys, ...chain, before, after, stateOut, sum };
    foldStart = foldEnd;
    before = after;
    stateIn = stateOut;
    return batch;
  });
}
