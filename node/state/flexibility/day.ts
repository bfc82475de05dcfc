/**
 * Flexibility days: the register as the day's first need finds it, for every need of the day. So a position has one leaf
 * a day, whatever is enrolled or rotated between two openings, and one offer's nullifier tells it from all others.
 * docs/protocol/flexibility.md "Objects".
 */
import { container, Fr, type Infer, U32 } from '@veilgrid/protocol/core/ssz';
import { FLEXIBILITY_LOG } from '@veilgrid/protocol/flexibility/log';
import { leafChangeCount } from '../core/leaves/changes.js';
import { leafRoot } from '../core/leaves/tree.js';
import { writeLog } from '../core/log.js';
import { mustRead, read, readCount, write } from '../core/record.js';
import type { StateContext, StateView, StateWriter } from '../core/view.js';
import { keys } from './keys.js';
import { flexBook } from './register.js';

const FlexDay = container({
  /** flexRoot */
  root: Fr,
  /** How many changes of the register had led there. */
  changes: U32,
});
export type FlexDay = Infer<typeof FlexDay>;

export function getFlexDay(view: StateView, day: number): FlexDay | undefined {
  return read(view, keys.day(day), FlexDay);
}

/** Of a day that has a need. */
export function flexRootOf(view: StateView, day: number): bigint {
  return mustRead(view, keys.day(day), FlexDay).root;
}

/** No day after it has a need. */
export function latestDay(view: StateView): number {
  return readCount(view, keys.latestDay);
}

/** Pins the register for the day, if no need has, and says in the log which it is. */
export function pinFlexDay(ctx: StateContext, writer: StateWriter, day: number): void {
  if (getFlexDay(writer, day)) return;
  const book = flexBook(ctx);
  const pinned = { root: leafRoot(ctx, writer, book), changes: leafChangeCount(writer, book) };
  write(writer, keys.day(day), FlexDay, pinned);
  writeLog(ctx, writer, FLEXIBILITY_LOG.dayFlex, { day, ...pinned });
  if (day > latestDay(writer)) write(writer, keys.latestDay, U32, day);
}
