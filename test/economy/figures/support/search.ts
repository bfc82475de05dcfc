/**
 * Whether a combination of rows, with any rational weights, has weight on one to nine homes that nobody knows. Complete:
 * unknowns that all rows weigh alike, up to a factor, are one; those of ten homes or more must vanish, and what is left
 * then is gone through, unknown by unknown. All numbers are integers, without rounding.
 */
import { MIN_GROUP } from '@veilgrid/protocol/params';
import type { Block, Cell, Knows, Owner } from './rows.js';

type Vector = readonly number[];

/** Sums of 64 products of two such numbers are exact. */
const LARGEST = 2 ** 22;

/** Unknowns that are weighed in proportion, and whose they are. */
interface Kind {
  readonly weights: Vector;
  readonly homes: ReadonlySet<string>;
}

/** Unknowns with the same weights, and whose they are: some of them are known to some. */
export interface Column {
  readonly weights: Vector;
  readonly owners: readonly Owner[];
}

/** @returns one to nine homes that some combination is of, and no others; undefined if there is none */
export function exposed(columns: readonly Column[], knows: Knows): ReadonlySet<string> | undefined {
  return among(
    gathered(
      columns.map(({ weights, owners }) => {
        const unknown = owners.filter((owner) => !knows(owner));
        return [weights, new Set(unknown.map(({ home }) => home))];
      }),
    ),
  );
}

export function columnsOf(block: Block): Column[] {
  const weighed = new Map<Cell, string>();
  block.forEach((row, i) => {
    for (const [cell, [imports, exports]] of row) {
      weighed.set(cell, `${weighed.get(cell) ?? ''}${i} ${imports} ${exports},`);
    }
  });
  const alike = new Map<string, Cell[]>();
  for (const [cell, name] of weighed) {
    const cells = alike.get(name);
    cells ? cells.push(cell) : alike.set(name, [cell]);
  }
  return [...alike.values()].flatMap((cells) => {
    const weights = (side: 0 | 1) => block.map((row) => row.get(cells[0]!)?.[side] ?? 0);
    const [imports, exports] = [weights(0), weights(1)];
    const owners = (is: (cell: Cell) => boolean) => cells.filter(is).map(({ owner }) => owner);
    // Where only nets are shown ten are active by words: some of them may be 0 in a half hour.
    if (imports.every((x, i) => x === -exports[i]!)) {
      return [{ weights: imports, owners: owners(({ active }) => active) }];
    }
    return [
      { weights: imports, owners: owners(({ imported }) => imported) },
      { weights: exports, owners: owners(({ exported }) => exported) },
    ];
  });
}

function gathered(columns: Iterable<readonly [Vector, ReadonlySet<string>]>): Kind[] {
  const kinds = new Map<string, { readonly weights: Vector; readonly homes: Set<string> }>();
  for (const [column, homes] of columns) {
    const weights = primitive(column);
    if (!weights || homes.size === 0) continue;
    const name = weights.join();
    const kind = kinds.get(name) ?? { weights, homes: new Set() };
    for (const home of homes) kind.homes.add(home);
    kinds.set(name, kind);
  }
  return [...kinds.values()];
}

function among(kinds: readonly Kind[]): ReadonlySet<string> | undefined {
  const left = vanish(kinds, ({ homes }) => homes.size >= MIN_GROUP);
  if (left.length === 0) return undefined;
  const all = new Set(left.flatMap(({ homes }) => [...homes]));
  if (all.size < MIN_GROUP) return all;
  const [first, ...others] = left;
  return among(imagesIn(kernel([first!.weights]), others)) ?? keeping(first!, others);
}

/** Of combinations with weight on one kind, and perhaps on what is of the same homes. */
function keeping(kind: Kind, others: readonly Kind[]): ReadonlySet<string> | undefined {
  const [next, ...rest] = others.filter(({ homes }) => union(homes, kind.homes).size > kind.homes.size);
  if (!next) return kind.homes;
  const space = kernel([next.weights]);
  const [still] = gathered([[image(space, kind.weights), kind.homes]]);
  const without = still && keeping(still, imagesIn(space, rest));
  if (without) return without;
  const homes = union(next.homes, kind.homes);
  return homes.size < MIN_GROUP ? keeping({ ...kind, homes }, rest) : undefined;
}

/** What combinations that vanish on these kinds make of the others; again, as long as others become such. */
function vanish(kinds: readonly Kind[], is: (kind: Kind) => boolean): readonly Kind[] {
  let left = kinds;
  for (let gone = left.filter(is); gone.length > 0; gone = left.filter(is)) {
    const space = kernel(gone.map(({ weights }) => weights));
    left = imagesIn(
      space,
      left.filter((kind) => !is(kind)),
    );
  }
  return left;
}

const imagesIn = (space: readonly Vector[], kinds: readonly Kind[]) =>
  gathered(kinds.map(({ weights, homes }) => [image(space, weights), homes]));

const image = (space: readonly Vector[], weights: Vector) =>
  space.map((combination) => combination.reduce((sum, x, i) => sum + x * weights[i]!, 0));

const union = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): ReadonlySet<T> => new Set([...a, ...b]);

/** A basis of the combinations of rows whose weight on all of these is 0. */
function kernel(columns: readonly Vector[]): Vector[] {
  const width = columns[0]!.length;
  const reduced: { readonly pivot: number; row: Vector }[] = [];
  for (const column of columns) {
    let row: Vector | undefined = column;
    for (const { pivot, row: by } of reduced) row = row && eliminated(row, by, pivot);
    if (!row) continue;
    const found = { pivot: row.findIndex((x) => x !== 0), row };
    for (const other of reduced) other.row = eliminated(other.row, row, found.pivot)!;
    reduced.push(found);
  }
  const pivots = new Set(reduced.map(({ pivot }) => pivot));
  const free = Array.from({ length: width }, (_, i) => i).filter((i) => !pivots.has(i));
  return free.map((at) => {
    const scale = reduced.reduce((all, { pivot, row }) => (row[at] ? lcm(all, row[pivot]!) : all), 1);
    const combination = Array.from({ length: width }, (_, i) => (i === at ? scale : 0));
    for (const { pivot, row } of reduced) combination[pivot] = -row[at]! * (scale / row[pivot]!);
    return primitive(combination)!;
  });
}

/** The row without its entry at the pivot of another; undefined if nothing is left of it. */
function eliminated(row: Vector, by: Vector, pivot: number): Vector | undefined {
  if (row[pivot] === 0) return row;
  const [times, less] = [by[pivot]!, row[pivot]!];
  return primitive(row.map((x, i) => x * times - by[i]! * less));
}

/** Divided by what all have in common, the first above 0; undefined of zeros alone. */
function primitive(vector: Vector): Vector | undefined {
  const lead = vector.find((x) => x !== 0);
  if (lead === undefined) return undefined;
  const common = vector.reduce((all, x) => gcd(all, x), 0) * Math.sign(lead);
  const divided = vector.map((x) => (x === 0 ? 0 : x / common));
  const exact = vector.every((x) => Math.abs(x) < 2 ** 51) && divided.every((x) => Math.abs(x) < LARGEST);
  if (!exact) throw new Error('numbers too large to be exact');
  return divided;
}

function gcd(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

const lcm = (a: number, b: number) => Math.abs((a / gcd(a, b)) * b);
