/**
 * The opened counts of a group: how many fill which of its words. They alone decide whether it is large, and what it
 * shows. Relies on the group being frozen and on both roles' count sums being proven over exactly its tags.
 * protocol/core.md "Words".
 */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { type Size, sizeOf } from '@veilgrid/protocol/core/groups/sets';
import {
  type Counts,
  countLanesOf,
  countsFrom,
  countWord,
  openCounts,
} from '@veilgrid/protocol/core/groups/words';
import { Fr, listOf, U32 } from '@veilgrid/protocol/core/ssz';
import { fail } from '@veilgrid/protocol/errors';
import { paramsOf } from '@veilgrid/protocol/params';
import { keys } from '../keys.js';
import { read, write } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';
import { laneSums, memberCount, standing } from './group.js';

const Lanes = listOf(U32, paramsOf('full').countLanes);

export function getCounts({ genesis }: Pick<StateContext, 'genesis'>, view: StateView, id: bigint) {
  const lanes = read(view, keys.counts(id), Lanes);
  return lanes && countsFrom(genesis.params, lanes);
}

export function hasCountSum(view: StateView, id: bigint, aggregator: number): boolean {
  return view.get(keys.countSum(id, aggregator)) !== undefined;
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
  sum: bigint,
): Counts | undefined {
  const other = read(view, keys.countSum(id, 1 - aggregator), Fr);
  if (other === undefined || hasCountSum(view, id, aggregator)) return undefined;
  const { params } = ctx.genesis;
  const word = mod(laneSums(ctx, view, id)[countWord(params)]! - sum - other);
  const counts = openCounts(params, word, memberCount(view, id));
  if (!counts) throw fail('LANES_INVALID', { field: 'sum' });
  return counts;
}

/** Keeps what a role's sum opens, once: whoever starts again opens the same. */
export function putCountSum(
  ctx: StateContext,
  writer: StateWriter,
  id: bigint,
  aggregator: number,
  sum: bigint,
): void {
  if (hasCountSum(writer, id, aggregator)) return;
  const counts = countsWith(ctx, writer, id, aggregator, sum);
  write(writer, keys.countSum(id, aggregator), Fr, sum);
  if (counts) write(writer, keys.counts(id), Lanes, countLanesOf(counts));
}

/** Of a frozen group. */
export function sizeIn(
  ctx: Pick<StateContext, 'genesis' | 'time'>,
  view: StateView,
  { id, freezes }: { readonly id: bigint; readonly freezes: bigint },
): Size {
  const over = freezes + BigInt(ctx.genesis.windows.late);
  return sizeOf({ over, ...standing(view, id), counts: getCounts(ctx, view, id) }, ctx.time);
}
