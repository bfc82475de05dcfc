/**
 * Roots of days: the tree as it stood when the UTC day began, whatever that day changes. Written by the first change
 * of a day, so a day without one costs nothing, and is found by the next that has one. Relies on time not going back.
 * protocol/core/leaves.md "Root of a day".
 */
import { dayOf } from '@veilgrid/protocol/core/days';
import { container, Fr, type Infer, U32 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { keys } from '../keys.js';
import { mustRead, readCount, write } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';
import type { LeafBook } from './book.js';
import { leafChangeCount } from './changes.js';
import { leafRoot } from './tree.js';

/** What stood when `day` began, and since the day of the record before it was last changed. */
const DayRecord = container({ day: U32, root: Fr, changes: U32 });
type DayRecord = Infer<typeof DayRecord>;

/** The tree of a day: its root, and how many changes had led there. */
export type DayRoot = Omit<DayRecord, 'day'>;

const recordAt = (view: StateView, { tree }: Pick<LeafBook, 'tree'>, index: number) =>
  mustRead(view, keys.leafDay(tree, index), DayRecord);

const standing = (ctx: StateContext, view: StateView, book: LeafBook): DayRoot => ({
  root: leafRoot(ctx, view, book),
  changes: leafChangeCount(view, book),
});

/** Before a change: what stands is the day's root, if this is the first change of the day. */
export function keepDayRoot(ctx: StateContext, writer: StateWriter, book: LeafBook): void {
  const count = readCount(writer, keys.leafDayCount(book.tree));
  const day = dayOf(ctx.time);
  if (count > 0 && recordAt(writer, book, count - 1).day === day) return;
  write(writer, keys.leafDay(book.tree, count), DayRecord, { day, ...standing(ctx, writer, book) });
  write(writer, keys.leafDayCount(book.tree), U32, count + 1);
}

/** @throws ProtocolError ROOT_TOO_OLD for a day that has not begun: nobody knows its root */
export function rootOfDay(ctx: StateContext, view: StateView, book: LeafBook, day: number): DayRoot {
  ensure(day <= dayOf(ctx.time), 'ROOT_TOO_OLD', { field: 'day' });
  const count = readCount(view, keys.leafDayCount(book.tree));
  // The first record that is not of an earlier day: nothing changed between the day's beginning and its own.
  let [from, to] = [0, count];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (recordAt(view, book, middle).day < day) from = middle + 1;
    else to = middle;
  }
  if (from === count) return standing(ctx, view, book);
  const { root, changes } = recordAt(view, book, from);
  return { root, changes };
}

/**
 * The root that a statement names by its day: today's or yesterday's.
 * @throws ProtocolError ROOT_TOO_OLD for any other day
 */
export function acceptRoot(ctx: StateContext, view: StateView, book: LeafBook, day: number): bigint {
  ensure(day >= dayOf(ctx.time) - 1, 'ROOT_TOO_OLD', { field: 'day' });
  return rootOfDay(ctx, view, book, day).root;
}
