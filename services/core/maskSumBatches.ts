/** The chain of mask-sum proofs over the members of a set of groups. docs/protocol/core/groups.md. */
import { hex } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import {
  addMasks,
  initialMaskSum,
  type MaskSumChain,
  type MaskSumState,
  maskSumCommitment,
} from '@veilgrid/protocol/core/groups/maskSum';
import { COUNT_ALONE, NOTHING, type Opening, shownOf } from '@veilgrid/protocol/core/groups/words';
import { fold } from '@veilgrid/protocol/core/lists';
import type { Params } from '@veilgrid/protocol/params';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { batchSalt } from './salts.js';

/** A member's tag and the key it was derived from. */
export interface Member {
  readonly tag: bigint;
  readonly key: bigint;
}

/** The members of one group, in the order of its fold. */
export interface MemberSet {
  readonly groupId: bigint;
  readonly terms: bigint;
  readonly members: readonly Member[];
}

export interface MaskSumBatch extends MaskSumChain {
  /** Among the group's own batches. */
  readonly index: number;
  readonly keys: readonly bigint[];
  readonly before: MaskSumState;
  readonly after: MaskSumState;
  readonly stateOut: bigint;
  /** Zeros but in a batch that opens something. */
  readonly sum: readonly bigint[];
}

export interface MaskSumTask {
  readonly role: Aggregator;
  /** The aggregator's, for the salts. */
  readonly secret: bigint;
  /** The group whose count decides. */
  readonly host: MemberSet;
  /** Those that it takes in, in the set's order. */
  readonly taken: readonly MemberSet[];
  /** What opens first, of the whole set, where the host's count does not, alone. */
  readonly first?: Opening | undefined;
  /** What the last batch of all opens after it; undefined while that is not known. */
  readonly opens?: Opening | undefined;
  readonly lastDomain?: 'tag' | undefined;
}

/**
 * All batches: the host's own, of which the last opens its count, then those of the groups that it takes in, of which
 * the last opens the rest. Where something opened first at that last one, it comes a second time.
 */
export function maskSumBatches(hasher: Hasher, params: Params, task: MaskSumTask): MaskSumBatch[] {
  const own = batchesOf(params, task.host);
  const known = task.opens !== undefined || task.first !== undefined;
  const others = known ? task.taken.flatMap((set) => batchesOf(params, set)) : [];
  const total = own.length + others.length;
  const firstAt = (task.first ? total : own.length) - 1;
  const opening = (i: number): Opening => {
    if (i === firstAt) return task.first ?? COUNT_ALONE;
    return task.opens && i === total - 1 ? task.opens : NOTHING;
  };
  let foldStart = 0n;
  let before = initialMaskSum(params);
  let stateIn = 0n;
  const batches = [...own, ...others].map(({ set, index, few }, i): MaskSumBatch => {
    const { groupId, terms } = set;
    if (index === 0) foldStart = groupId;
    const keys = few.map((m) => m.key);
    const foldEnd = few.reduce((current, { tag }) => fold(hasher, current, tag), foldStart);
    const label = `masksum:${task.role}:${hex(task.host.groupId)}`;
    const saltOut = batchSalt(task.secret, label, groupId, index);
    const after = addMasks(hasher, params, {
      terms,
      role: task.role,
      keys,
      before,
      saltOut,
      lastDomain: task.lastDomain,
    });
    const stateOut = maskSumCommitment(hasher, after);
    const opens = opening(i);
    const chain = {
      groupId,
      terms,
      foldStart,
      foldEnd,
      stateIn,
      first: i === 0,
      last: opens !== NOTHING,
      lastDomain: task.lastDomain,
    };
    const sum = shownOf(params, after.sums, opens);
    const batch = { index, keys, ...chain, ...opens, before, after, stateOut, sum };
    foldStart = foldEnd;
    before = after;
    stateIn = stateOut;
    return batch;
  });
  const last = batches.at(-1)!;
  if (task.opens === undefined || firstAt < total - 1) return batches;
  return [...batches, { ...last, ...task.opens, sum: shownOf(params, last.after.sums, task.opens) }];
}

function batchesOf({ maskN }: Params, set: MemberSet) {
  return Array.from({ length: Math.ceil(set.members.length / maskN) }, (_, index) => {
    return { set, index, few: set.members.slice(index * maskN, (index + 1) * maskN) };
  });
}
