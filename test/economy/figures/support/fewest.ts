/**
 * How few homes that nobody knows a combination of figures can have weight on. Combinations with the smallest supports
 * vanish on as many kinds of columns as they can: these are all tried, over a field in which no determinant of such
 * small numbers is 0 by chance.
 */
import type { PublishedSet, Row } from './publish.js';
import { isActiveIn, type Settled } from './world.js';

const PRIME = 10_007;
const modulo = (x: number) => ((x % PRIME) + PRIME) % PRIME;

/** Columns that all rows weigh alike, and whose they are. */
interface Kind {
  readonly weights: readonly number[];
  readonly homes: Set<number>;
}

/** Infinity where nothing is shown of anybody unknown. */
export function fewestHomes({ energy, money }: PublishedSet): number {
  const all = [...energy.map((rows, k) => kindsOf(rows, k)), moneyKinds(money)];
  return Math.min(...all.map(fewest));
}

/** Readings that the DSO signed, and those of open points, are known. */
const isKnown = ({ status, open }: Settled) => status === 1 || open;

function kindsOf(rows: readonly Row[], k: number): Kind[] {
  const members = new Set(rows.flatMap((row) => [...row.members]));
  const columns = [...members].flatMap((member) => {
    if (isKnown(member)) return [];
    const covering = rows.filter((row) => row.members.has(member));
    const sides = ['imports', 'exports'] as const;
    // In a net alone ten are active by words, and some of them may be 0 in a half hour.
    const byWord = covering.every(({ imports, exports }) => imports === -exports);
    const values = { imports: member.imported[k]!, exports: member.exported[k]! };
    return sides
      .filter((side) => (byWord ? isActiveIn(member, Math.floor(k / 6)) : values[side] > 0))
      .map((side) => ({
        home: member.home,
        weights: rows.map((row) => (row.members.has(member) ? row[side] : 0)),
      }));
  });
  return gathered(columns);
}

/** Each has a bill of its own in the sum. */
function moneyKinds(sets: PublishedSet['money']): Kind[] {
  const members = [...new Set(sets.flatMap((set) => [...set]))].filter((member) => !isKnown(member));
  return gathered(
    members.map((member) => ({
      home: member.home,
      weights: sets.map((set) => (set.has(member) ? 1 : 0)),
    })),
  );
}

function gathered(
  columns: readonly { readonly home: number; readonly weights: readonly number[] }[],
): Kind[] {
  const kinds = new Map<string, Kind>();
  for (const { home, weights } of columns) {
    if (weights.every((x) => x === 0)) continue;
    const name = weights.join();
    const kind = kinds.get(name) ?? { weights, homes: new Set() };
    kind.homes.add(home);
    kinds.set(name, kind);
  }
  return [...kinds.values()];
}

function fewest(kinds: readonly Kind[]): number {
  const width = kinds[0]?.weights.length ?? 0;
  const rank = width - kernel(kinds, width).length;
  let least = Number.POSITIVE_INFINITY;
  for (const zeros of choices(kinds, rank - 1)) {
    for (const combination of kernel(zeros, width)) {
      const seen = kinds.filter(({ weights }) => modulo(dot(weights, combination)) !== 0);
      if (seen.length > 0) least = Math.min(least, new Set(seen.flatMap(({ homes }) => [...homes])).size);
    }
  }
  return least;
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

function choices<T>(items: readonly T[], count: number): T[][] {
  if (count < 0) return [];
  if (count === 0) return [[]];
  return items.flatMap((item, i) => choices(items.slice(i + 1), count - 1).map((rest) => [item, ...rest]));
}

/** A basis of the combinations of rows that vanish on these kinds. */
function kernel(kinds: readonly Kind[], width: number): number[][] {
  const reduced: { readonly pivot: number; readonly row: number[] }[] = [];
  for (const { weights } of kinds) {
    const row = weights.map(modulo);
    for (const { pivot, row: by } of reduced) subtract(row, by, row[pivot]!);
    const pivot = row.findIndex((x) => x !== 0);
    if (pivot < 0) continue;
    const scale = inverse(row[pivot]!);
    const unit = row.map((x) => modulo(x * scale));
    for (const other of reduced) subtract(other.row, unit, other.row[pivot]!);
    reduced.push({ pivot, row: unit });
  }
  const pivots = new Set(reduced.map(({ pivot }) => pivot));
  const free = Array.from({ length: width }, (_, i) => i).filter((i) => !pivots.has(i));
  return free.map((at) => {
    const combination: number[] = Array.from({ length: width }, (_, i) => (i === at ? 1 : 0));
    for (const { pivot, row } of reduced) combination[pivot] = modulo(-row[at]!);
    return combination;
  });
}

function subtract(row: number[], by: readonly number[], times: number): void {
  by.forEach((x, i) => {
    row[i] = modulo(row[i]! - times * x);
  });
}

function inverse(x: number): number {
  let [result, power] = [1, x];
  for (let e = PRIME - 2; e > 0; e >>= 1) {
    if (e & 1) result = modulo(result * power);
    power = modulo(power * power);
  }
  return result;
}
