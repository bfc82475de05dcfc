/** Days as runs of days in a row. */
import { container, type Infer, U32 } from '@veilgrid/protocol/core/ssz';

/** Days, UTC: [from, to). */
export const DayRun = container({ from: U32, to: U32 });
/** Days, UTC: [from, to). */
export type DayRun = Infer<typeof DayRun>;

/** @param days rising */
export function runsOf(days: readonly number[]): DayRun[] {
  const runs: DayRun[] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last?.to === day) last.to = day + 1;
    else runs.push({ from: day, to: day + 1 });
  }
  return runs;
}

export function overlap(a: readonly DayRun[], b: readonly DayRun[]): boolean {
  return a.some((x) => b.some((y) => x.from < y.to && y.from < x.to));
}

/** Whether all of `part` are among `whole`, both as `runsOf` makes them. */
export function isAmong(part: readonly DayRun[], whole: readonly DayRun[]): boolean {
  return part.every((x) => whole.some((y) => y.from <= x.from && x.to <= y.to));
}

/** The pieces of `whole` that every other set of days holds all of or nothing of. */
export function piecesOf(whole: readonly DayRun[], others: readonly (readonly DayRun[])[]): DayRun[] {
  const edges = new Set([...others, whole].flat().flatMap(({ from, to }) => [from, to]));
  const rising = [...edges].sort((a, b) => a - b);
  const pieces = rising.slice(1).map((to, i) => ({ from: rising[i]!, to }));
  return pieces.filter((piece) => isAmong([piece], whole));
}
