/** Sums of other things than settled readings: corrections, charging, capacity charges, a register's figures. */
import { mergedSetOf } from '@veilgrid/protocol/core/groups/sets';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import type { Capacity, Entry, Others, Session } from './others.js';
import { amountOf, type Block, type Cell, IMPORTS, type Owner, type Row, rowOf } from './rows.js';
import type { Rule } from './rules.js';

const LEAST_SESSIONS = 30;

export function otherBlocks({ months, plans, entries }: Others, dropped: Rule | undefined): Block[] {
  return [
    ...chargingBlocks(months, dropped),
    ...plans.map((plan) => capacityRows(plan, dropped)),
    registerRows(entries, dropped),
  ];
}

/** Months that open together, each half hour on its own. */
function chargingBlocks(months: readonly (readonly Session[])[], dropped: Rule | undefined): Block[] {
  let waiting: Session[] = [];
  return months.flatMap((month) => {
    const together = [...waiting, ...month];
    waiting = together.length >= LEAST_SESSIONS ? [] : together;
    if (waiting.length > 0) return [];
    const periods = together[0]!.days[0]!.map((_, k) =>
      together.map(({ days }) => days.map((day) => day[k])),
    );
    const count = (sessions: readonly (readonly (Cell | undefined)[])[]) =>
      dropped === 'a session counts once'
        ? sessions.flat().filter((cell) => cell).length
        : sessions.filter((days) => days[0]).length;
    // All twelve half hours of a block, or none.
    const opens = periods.every((sessions) => count(sessions) >= MIN_GROUP);
    if (!opens && dropped !== 'ten sessions fill a half hour') return [];
    return periods.map((sessions) => [
      rowOf(
        sessions.flat().flatMap((cell) => cell ?? []),
        IMPORTS,
      ),
    ]);
  });
}

/** Who stands at the minimum brings a number that everybody knows. */
function capacityRows(plan: readonly Capacity[], dropped: Rule | undefined): Row[] {
  const above = plan.filter((of) => of.above);
  const counted = above.filter(({ owner }) => !owner.open).length;
  const hiding = plan.filter(({ owner }) => !owner.open).length;
  if (hiding < MIN_GROUP) return [];
  if (counted > 0 && counted < MIN_GROUP && dropped !== 'ten stand above the minimum, or none') return [];
  const charged = rowOf(
    above.map(({ base }) => base),
    IMPORTS,
  );
  if (dropped !== 'a capacity charge and its base are of the same') return [charged];
  return [
    charged,
    rowOf(
      plan.map(({ base }) => base),
      IMPORTS,
    ),
  ];
}

/** Figures of cells, and that a figure is new: something of its cell came since the tally before. */
function registerRows(quarters: readonly (readonly Entry[])[], dropped: Rule | undefined): Row[] {
  const tallies =
    dropped === 'a tally follows ten entries' ? quarters.flat().map((entry) => [entry]) : quarters;
  const rows: Row[] = [];
  const cells = new Map<number, { pending: Entry[]; shown: Entry[] }>();
  let since: Entry[] = [];
  for (const quarter of tallies) {
    since = [...since, ...quarter];
    for (const entry of quarter) {
      const cell = cells.get(entry.cell) ?? { pending: [], shown: [] };
      cell.pending.push(entry);
      cells.set(entry.cell, cell);
    }
    const early = countOf(since, undefined) < MIN_GROUP;
    if (early && dropped !== 'a tally follows ten entries') continue;
    for (const cell of cells.values()) {
      if (countOf(cell.pending, dropped) < MIN_GROUP) continue;
      cell.shown.push(...cell.pending);
      cell.pending = [];
      rows.push(
        rowOf(
          cell.shown.map(({ capacity }) => capacity),
          IMPORTS,
        ),
      );
      rows.push(
        rowOf(
          since.map(({ technology }) => technology),
          IMPORTS,
        ),
      );
    }
    since = [];
  }
  return rows;
}

const countOf = (entries: readonly Entry[], dropped: Rule | undefined) =>
  entries.filter(({ counts }) => counts || dropped === 'a tally counts owners').length;

/** A supplier's months of corrections, those apart whose old reading the DSO knows. */
export function correctionRows(corrected: readonly Owner[], dropped: Rule | undefined): Row[] {
  const apart = dropped !== 'readings that the DSO signed are corrected apart';
  const series = apart
    ? [corrected.filter(({ signed }) => signed), corrected.filter(({ signed }) => !signed)]
    : [corrected];
  return series.flatMap((of) => seriesRows(of, dropped));
}

function seriesRows(corrected: readonly Owner[], dropped: Rule | undefined): Row[] {
  const half = Math.ceil(corrected.length / 2);
  let pending = new Set<string>();
  const groups = [corrected.slice(0, half), corrected.slice(half)].map((members, i) => {
    const counted = members.filter(({ home, open }) => {
      if (open) return false;
      const again = pending.has(home);
      pending.add(home);
      return !again || dropped === 'a position is corrected once in a set';
    });
    const large = counted.length >= MIN_GROUP;
    if (large) pending = new Set();
    return {
      id: BigInt(i + 1),
      members: members.length,
      size: large ? ('large' as const) : ('small' as const),
      of: members,
    };
  });
  return groups.flatMap(({ id, size }) => {
    if (size === 'small') return [];
    const members = mergedSetOf(groups, id).flatMap((each) => groups.find((group) => group.id === each)!.of);
    // The DSO knows what it wrote in place of what it had signed; of the others one of the two readings.
    const moved = members.map((of) => amountOf({ ...of, corrected: false }));
    if (dropped !== 'a correction moves the net alone') return [rowOf(moved, IMPORTS)];
    const back = moved.filter((_, i) => i % 4 === 0);
    return [rowOf(moved, IMPORTS), rowOf(back, IMPORTS)];
  });
}
