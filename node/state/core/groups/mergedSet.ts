/**
 * Which groups are summed and opened together. Relies on a frozen group never changing: nobody joins it, no group that
 * freezes before it is put any more, and its size is decided once. docs/protocol/core/groups.md.
 */
import { jointSetOf, mergedSetOf } from '@veilgrid/protocol/core/groups/sets';
import { Fr, listOf, U64 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { MAX_GROUP } from '@veilgrid/protocol/params';
import { keys } from '../keys.js';
import { mustRead, read, write } from '../record.js';
import type { GroupContext, GroupRules, StateContext, StateView, StateWriter } from '../view.js';
import { sizeIn } from './counts.js';
import { type Group, memberCount, requireGroup, rulesOf } from './group.js';
import { dequeue, queueOf } from './queue.js';

const Ids = listOf(Fr, MAX_GROUP);

/** After publication: the set's groups leave the queue, and name it from then on. @param ids host last */
export function sealSet(
  { time }: Pick<StateContext, 'time'>,
  writer: StateWriter,
  ids: readonly bigint[],
): void {
  const host = requireGroup(writer, ids.at(-1)!);
  dequeue(writer, host.series, ids);
  for (const id of ids) write(writer, keys.publishedWith(id), Fr, host.id);
  write(writer, keys.publishedSet(host.id), Ids, [...ids]);
  write(writer, keys.publishedAt(host.id), U64, time);
}

/** The group under which a group's sums were published; undefined before. */
export function publishedWith(view: StateView, id: bigint): bigint | undefined {
  return read(view, keys.publishedWith(id), Fr);
}

/** Of the block that published a set, Unix seconds. */
export function publishedAt(view: StateView, host: bigint): bigint {
  return mustRead(view, keys.publishedAt(host), U64);
}

/** @param host the group under which the set was published */
export function publishedSet(view: StateView, host: bigint): bigint[] {
  return mustRead(view, keys.publishedSet(host), Ids);
}

/**
 * The groups that are opened together with this one, in the order in which they froze, the host last. Empty while
 * nothing of it may be opened, or only its own count: before it is frozen, before its own count and those of all that
 * froze before it are known, and while it waits.
 */
export function mergedSet(ctx: GroupContext, view: StateView, id: bigint): bigint[] {
  const host = publishedWith(view, id);
  if (host !== undefined) return publishedSet(view, host);
  const group = requireGroup(view, id);
  const rules = rulesOf(ctx, group);
  if (rules.merging === 'none') return aloneIn(ctx, view, group) ? [id] : [];
  return rules.merging === 'together'
    ? togetherIn(ctx, view, group, rules)
    : mergedSetOf(sizedIn(ctx, view, group.series), id, rules.most);
}

function aloneIn(ctx: GroupContext, view: StateView, group: Group): boolean {
  return group.freezes <= ctx.time && ['large', 'alone'].includes(sizeIn(ctx, view, group));
}

function togetherIn(ctx: GroupContext, view: StateView, { id, series }: Group, rules: GroupRules) {
  const opens = (set: readonly bigint[]) => rules.opens(ctx, view, set);
  return jointSetOf(frozenIn(ctx, view, series), id, rules.most, opens);
}

function* frozenIn(ctx: GroupContext, view: StateView, series: bigint) {
  for (const { id, freezes } of queueOf(view, series)) {
    if (freezes > ctx.time) return;
    yield { id, members: memberCount(view, id) };
  }
}

function* sizedIn(ctx: GroupContext, view: StateView, series: bigint) {
  for (const next of frozenIn(ctx, view, series)) {
    yield { ...next, size: sizeIn(ctx, view, requireGroup(view, next.id)) };
  }
}

/** @throws ProtocolError GROUP_TOO_SMALL for a group whose set is not final */
export function requireSet(ctx: StateContext, view: StateView, id: bigint): bigint[] {
  const set = mergedSet(ctx, view, id);
  ensure(set.length > 0, 'GROUP_TOO_SMALL', { members: memberCount(view, id) });
  return set;
}
