/** Random markets, from ordinary to absurd, all of which the ledger's own rules admit or refuse. */
import { capOf, type MarketData } from '@veilgrid/protocol/market/auction';
import { MAX_LEVEL, MAX_QTY, PRICE_BOUND } from '@veilgrid/protocol/params';
import type { PointTerms } from '../../state/support/party.js';
import { K } from '../../state/support/profile.js';
import type { Random } from './random.js';

const TOP = PRICE_BOUND - 1;

export interface World {
  readonly market: MarketData;
  readonly tiers: readonly bigint[];
  readonly points: readonly PointTerms[];
}

const each = <T>(make: (k: number) => T): T[] => Array.from({ length: K }, (_, k) => make(k));

function max(first: bigint, ...rest: bigint[]): bigint {
  let top = first;
  for (const x of rest) if (x > top) top = x;
  return top;
}

const min = (...xs: [bigint, ...bigint[]]) => -max(...(xs.map((x) => -x) as [bigint]));

export function randomWorld(random: Random, members: number, known?: readonly PointTerms[]): World {
  const market = randomMarket(random);
  const points = known ?? randomPoints(random, members);
  const limit = max(1n, ...points.map((p) => p.dayLimit));
  // All day limits in the first tier: groups of less than ten are refused.
  const tiers = [limit, limit * 10n + 1_000n, limit * 1_000n + 100_000n, 8_000_000_000_000n];
  return { market, points, tiers: tiers.slice(4 - random.int(1, 4)) };
}

function randomMarket(random: Random): MarketData {
  const size = random.pick([60, 5_000, 5_000, 400_000, TOP]);
  const below = random.chance(0.5);
  const importPrice = each(() => BigInt(random.int(below ? -size : 0, size)));
  const exportPrice = importPrice.map((price) =>
    random.chance(0.15) ? price : random.big(min(price, below ? BigInt(-size) : 0n), price),
  );
  const network = each(() => random.int(0, random.pick([0, 1_500, size])));
  // Above TOP no collateral could cover an undelivered sale: the ledger refuses such an auction.
  const discount = network.map((n, k) =>
    Math.min(random.pick([0, n, random.int(0, n)]), TOP - Number(importPrice[k])),
  );
  const tick = random.int(1, size === TOP ? 511 : random.pick([1, 1, 10]));
  const lowest = -TOP;
  const highest = TOP - tick * MAX_LEVEL;
  const floor = random.chance(0.7)
    ? Math.min(highest, -random.int(0, size))
    : random.int(Math.min(lowest, highest), highest);
  const market = { floor: BigInt(floor), tick: BigInt(tick) };
  const covered = max(capOf(market), ...importPrice.map((p, k) => p + BigInt(discount[k]!)));
  return {
    ...market,
    collateral: min(BigInt(TOP), covered + BigInt(random.pick([0, 0, 1, 10_000]))),
    minExport: min(0n, market.floor, ...exportPrice),
    fixedPerDay: random.big(0n, random.pick([0n, 50_000n, 3_000_000_000n])),
    importPrice,
    exportPrice,
    network: network.map(BigInt),
    discount: discount.map(BigInt),
  };
}

/** Days of one size, or up to four times it: a larger one has no place in their group. */
function randomPoints(random: Random, members: number): PointTerms[] {
  const size = () => K * random.pick([0, 1, 1_250, 5_000, 15_000, 2 ** 22 - 1]);
  const [imports, exports] = [size(), size()];
  return Array.from({ length: members }, () => {
    // A point that may move nothing hides nobody: few of a day are such, or all of it.
    let point: PointTerms;
    do point = randomPoint(random, imports, exports);
    while (movesNothing(point) && random.chance(0.9));
    return point;
  });
}

function movesNothing({ importCap, exportCap, dayImportCap, dayExportCap }: PointTerms): boolean {
  return Math.min(importCap, dayImportCap) === 0 && Math.min(exportCap, dayExportCap) === 0;
}

function randomPoint(random: Random, imports: number, exports: number): PointTerms {
  const cap = () => random.pick([0, 1, 5_000, 5_000, 60_000, MAX_QTY]);
  const [importCap, exportCap] = [cap(), cap()];
  return {
    importCap,
    exportCap,
    dayImportCap: random.int(imports, 4 * imports),
    dayExportCap: random.chance(0.2) ? 0 : random.int(exports, 4 * exports),
    dayLimit: random.pick([0n, 1n, 90_000_000n, random.big(0n, 3_000_000_000n)]),
    open: random.chance(0.05) ? 1 : 0,
  };
}

/** As the supplier publishes its tariff. */
export const pricesOf = ({ market }: World) => ({
  importPrice: market.importPrice.map(Number),
  exportPrice: market.exportPrice.map(Number),
  network: market.network.map(Number),
  discount: market.discount.map(Number),
  fixedPerDay: market.fixedPerDay,
});

/** As the auction opens. */
export const termsOf = ({ market, tiers }: World) => ({
  floor: Number(market.floor),
  tick: Number(market.tick),
  collateral: Number(market.collateral),
  tiers: [...tiers],
});
