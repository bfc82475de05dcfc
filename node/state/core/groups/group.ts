/**
 * Groups of masked statements: who is in, the running hashes of their tags and the sums of their masked lanes.
 * A module puts a group and joins members to it; what the lanes mean and when a sum is published is the module's.
 * Relies on the module to have checked the statement whose tags and lanes it joins. protocol/core.md "Groups".
 */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { container, Fr, type Infer, listOf, U32, U64 } from '@veilgrid/protocol/core/ssz';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { paramsOf } from '@veilgrid/protocol/params';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { keys } from '../keys.js';
import { appendFold, type FoldedList } from '../lists/folds.js';
import { has, mark, read, write } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';
import { enqueue } from './queue.js';

/** Written when the group is put, never again. */
const GroupRecord = container({ series: Fr, freezes: U64 });

/** What every member moves on; absent before the first. */
export const GroupHead = container({
  count: U32,
  foldA: Fr,
  foldB: Fr,
  lanes: listOf(Fr, paramsOf('full').laneWords),
});
type GroupHead = Infer<typeof GroupHead>;

export interface Group {
  readonly id: bigint;
  /** Groups of one series may be merged. */
  readonly series: bigint;
  /** From this time (Unix seconds) on nobody joins. */
  readonly freezes: bigint;
}

/** What a statement brings into a group: one tag for each aggregation role, and its masked lanes. */
export interface Member {
  readonly tagA: bigint;
  readonly tagB: bigint;
  readonly lanes: readonly bigint[];
}

export function putGroup(writer: StateWriter, group: Group): void {
  write(writer, keys.group(group.id), GroupRecord, group);
  enqueue(writer, group.series, group);
}

/** @throws ProtocolError AUCTION_UNKNOWN */
export function requireGroup(view: StateView, id: bigint): Group {
  const record = read(view, keys.group(id), GroupRecord);
  if (!record) throw fail('AUCTION_UNKNOWN', { field: 'auctionId' });
  return { id, ...record };
}

function headOf(ctx: StateContext, view: StateView, id: bigint): GroupHead {
  const lanes = Array<bigint>(ctx.genesis.params.laneWords).fill(0n);
  return read(view, keys.groupHead(id), GroupHead) ?? { count: 0, foldA: id, foldB: id, lanes };
}

export function memberCount(view: StateView, id: bigint): number {
  return read(view, keys.groupHead(id), GroupHead)?.count ?? 0;
}

/** Sums of the masked lanes, modulo r. */
export function laneSums(ctx: StateContext, view: StateView, id: bigint): readonly bigint[] {
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
export function ensureTagsFree(view: StateView, id: bigint, { tagA, tagB }: Member): void {
  ensure(!has(view, keys.tag.A(id, tagA)), 'TAG_USED', { field: 'tagA' });
  ensure(!has(view, keys.tag.B(id, tagB)), 'TAG_USED', { field: 'tagB' });
}

/**
 * Adds a member whose tags are free. A group holds at most MAX_GROUP: no lane can overflow.
 * @returns its place among the members
 */
export function join(ctx: StateContext, writer: StateWriter, id: bigint, member: Member): number {
  const head = headOf(ctx, writer, id);
  write(writer, keys.groupHead(id), GroupHead, {
    count: head.count + 1,
    foldA: appendFold(ctx, writer, tagsOf(ctx, id, head, 'A'), member.tagA),
    foldB: appendFold(ctx, writer, tagsOf(ctx, id, head, 'B'), member.tagB),
    lanes: head.lanes.map((sum, i) => mod(sum + member.lanes[i]!)),
  });
  mark(writer, keys.tag.A(id, member.tagA));
  mark(writer, keys.tag.B(id, member.tagB));
  return head.count;
}
