import type { Parameters } from '../clear.js';
import type { Cells } from '../order.js';
import { every, TOP_LEVEL, U24 } from './household.js';
import type { Random } from './random.js';

export interface Cell {
  readonly side: bigint;
  readonly level: bigint;
  readonly qty: bigint;
}

/** How the orders of one period stand; every day takes several of them, a full one all. */
const BOOKS: Readonly<Record<string, (random: Random, i: number, n: number) => Cell>> = {
  nothing: (random) => ({ side: random.below(2n), level: random.below(TOP_LEVEL + 1n), qty: 0n }),
  buysOnly: (random) => ({ side: 0n, level: random.below(9n), qty: random.below(50n) }),
  sellsOnly: (random) => ({ side: 1n, level: random.below(9n), qty: random.below(50n) }),
  onePrice: (random) => ({ side: random.below(2n), level: 4_000n, qty: random.below(6n) }),
  buysLong: (random, i) => ({ side: i === 0 ? 1n : 0n, level: 7n, qty: random.between(1n, 9n) }),
  sellsLong: (random, i) => ({ side: i === 0 ? 0n : 1n, level: 7n, qty: random.between(1n, 9n) }),
  near: (random) => ({ side: random.below(2n), level: random.between(100n, 104n), qty: random.below(20n) }),
  wide: (random) => ({
    side: random.below(2n),
    level: random.below(TOP_LEVEL + 1n),
    qty: random.below(U24 + 1n),
  }),
  // Equal volumes at two prices: everything between them balances.
  gap: (_, i) => (i % 2 === 0 ? { side: 0n, level: 901n, qty: 5n } : { side: 1n, level: 90n, qty: 5n }),
  neighbours: (_, i) => (i % 2 === 0 ? { side: 0n, level: 91n, qty: 5n } : { side: 1n, level: 90n, qty: 5n }),
  bounds: (random) => ({
    side: random.below(2n),
    level: random.pick([0n, TOP_LEVEL]),
    qty: random.below(9n),
  }),
  topOnly: (random) => ({ side: random.below(2n), level: TOP_LEVEL, qty: random.between(1n, 9n) }),
  largest: (random) => ({ side: random.below(2n), level: random.between(0n, 2n), qty: U24 }),
  oneUnit: (random) => ({ side: random.below(2n), level: 1n, qty: random.below(2n) }),
  lastOnly: (_, i, n) => ({ side: i === n - 1 ? 0n : 1n, level: 3n, qty: i >= n - 2 ? 8n : 0n }),
  firstOnly: (_, i) => ({ side: i === 0 ? 1n : 0n, level: 3n, qty: i < 2 ? 8n : 0n }),
};

/** A book of n orders over K periods, its periods of all kinds from `shift` on. */
export function randomBook(random: Random, K: number, n: number, shift: number): Cells[] {
  const kinds = Object.values(BOOKS);
  const cells = every(n, 0n).map((_, i) =>
    every(K, 0n).map((_, k) => kinds[(k + shift) % kinds.length]!(random, i, n)),
  );
  return cells.map((order) => ({
    side: order.map(({ side }) => side),
    level: order.map(({ level }) => level),
    qty: order.map(({ qty }) => qty),
  }));
}

const total = (cells: readonly Cell[]) => cells.reduce((sum, { qty }) => sum + qty, 0n);
const smaller = (a: bigint, b: bigint) => (a < b ? a : b);

/** protocol/market.md, close: supply and demand balance at a level. */
function balances(cells: readonly Cell[], p: bigint): boolean {
  const volume = (side: bigint, holds: (level: bigint) => boolean) =>
    total(cells.filter((cell) => cell.side === side && holds(cell.level)));
  return (
    volume(0n, (l) => l > p) <= volume(1n, (l) => l <= p) &&
    volume(1n, (l) => l < p) <= volume(0n, (l) => l >= p)
  );
}

/** The least λ, at most 2^24 − 1, from which on the side's orders at L reach what there is for them. */
function marginOf(atL: readonly Cell[], reaches: (filled: bigint) => boolean): bigint {
  let [low, high] = [0n, U24];
  while (low < high) {
    const middle = (low + high) / 2n;
    const filled = atL.reduce((sum, { qty }) => sum + smaller(qty, middle), 0n);
    if (reaches(filled)) high = middle;
    else low = middle + 1n;
  }
  return low;
}

function periodParameters(cells: readonly Cell[]) {
  const around = cells.flatMap(({ level, qty }) => (qty > 0n ? [level - 1n, level, level + 1n] : []));
  const levels = [0n, TOP_LEVEL, ...around].filter((l) => l >= 0n && l <= TOP_LEVEL);
  const balanced = levels.filter((l) => balances(cells, l)).sort((a, b) => (a < b ? -1 : 1));
  const [L, H] = [balanced[0]!, balanced.at(-1)!];
  const of = (side: bigint, holds: (level: bigint) => boolean) =>
    cells.filter((cell) => cell.side === side && holds(cell.level));
  const demand = total(of(0n, (l) => l >= L));
  const supply = total(of(1n, (l) => l <= L));
  if (demand > supply) {
    const rest = supply - total(of(0n, (l) => l > L));
    return {
      L,
      H,
      rationed: 0n,
      lambda: marginOf(
        of(0n, (l) => l === L),
        (filled) => filled >= rest,
      ),
    };
  }
  if (supply > demand) {
    const rest = demand - total(of(1n, (l) => l < L));
    return {
      L,
      H,
      rationed: 1n,
      lambda: marginOf(
        of(1n, (l) => l === L),
        (filled) => filled > rest,
      ),
    };
  }
  return { L, H, rationed: 0n, lambda: 0n };
}

/** The parameters that the text demands of a book, by trying levels and margins. */
export function parametersOf(book: readonly Cells[], K: number): Parameters {
  const periods = every(K, 0n).map((_, k) =>
    periodParameters(book.map((o) => ({ side: o.side[k]!, level: o.level[k]!, qty: o.qty[k]! }))),
  );
  return {
    L: periods.map(({ L }) => L),
    H: periods.map(({ H }) => H),
    lambda: periods.map(({ lambda }) => lambda),
    rationed: periods.map(({ rationed }) => rationed),
  };
}
