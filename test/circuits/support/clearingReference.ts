/** The clearing by its definition: every level is tried, every sum is a filter over all orders. */
import type { Cell } from '@veilgrid/protocol/core/books/cells';
import type { PeriodClearing } from '@veilgrid/protocol/core/books/clearing';

const LEVELS = 65_536;
const MAX = 2 ** 24 - 1;

const total = (cells: readonly Cell[]) => cells.reduce((sum, c) => sum + c.qty, 0);
const buys = (cells: readonly Cell[]) => cells.filter((c) => c.side === 0);
const sells = (cells: readonly Cell[]) => cells.filter((c) => c.side === 1);

/** D(>=p) and S(<=p) for p in [0, 65536]; index p + 1, so that p = -1 exists. */
function curves(cells: readonly Cell[]) {
  const demand = new Float64Array(LEVELS + 2);
  const supply = new Float64Array(LEVELS + 2);
  for (const { level, qty } of buys(cells)) demand[level + 1]! += qty;
  for (const { level, qty } of sells(cells)) supply[level + 1]! += qty;
  for (let i = LEVELS; i >= 0; i--) demand[i]! += demand[i + 1]!;
  for (let i = 1; i <= LEVELS + 1; i++) supply[i]! += supply[i - 1]!;
  return { D: (p: number) => demand[p + 1]!, S: (p: number) => supply[p + 1]! };
}

/** The least m in [0, 2^24) with the sum of min(qty, m) at least `target`. */
function leastMargin(cells: readonly Cell[], target: number): number {
  let low = 0;
  let high = MAX;
  while (low < high) {
    const m = (low + high) >> 1;
    if (total(cells.map((c) => ({ ...c, qty: Math.min(c.qty, m) }))) >= target) high = m;
    else low = m + 1;
  }
  return low;
}

export function clearByDefinition(cells: readonly Cell[]): PeriodClearing {
  const { D, S } = curves(cells);
  let L = -1;
  let H = -1;
  for (let p = 0; p < LEVELS; p++) {
    if (D(p + 1) > S(p) || S(p - 1) > D(p)) continue;
    if (L < 0) L = p;
    H = p;
  }
  const level = Math.floor((L + H) / 2);
  const volume = Math.min(D(L), S(L));
  const atL = cells.filter((c) => c.level === L);
  const buysLong = D(L) > S(L);
  const sellsLong = S(L) > D(L);
  // A rationed side that stands at p* rounds so that never less is bought than sold.
  const buyMargin = buysLong ? leastMargin(buys(atL), S(L) - D(L + 1)) : 0;
  const sellMargin = sellsLong ? leastMargin(sells(atL), D(L) - S(L - 1) + 1) - 1 : 0;
  return {
    L,
    H,
    level,
    volume,
    lambda: sellsLong ? sellMargin + 1 : buyMargin,
    rationed: sellsLong ? 1 : 0,
    lambdaBuy: buysLong && level === L ? buyMargin : MAX,
    lambdaSell: sellsLong ? sellMargin : MAX,
    traded: volume > 0,
  };
}

/** The seven sums of each period over all orders, packed; for any L, H, lambda and rationed side. */
export function sumsByDefinition(
  orders: readonly (readonly Cell[])[],
  periods: readonly PeriodClearing[],
): bigint[] {
  const lanes = periods.flatMap(({ L, H, lambda, rationed }, k) => {
    const cells = orders.map((order) => order[k]!);
    const long = cells.filter((c) => c.level === L && c.side === rationed);
    return [
      total(buys(cells).filter((c) => c.level >= L)),
      total(sells(cells).filter((c) => c.level <= L)),
      total(buys(cells).filter((c) => c.level === L)),
      total(sells(cells).filter((c) => c.level === L)),
      L < H ? total(cells.filter((c) => c.level === H)) : 0,
      total(long.map((c) => ({ ...c, qty: Math.min(c.qty, lambda) }))),
      long.filter((c) => c.qty >= lambda).length,
    ];
  });
  const words = Array<bigint>(Math.ceil(lanes.length / 5)).fill(0n);
  lanes.forEach((lane, i) => {
    words[Math.floor(i / 5)]! += BigInt(lane) * 2n ** BigInt(50 * (i % 5));
  });
  return words;
}

/** Public outputs of the close. */
export function closeOutputs(
  periods: readonly PeriodClearing[],
  orders: readonly (readonly Cell[])[],
): bigint[] {
  const enough = orders.filter((cells) => cells.some((c) => c.qty > 0)).length >= 10;
  const shown = (value: (p: PeriodClearing) => number) =>
    periods.map((p) => (p.traded ? BigInt(value(p)) : 0n));
  return [
    periods.reduce((bits, p, k) => bits + (p.traded ? 2n ** BigInt(k) : 0n), 0n),
    enough ? 1n : 0n,
    enough ? BigInt(periods.reduce((sum, p) => sum + p.volume, 0)) : 0n,
    ...shown((p) => p.level),
    ...shown((p) => p.lambdaBuy),
    ...shown((p) => p.lambdaSell),
  ];
}
