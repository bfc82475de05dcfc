/** The chain of mask-sum proofs over an auction's settlements. protocol.md statement 8. */
import {
  addMasks,
  initialMaskSum,
  type MaskSumChain,
  type MaskSumState,
  maskSumCommitment,
} from '@veilgrid/protocol/aggregate';
import { fold, type Hasher } from '@veilgrid/protocol/hash';
import type { Params } from '@veilgrid/protocol/params';
import type { Aggregator as AggregatorRole } from '@veilgrid/protocol/roles';
import { batchSalt } from './share.js';

/** A settlement's tag and the key it was derived from. */
export interface Member {
  readonly tag: bigint;
  readonly key: bigint;
}

export interface MaskSumBatch extends MaskSumChain {
  readonly index: number;
  readonly keys: readonly bigint[];
  readonly before: MaskSumState;
  readonly after: MaskSumState;
  readonly stateOut: bigint;
  /** Zeros but in the last batch. */
  readonly sum: readonly bigint[];
}

/** @param secret of the aggregator, for the salts */
export function maskSumBatches(
  hasher: Hasher,
  params: Params,
  role: AggregatorRole,
  auctionId: bigint,
  secret: bigint,
  members: readonly Member[],
): MaskSumBatch[] {
  const batches: MaskSumBatch[] = [];
  const zeros = Array<bigint>(params.laneWords).fill(0n);
  let foldStart = auctionId;
  let before = initialMaskSum(params);
  let stateIn = 0n;
  for (let index = 0; index * params.N < members.length; index++) {
    const few = members.slice(index * params.N, (index + 1) * params.N);
    const keys = few.map((m) => m.key);
    const foldEnd = few.reduce((current, { tag }) => fold(hasher, current, tag), foldStart);
    const salt = batchSalt(secret, `masksum:${role}`, auctionId, index);
    const after = addMasks(hasher, params, role, auctionId, before, salt, keys);
    const stateOut = maskSumCommitment(hasher, after);
    const first = index === 0;
    const last = (index + 1) * params.N >= members.length;
    const sum = last ? after.sums : zeros;
    batches.push({ index, keys, foldStart, foldEnd, stateIn, first, last, before, after, stateOut, sum });
    foldStart = foldEnd;
    before = after;
    stateIn = stateOut;
  }
  return batches;
}
