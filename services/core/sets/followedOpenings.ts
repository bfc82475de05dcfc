/**
 * What both roles have opened of groups, as an aggregator follows it: counts, sizes, and which groups open together, by
 * the line of each in the table. docs/protocol/core/groups.md.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { aggregatorOf, type MaskSumBody } from '@veilgrid/protocol/core/groups/maskSum';
import { jointSetOf, mergedSetOf, type Size, sizeBy } from '@veilgrid/protocol/core/groups/sets';
import { COUNT_ALONE, countWord, openCountLanes } from '@veilgrid/protocol/core/groups/words';
import { fail } from '@veilgrid/protocol/errors';
import type { Params } from '@veilgrid/protocol/params';
import { impossible } from '../follower/watch.js';
import { type FollowedGroup, type FollowedGroups, followedGroup, type Signed } from './followedGroups.js';
import { type FollowedChain, followedRules } from './followedRules.js';

/** Lanes of the count word, once both roles have opened it. @throws ProtocolError LANES_INVALID */
export function countsOf(params: Params, group: FollowedGroup): readonly number[] | undefined {
  const word = countWordOf([group], group);
  if (word === undefined) return undefined;
  const lanes = openCountLanes(params, word, group.tagsA.length);
  if (!lanes) throw fail('LANES_INVALID', { field: `lanes.${countWord(params)}` });
  return lanes;
}

/** The sum of a set's count words, once both roles have opened it. */
export function countWordOf(set: readonly FollowedGroup[], host: FollowedGroup): bigint | undefined {
  const { A, B } = host.opened;
  if (A.countSum === undefined || B.countSum === undefined) return undefined;
  return mod(set.reduce((sum, { countLane }) => sum + countLane, 0n) - A.countSum - B.countSum);
}

export function followedSize(chain: FollowedChain, book: FollowedGroups, id: bigint, time: bigint): Size {
  const group = followedGroup(book, id);
  const { opens: may, counted } = followedRules(chain, group);
  const opens = may([group]);
  if (!counted) return opens ? 'large' : 'small';
  const lanes = countsOf(chain.params, group);
  const over = group.freezes + BigInt(chain.windows.late);
  return sizeBy({ over, opens, counted: lanes && counted(chain, book, id, lanes) }, time);
}

/** The set that a group is opened in, host last; empty while it is not known. */
export function followedSet(chain: FollowedChain, book: FollowedGroups, id: bigint, time: bigint): bigint[] {
  const own = followedGroup(book, id);
  const { merging, most, opens } = followedRules(chain, own);
  if (merging === 'none') {
    const size = own.freezes <= time ? followedSize(chain, book, id, time) : 'unknown';
    return size === 'large' || size === 'alone' ? [id] : [];
  }
  const frozen = Object.entries(book.groups)
    .filter(
      ([, { rules, series, freezes }]) => rules === own.rules && series === own.series && freezes <= time,
    )
    // Stable: equal ends stay in the order of opening.
    .sort(([, a], [, b]) => Number(a.freezes - b.freezes))
    .map(([text, group]) => ({ id: BigInt(text), members: group.tagsA.length }));
  if (merging === 'together')
    return jointSetOf(frozen, id, most, (ids) => opens(ids.map((each) => followedGroup(book, each))));
  const sized = frozen.map((group) => ({ ...group, size: followedSize(chain, book, group.id, time) }));
  return mergedSetOf(sized, id, most);
}

export function followMaskSum(
  chain: FollowedChain,
  book: FollowedGroups,
  body: MaskSumBody,
  time: bigint,
): void {
  const group = book.groups[String(body.groupId)];
  if (!group) return;
  const role = aggregatorOf(body.aggregator);
  if (!role) throw impossible('a mask sum of nobody');
  if ((body.both | body.net | body.money | body.count) === 0) return;
  const { counted, first = COUNT_ALONE } = followedRules(chain, group);
  const isFirst = body.money === first.money && body.count === first.count;
  const set = isFirst && counted ? [body.groupId] : followedSet(chain, book, body.groupId, time);
  if (body.count === 1 && set.length > 0)
    followedGroup(book, set.at(-1)!).opened[role].countSum ??= body.sum.at(-1)!;
  for (const id of set)
    followedGroup(book, id).opened[role][isFirst ? 'count' : 'words'] ??= bytesToHex(body.set);
}

/**
 * Takes the set of a group out of the book. What a validator calls published, though both roles have not opened it,
 * would have their keys deleted. A module of which more may open after a publication takes it out later.
 * @returns its groups
 */
export function followPublication(
  chain: FollowedChain,
  book: FollowedGroups,
  id: bigint,
  time: bigint,
): bigint[] {
  const set = openedSet(chain, book, id, time);
  takeOut(book, set);
  return set;
}

/** The set that a group is published with: both roles have opened what a publication needs. */
export function openedSet(chain: FollowedChain, book: FollowedGroups, id: bigint, time: bigint): bigint[] {
  const set = followedSet(chain, book, id, time);
  if (set.length === 0) throw impossible('a publication of no set');
  const due = followedRules(chain, followedGroup(book, id)).counted ? 'words' : 'count';
  for (const each of set) {
    const { A, B } = followedGroup(book, each).opened;
    if (A[due] === undefined || B[due] === undefined) throw impossible('a publication of what is not open');
  }
  return set;
}

/** Of groups of which nothing opens any more, what was signed is left. */
export function takeOut(book: FollowedGroups, ids: readonly bigint[]): void {
  for (const id of ids) {
    const { A, B } = followedGroup(book, id).opened;
    book.published[String(id)] = { A: signedOf(A), B: signedOf(B) };
    delete book.groups[String(id)];
  }
}

const signedOf = ({ count: counted, words }: Signed): Signed => ({ count: counted, words });
