/**
 * The opened counts of a group. Where they open first they alone decide whether it is large, and what it shows. Relies
 * on the group being frozen and on both roles' count sums being proven over exactly its tags.
 * docs/protocol/core/groups.md.
 */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { type Size, sizeBy } from '@veilgrid/protocol/core/groups/sets';
import { type Counts, countsFrom, countWord, openCountLanes } from '@veilgrid/protocol/core/groups/words';
import { listOf, U32 } from '@veilgrid/protocol/core/ssz';
import { fail } from '@veilgrid/protocol/errors';
import { paramsOf } from '@veilgrid/protocol/params';
import { keys } from '../keys.js';
import { read, write } from '../record.js';
import type { GroupContext, StateContext, StateView, StateWriter } from '../view.js';
import { getFirstSum } from './firstSum.js';
import { type Group, laneSums, memberCount, rulesOf } from './group.js';

const Lanes = listOf(U32, paramsOf('full').countLanes);

/** Lanes of the opened count word. */
export function getCountLanes(view: StateView, id: bigint): readonly number[] | undefined {
  return read(view, keys.counts(id), Lanes);
}

/** The same, where they say how many fill what. */
export function getCounts({ genesis }: Pick<StateContext, 'genesis'>, view: StateView, id: bigint) {
  const lanes = getCountLanes(view, id);
  return lanes && countsFrom(genesis.params, lanes);
}

/** @throws Error where they are not open: a bug of whoever asks */
export function openedCounts(ctx: Pick<StateContext, 'genesis'>, view: StateView, id: bigint): Counts {
  const counts = getCounts(ctx, view, id);
  if (!counts) throw new Error(`the counts of ${id} are not open`);
  return counts;
}

/**
 * What the counts are with this role's sum, if the other's is there; undefined where it is not, or where both were.
 * @throws ProtocolError LANES_INVALID
 */
export function countsWith(
  ctx: StateContext,
  view: StateView,
  id: bigint,
  aggregator: number,
  sum: readonly bigint[],
): readonly number[] | undefined {
  const other = getFirstSum(view, id, 1 - aggregator);
  if (!other || getFirstSum(view, id, aggregator)) return undefined;
  const { params } = ctx.genesis;
  const at = countWord(params);
  const word = mod(laneSums(ctx, view, id)[at]! - sum[at]! - other[at]!);
  const lanes = openCountLanes(params, word, memberCount(view, id));
  if (!lanes) throw fail('LANES_INVALID', { field: 'sum' });
  return lanes;
}

export function putCounts(writer: StateWriter, id: bigint, lanes: readonly number[]): void {
  write(writer, keys.counts(id), Lanes, [...lanes]);
}

/** Of a frozen group. */
export function sizeIn(
  ctx: GroupContext,
  view: StateView,
  group: Pick<Group, 'id' | 'rules' | 'freezes'>,
): Size {
  const { id, freezes } = group;
  const rules = rulesOf(ctx, group);
  const opens = rules.opens(ctx, view, [id]);
  if (!rules.counted) return opens ? 'large' : 'small';
  const lanes = getCountLanes(view, id);
  const counted = lanes && rules.counted(ctx, view, id, lanes);
  return sizeBy({ over: freezes + BigInt(ctx.genesis.windows.late), opens, counted }, ctx.time);
}
