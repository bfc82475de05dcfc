/**
 * The proofs behind a role's count: whoever has the other half, and a validator that takes it without a proof, could
 * raise every count, and with it what this party opens. docs/protocol/core/groups.md.
 */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { aggregatorOf, type MaskSumBody, maskSumSignals } from '@veilgrid/protocol/core/groups/maskSum';
import { fold } from '@veilgrid/protocol/core/lists';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { impossible } from '../follower/watch.js';
import type { FollowedGroup } from './followedGroups.js';
import { type FollowedChain, followedRules } from './followedRules.js';

/**
 * Goes on along a group's own batches, from the first one up to its count, before the count is entered. Batches of
 * another order are those of a set that took the group in, and say nothing of its count. Where no count decides
 * anything there is nothing to check.
 * @returns what the batch's proof must prove; undefined where it is none of them
 */
export function followCountProof(
  hasher: Hasher,
  chain: FollowedChain,
  group: FollowedGroup,
  body: MaskSumBody,
  context: bigint,
): bigint[] | undefined {
  const role = aggregatorOf(body.aggregator);
  if (!role) throw impossible('a mask sum of nobody');
  const { params } = chain;
  const { lastDomain, counts: decides } = followedRules(chain, group);
  if (!decides) return undefined;
  const opened = group.opened[role];
  if (opened.count !== undefined) return undefined;
  const { groupId, batch } = body;
  const first = batch === 0;
  const before = first ? { next: 0, state: 0n, fold: groupId } : opened.proofs;
  const tags = role === 'A' ? group.tagsA : group.tagsB;
  const counts = body.count === 1;
  const due = before?.next === batch && (!counts || (batch + 1) * params.maskN >= tags.length);
  if (!due) {
    if (counts) throw impossible('a count of some members');
    return undefined;
  }
  const members = tags.slice(batch * params.maskN, (batch + 1) * params.maskN);
  const end = members.reduce((current, tag) => fold(hasher, current, tag), before.fold);
  opened.proofs = { next: batch + 1, state: body.stateOut, fold: end };
  return maskSumSignals(params, body, role, context, {
    groupId,
    terms: group.terms ?? 0n,
    foldStart: before.fold,
    foldEnd: end,
    lastDomain,
    stateIn: before.state,
    first,
    last: counts,
    both: body.both,
    net: body.net,
    money: body.money,
    count: body.count,
  });
}

/**
 * A proof that does not hold: of a member, or of a batch of a role, from which no count can follow any more. A group
 * that another one took in has batches that follow on that one's; it has no count.
 */
export function followUnproven(group: FollowedGroup, role?: Aggregator): void {
  if (role) delete group.opened[role].proofs;
  if (!role || group.opened[role].count !== undefined) group.unproven += 1;
}
