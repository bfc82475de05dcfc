/**
 * Groups of masked statements: who is in, the running hashes of their tags and the sums of their masked lanes.
 * A module puts a group and joins members to it; what the lanes mean and when a sum is published is the module's, and
 * what may be opened is said by its line in the roof's table of groups.
 * Relies on the module to have checked the statement whose tags and lanes it joins. docs/protocol/core/groups.md.
 */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { SetMember } from '@veilgrid/protocol/core/groups/setDigest';
import { byteList, container, Fr, type Infer, listOf, U32, U64 } from '@veilgrid/protocol/core/ssz';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { MAX_GROUP, paramsOf } from '@veilgrid/protocol/params';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { keys } from '../keys.js';
import { appendFold, type FoldedList } from '../lists/folds.js';
import { has, mark, read, write } from '../record.js';
import type { GroupContext, GroupRules, StateContext, StateView, StateWriter } from '../view.js';
import { enqueue } from './queue.js';

/** Written when the group is put, never again. */
const GroupRecord = container({ rules: byteList(32), series: Fr, freezes: U64, zone: U32, day: U32 });

const Ids = listOf(Fr, MAX_GROUP);

/** What every member moves on; absent before the first. */
export const GroupHead = container({
  count: U32,
  status0: U32,
  open: U32,
  foldA: Fr,
  foldB: Fr,
  lanes: listOf(Fr, paramsOf('full').laneWords),
});
type GroupHead = Infer<typeof GroupHead>;

export interface Group {
  readonly id: bigint;
  /** The line of the table that it is of. */
  readonly rules: string;
  /** Groups of one series may be merged; 0 where none may. */
  readonly series: bigint;
  /** From this time (Unix seconds) on nobody joins. */
  readonly freezes: bigint;
  /** Where and when what it sums was metered, where that is one zone and day; else 0. */
  readonly zone: number;
  readonly day: number;
}

/** What a statement brings into a group: one tag for each aggregation role, and the masked words that it has. */
export interface Member {
  readonly tagA: bigint;
  readonly tagB: bigint;
  readonly lanes: readonly bigint[];
  /** Whether it may hide others: a reading that the DSO signed hides nobody. */
  readonly counts: boolean;
  /** 1: its owner agreed not to be hidden. */
  readonly open: number;
}

/** The module's line. @throws Error where there is none: a bug, or a ledger of a newer version */
export function rulesOf(
  { groups }: Pick<GroupContext, 'groups'>,
  { rules }: Pick<Group, 'rules'>,
): GroupRules {
  const line = groups[rules];
  if (!line) throw new Error(`the table of groups lacks ${rules}`);
  return line;
}

/** @throws Error where its id is taken: a bug of the module that makes ids */
export function putGroup(ctx: GroupContext, writer: StateWriter, group: Group): void {
  if (has(writer, keys.group(group.id))) throw new Error(`the group ${group.id} was put before`);
  const { merging } = rulesOf(ctx, group);
  write(writer, keys.group(group.id), GroupRecord, { ...group, rules: utf8ToBytes(group.rules) });
  if (merging !== 'none') enqueue(writer, group.series, group);
  const { zone, day } = group;
  // What is of no day is listed under none: one list of all of them would end at MAX_GROUP.
  if (day === 0) return;
  write(writer, keys.groupsOf(zone, day), Ids, [...groupsOf(writer, zone, day), group.id]);
}

/** The groups of a zone's day, in the order in which they were put. */
export function groupsOf(view: StateView, zone: number, day: number): bigint[] {
  return read(view, keys.groupsOf(zone, day), Ids) ?? [];
}

/** @throws ProtocolError AUCTION_UNKNOWN */
export function requireGroup(view: StateView, id: bigint): Group {
  const record = read(view, keys.group(id), GroupRecord);
  if (!record) throw fail('AUCTION_UNKNOWN', { field: 'auctionId' });
  return { id, ...record, rules: new TextDecoder().decode(record.rules) };
}

/** Fixes what the group's masks are of; nobody joins before. */
export function setTerms(writer: StateWriter, id: bigint, terms: bigint): void {
  write(writer, keys.groupTerms(id), Fr, terms);
}

/** Undefined until they are set. */
export function termsOf(view: StateView, id: bigint): bigint | undefined {
  return read(view, keys.groupTerms(id), Fr);
}

function headOf(ctx: Pick<StateContext, 'genesis'>, view: StateView, id: bigint): GroupHead {
  const lanes = Array<bigint>(ctx.genesis.params.laneWords).fill(0n);
  return (
    read(view, keys.groupHead(id), GroupHead) ?? {
      count: 0,
      status0: 0,
      open: 0,
      foldA: id,
      foldB: id,
      lanes,
    }
  );
}

/** How many of the members count (of settlements: those that no signature but their own meter's knows), and how many of
 * these hide nobody. */
export function standing(view: StateView, id: bigint): { status0: number; open: number } {
  const head = read(view, keys.groupHead(id), GroupHead);
  return { status0: head?.status0 ?? 0, open: head?.open ?? 0 };
}

/** A group as A and B sign it; one that nobody joined may have no terms: 0. */
export function setMember(ctx: StateContext, view: StateView, id: bigint): SetMember {
  const { lanes: _, ...head } = headOf(ctx, view, id);
  return { groupId: id, terms: termsOf(view, id) ?? 0n, ...head };
}

export function memberCount(view: StateView, id: bigint): number {
  return read(view, keys.groupHead(id), GroupHead)?.count ?? 0;
}

/** Sums of the masked lanes, modulo r. */
export function laneSums(ctx: Pick<StateContext, 'genesis'>, view: StateView, id: bigint): readonly bigint[] {
  return headOf(ctx, view, id).lanes;
}

/** The accepted tags of one aggregation role, in order: its mask sum goes through all of them. */
export function tagList(ctx: StateContext, view: StateView, id: bigint, role: Aggregator): FoldedList {
  return tagsOf(ctx, id, headOf(ctx, view, id), role);
}

function tagsOf(ctx: StateContext, id: bigint, head: GroupHead, role: Aggregator): FoldedList {
  return {
    start: id,
    count: head.count,
    current: role === 'A' ? head.foldA : head.foldB,
    batch: ctx.genesis.params.maskN,
    checkpoint: (batch) => keys.tagCheckpoint[role](id, batch),
  };
}

/** A tag stands for whoever made the statement: nobody is in a group twice. */
export function ensureTagsFree(
  view: StateView,
  id: bigint,
  { tagA, tagB }: Pick<Member, 'tagA' | 'tagB'>,
): void {
  ensure(!has(view, keys.tag.A(id, tagA)), 'TAG_USED', { field: 'tagA' });
  ensure(!has(view, keys.tag.B(id, tagB)), 'TAG_USED', { field: 'tagB' });
}

/** Nobody joins a group whose sum may be known. @throws ProtocolError PHASE_WRONG */
export function ensureJoinable(ctx: StateContext, view: StateView, id: bigint): void {
  ensure(ctx.time < requireGroup(view, id).freezes, 'PHASE_WRONG', { field: 'freezes' });
}

export function hasTagA(view: StateView, id: bigint, tagA: bigint): boolean {
  return has(view, keys.tag.A(id, tagA));
}

/** Uses up tags that are free, of a member or of somebody who is summed nowhere. */
export function takeTags(
  writer: StateWriter,
  id: bigint,
  { tagA, tagB }: Pick<Member, 'tagA' | 'tagB'>,
): void {
  mark(writer, keys.tag.A(id, tagA));
  mark(writer, keys.tag.B(id, tagB));
}

/**
 * Adds a member whose tags are free. A group holds at most MAX_GROUP: no lane can overflow.
 * @returns its place among the members
 * @throws Error for a frozen group, or lanes that are not those of its statements: the module's check has a bug
 */
export function join(ctx: StateContext, writer: StateWriter, id: bigint, member: Member): number {
  const group = requireGroup(writer, id);
  const places = rulesOf(ctx, group).words(ctx.genesis.params);
  const fits = ctx.time < group.freezes && member.lanes.length === places.length;
  if (!fits) throw new Error(`a member that does not fit the group ${id}`);
  const head = headOf(ctx, writer, id);
  write(writer, keys.groupHead(id), GroupHead, {
    count: head.count + 1,
    status0: head.status0 + (member.counts ? 1 : 0),
    open: head.open + (member.counts ? member.open : 0),
    foldA: appendFold(ctx, writer, tagsOf(ctx, id, head, 'A'), member.tagA),
    foldB: appendFold(ctx, writer, tagsOf(ctx, id, head, 'B'), member.tagB),
    lanes: head.lanes.map((sum, word) => mod(sum + (member.lanes[places.indexOf(word)] ?? 0n))),
  });
  takeTags(writer, id, member);
  return head.count;
}
