/** Who takes part in a simulated day and what they order, meter and do afterwards. */
import { BUY, type Cell, SELL } from '@veilgrid/protocol/core/books/cells';
import type { Reading } from '@veilgrid/protocol/core/readings';
import type { MarketData } from '@veilgrid/protocol/market/auction';
import { requiredDeposit } from '@veilgrid/protocol/market/order';
import { MAX_LEVEL, MAX_QTY } from '@veilgrid/protocol/params';
import type { PointTerms } from '../../state/support/party.js';
import { K } from '../../state/support/profile.js';
import type { PointDay } from './economics.js';
import type { Random } from './random.js';
import type { World } from './world.js';

/** `honest`: orders what it will consume or feed in, at prices no worse for it than the supplier's. */
export type Character = 'honest' | 'coalition';
export type Ending = 'settle' | 'late' | 'never';

export interface Plan extends PointDay {
  readonly character: Character;
  readonly deposit: bigint;
  readonly ending: Ending;
}

const NULL_CELL: Cell = { side: BUY, level: 0, qty: 0 };

/** One plan for each point: some honest, the rest one coalition that knows every honest order. */
export function randomPlans(random: Random, world: World): Plan[] {
  const { market, points } = world;
  const share = random.pick([0, 0.3, 0.6, 1]);
  const honest = points.map(() => !random.chance(share));
  const strategy = random.pick(STRATEGIES);
  // Who is idle all day hides nobody: on some days none is.
  const idle = random.pick([0, 0, 0.05, 0.25]);
  const readings = points.map((point) => randomReadings(random, point, random.chance(idle)));
  const orders = points.map((point, i) => honest[i]! && honestOrder(random, market, point, readings[i]!));
  const known = orders.filter((order) => order !== false);
  const ring = points.flatMap((_, i) => (honest[i] ? [] : [i]));
  const endings = random.chance(0.3);
  return points.map((point, i) => {
    const cells =
      orders[i] || strategy(random, { market, point, known, readings: readings[i]!, place: ring.indexOf(i) });
    return {
      ...affordable(world, point, cells),
      readings: readings[i]!,
      character: honest[i] ? 'honest' : 'coalition',
      ending: endings && !honest[i] ? random.pick(['settle', 'settle', 'late', 'never'] as const) : 'settle',
    };
  });
}

/**
 * Within the caps of the day and 24 bits, with import and export in one period too. Some use their caps up
 * early, and show nothing in a later word; others have something left for every period.
 */
function randomReadings(random: Random, point: PointTerms, idle: boolean): Reading[] {
  let [imports, exports] = [point.dayImportCap, point.dayExportCap];
  const early = random.chance(0.5);
  const draw = (left: number, cap: number, k: number) => {
    const now = early ? left : Math.ceil((2 * left) / (K - k + 1));
    return idle || random.chance(0.3) ? 0 : random.int(0, Math.min(now, cap, MAX_QTY));
  };
  return Array.from({ length: K }, (_, k) => {
    // A meter may count more in a period than may be ordered for it.
    const spread = random.pick([1, 1, 2]);
    const both = random.chance(0.2);
    const imported = draw(imports, point.importCap * spread, k);
    const exported = both || imported === 0 ? draw(exports, point.exportCap * spread, k) : 0;
    imports -= imported;
    exports -= exported;
    return { imported, exported };
  });
}

/** The level next to a price, on the side of it that suits whoever trades. */
function levelAt(market: MarketData, price: bigint, round: 'down' | 'up'): number | undefined {
  const above = price - market.floor;
  const level = round === 'down' ? above / market.tick : (above + market.tick - 1n) / market.tick;
  if (round === 'down') return above < 0n ? undefined : Number(level > BigInt(MAX_LEVEL) ? MAX_LEVEL : level);
  return above <= 0n ? 0 : level > BigInt(MAX_LEVEL) ? undefined : Number(level);
}

/** Buys what it will import net at no more than that saves it, sells what it will export net at no less than the supplier pays. */
function honestOrder(
  random: Random,
  market: MarketData,
  point: PointTerms,
  readings: readonly Reading[],
): Cell[] {
  return readings.map(({ imported, exported }, k) => {
    const net = imported - exported;
    const side = net >= 0 ? BUY : SELL;
    const worth = market.importPrice[k]! + market.discount[k]!;
    const limit =
      side === BUY ? levelAt(market, worth, 'down') : levelAt(market, market.exportPrice[k]!, 'up');
    if (limit === undefined) return NULL_CELL;
    const modest = random.pick([0, 0, 1, random.int(0, 2_000)]);
    const level = side === BUY ? Math.max(0, limit - modest) : Math.min(MAX_LEVEL, limit + modest);
    const qty = Math.min(Math.abs(net), side === BUY ? point.importCap : point.exportCap);
    return { side, level, qty: random.chance(0.2) ? random.int(0, qty) : qty };
  });
}

interface Scene {
  readonly market: MarketData;
  readonly point: PointTerms;
  /** The honest orders: an operator that leaks, or luck. */
  readonly known: readonly (readonly Cell[])[];
  readonly readings: readonly Reading[];
  /** Of the member within the coalition. */
  readonly place: number;
}
type Strategy = (random: Random, scene: Scene) => Cell[];

const cells = (make: (k: number) => Cell): Cell[] => Array.from({ length: K }, (_, k) => make(k));
const capOfSide = (point: PointTerms, side: number) => (side === BUY ? point.importCap : point.exportCap);

/** Members sell to each other as much as they may, at one price. */
const wash: Strategy = (random, { point, known, place }) => {
  const level = random.pick([0, MAX_LEVEL, known[0]?.[0]?.level ?? 700]);
  const side = place % 2;
  return cells(() => ({ side, level, qty: capOfSide(point, side) }));
};

/** Buys or sells at any price, whatever it consumes. */
const virtual: Strategy = (random, { point }) =>
  cells(() => {
    const side = random.int(0, 1);
    return { side, level: side === BUY ? MAX_LEVEL : 0, qty: random.int(0, capOfSide(point, side)) };
  });

/** Stands right beside an honest order. */
const shadow: Strategy = (random, { point, known }) =>
  cells((k) => {
    const side = random.int(0, 1);
    const near = (known.length > 0 ? random.pick(known)[k]!.level : 700) + random.int(-1, 1);
    return {
      side,
      level: Math.max(0, Math.min(MAX_LEVEL, near)),
      qty: random.int(0, capOfSide(point, side)),
    };
  });

/** Trades what it really has, at the tariff's own prices, and more than that: netting within the coalition. */
const netting: Strategy = (random, { market, point, readings }) =>
  readings.map(({ imported, exported }, k) => {
    const side = imported >= exported ? BUY : SELL;
    const price = random.pick([market.importPrice[k]!, market.exportPrice[k]!]) + random.big(-2n, 2n);
    const level = levelAt(market, price, 'down') ?? 0;
    const most = capOfSide(point, side);
    return { side, level, qty: Math.min(most, Math.max(imported, exported) * random.pick([1, 1, 3])) };
  });

/** Tries to make the supplier's rounding large: many equal orders at the margin, one short side. */
const rounding: Strategy = (random, { point, place }) => {
  const side = place === 0 ? SELL : BUY;
  const level = random.pick([0, 0, MAX_LEVEL]);
  const qty = Math.min(capOfSide(point, side), side === SELL ? random.int(1, 30) : random.int(1, 5_000));
  return cells(() => ({ side, level, qty }));
};

const anything: Strategy = (random, { point }) =>
  cells(() => {
    const side = random.int(0, 1);
    return { side, level: random.int(0, MAX_LEVEL), qty: random.int(0, capOfSide(point, side)) };
  });

const nothing: Strategy = () => cells(() => NULL_CELL);

const STRATEGIES: readonly Strategy[] = [wash, virtual, shadow, netting, rounding, anything, nothing];

/** The least tier that covers the order, which is halved until one does. */
function affordable({ market, tiers }: World, point: PointTerms, wanted: readonly Cell[]) {
  let cells = wanted;
  for (;;) {
    const needed = requiredDeposit(cells, market, point.dayLimit);
    const deposit = tiers.find((tier) => tier >= needed);
    if (deposit !== undefined) return { cells, deposit };
    cells = cells.map((c) => ({ ...c, qty: Math.floor(c.qty / 2) }));
  }
}
