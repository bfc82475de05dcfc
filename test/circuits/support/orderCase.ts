import type { Cell } from '@veilgrid/protocol/core/books/cells';
import { mulBase, type Point } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { noteCommitment, ownerPkOf } from '@veilgrid/protocol/core/money/note';
import type { MarketData } from '@veilgrid/protocol/market/auction';
import { type OrderWitness, requiredDeposit } from '@veilgrid/protocol/market/order';
import { type Params, paramsOf } from '@veilgrid/protocol/params';
import type { Reference } from './reference.js';
import { wholeDay } from './wholeDay.js';

const small = paramsOf('small');

/** Prices from -50.00 to 605.35 in steps of 0.10. */
const SMALL_MARKET = {
  floor: -5000n,
  tick: 10n,
  collateral: 650_350n,
  minExport: -5000n,
  fixedPerDay: 30_000_000n,
  importPrice: [2800n, 3100n, -200n, 2500n],
  exportPrice: [900n, 500n, -700n, -300n],
  network: [600n, 650n, 700n, 650n],
  discount: [150n, 200n, 180n, 170n],
} as const;

export function marketOf(params: Params): MarketData {
  const dearer = (price: bigint, round: number) => price + BigInt(round);
  return {
    ...SMALL_MARKET,
    importPrice: wholeDay(params, SMALL_MARKET.importPrice, dearer),
    exportPrice: wholeDay(params, SMALL_MARKET.exportPrice, dearer),
    network: wholeDay(params, SMALL_MARKET.network, dearer),
    discount: wholeDay(params, SMALL_MARKET.discount, dearer),
  };
}

export interface OrderCase {
  cells: Cell[];
  importCap: number;
  exportCap: number;
  dayLimit: bigint;
  /** Above the least deposit. */
  extra: bigint;
  /** Of the note, above the deposit. */
  change: bigint;
  b: bigint;
}

const SMALL_ORDER: OrderCase = {
  cells: [
    { side: 0, level: 800, qty: 1500 },
    { side: 0, level: 65_535, qty: 2000 },
    { side: 1, level: 0, qty: 900 },
    { side: 1, level: 640, qty: 1200 },
  ],
  importCap: 2000,
  exportCap: 1200,
  dayLimit: 70_000_000n,
  extra: 12_345n,
  change: 67_890n,
  b: 987_654_321n << 190n,
};

/** Buys and sells at both ends of the levels and within, at and below the caps of their side. */
export function orderDay(params: Params): OrderCase {
  const cells = wholeDay(params, SMALL_ORDER.cells, (c, round) => ({ ...c, qty: c.qty - round }));
  return { ...SMALL_ORDER, cells };
}

/** A whole witness of an order, in trees that hold other leaves too. */
export function orderWitness(
  hasher: Hasher,
  reference: Reference,
  order: OrderCase,
  params: Params = small,
): OrderWitness {
  const sk = 424_242n;
  const ownerPk = ownerPkOf(hasher, sk);
  const point = 777_777n;
  const zoneTariff = 3n + (7n << 32n);
  const leaf = reference.H('LEAF', [
    ownerPk,
    point,
    zoneTariff,
    BigInt(order.importCap),
    BigInt(order.exportCap),
    order.dayLimit,
  ]);
  const points = new Tree8(hasher, params.pointDepth, [11n, 12n, leaf, ...Array(20).fill(13n)]);
  const market = marketOf(params);
  const deposit = requiredDeposit(order.cells, market, order.dayLimit) + order.extra;
  const note = { asset: 1n, value: deposit + order.change, ownerPk, rho: 5_555n };
  const notes = new Tree8(hasher, params.noteDepth, [...Array(70).fill(21n), noteCommitment(hasher, note)]);
  const key: Point = mulBase(31_337n);
  return {
    auction: { auctionId: 9_001n, pointRoot: points.root, zoneTariff, key, market },
    context: 4_711n,
    noteRoot: notes.root,
    deposit,
    sk,
    point,
    importCap: order.importCap,
    exportCap: order.exportCap,
    dayLimit: order.dayLimit,
    pointPath: points.path(2),
    input: { ...note, path: notes.path(70) },
    changeRho: 6_666n,
    cells: order.cells,
    salt: 8_888n,
    b: order.b,
  };
}
