import type { Cell } from '@veilgrid/protocol/core/books/cells';
import type { ClearingResult } from '@veilgrid/protocol/core/books/result';
import type { Point } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import type { Reading } from '@veilgrid/protocol/core/readings';
import type { MarketData } from '@veilgrid/protocol/market/auction';
import type { SettleWitness } from '@veilgrid/protocol/market/settlement';
import { NO_MARGIN, type Params, paramsOf } from '@veilgrid/protocol/params';
import { marketOf } from './orderCase.js';
import { fr, pack, type Reference } from './reference.js';
import { often, wholeDay } from './wholeDay.js';

const small = paramsOf('small');
const METER = 1;
const DSO = 2;

export interface SettleCase {
  cells: Cell[];
  readings: Reading[];
  market: MarketData;
  result: ClearingResult;
  deposit: bigint;
  status: number;
  open: number;
  late: boolean;
  /** Seed of the key that signs; by default the status' own. */
  signer?: number;
  dayImportCap: number;
  dayExportCap: number;
}

const CELLS: readonly Cell[] = [
  { side: 0, level: 800, qty: 1500 },
  { side: 0, level: 700, qty: 2000 },
  { side: 1, level: 640, qty: 900 },
  { side: 1, level: 300, qty: 1200 },
];
const READINGS: readonly Reading[] = [
  { imported: 2200, exported: 0 },
  { imported: 500, exported: 0 },
  { imported: 0, exported: 300 },
  { imported: 10, exported: 2500 },
];

/** Every kind of period: bought in full, bought at the margin, sold at the margin undelivered, sold below zero. */
export function settleDay(params: Params): SettleCase {
  return {
    cells: wholeDay(params, CELLS, (c, round) => ({ ...c, qty: c.qty + round })),
    readings: wholeDay(params, READINGS, ({ imported, exported }, round) => ({
      imported: imported === 0 ? 0 : imported + 2 * round,
      exported: exported === 0 ? 0 : exported + 3 * round,
    })),
    market: marketOf(params),
    result: {
      traded: 2n ** BigInt(params.K) - 1n,
      enough: false,
      volume: 0n,
      p: often(params, [620, 700, 640, 450]),
      lambdaBuy: often(params, [NO_MARGIN, 800, NO_MARGIN, NO_MARGIN]),
      lambdaSell: often(params, [NO_MARGIN, NO_MARGIN, 500, NO_MARGIN]),
    },
    deposit: 50_000_000n * BigInt(params.K),
    status: 0,
    open: 0,
    late: false,
    dayImportCap: 100_000,
    dayExportCap: 90_000,
  };
}

/** The result of an auction without trade. */
export function voidResult({ K }: Params): ClearingResult {
  const zeros = Array<number>(K).fill(0);
  return { traded: 0n, enough: false, volume: 0n, p: zeros, lambdaBuy: zeros, lambdaSell: zeros };
}

const POSITION = 17;
const CHAIN = 123_456_789n;
const DAY_NUMBER = 20_500;
const AUCTION = 9_001n;
const GROUP = 9_002n;
const TERMS = 9_003n;
const kA = 314_159n;
const kB = 271_828n;

function pointOf({ H }: Reference, day: SettleCase, meter: Point): bigint {
  return H('POINT', [
    BigInt(POSITION),
    meter.x,
    meter.y,
    BigInt(day.dayImportCap),
    BigInt(day.dayExportCap),
    H('KEYA', [kA]),
    H('KEYB', [kB]),
    BigInt(day.open),
  ]);
}

function messageOf({ H }: Reference, day: SettleCase): bigint {
  const pairs = day.readings.map((r) => BigInt(r.imported) + 2n ** 30n * BigInt(r.exported));
  const where = BigInt(POSITION) + 2n ** 32n * BigInt(DAY_NUMBER) + 2n ** 64n * BigInt(day.status);
  return H('READ', [CHAIN, where, ...pack(pairs, 4, 60)]);
}

export function settleWitness(
  hasher: Hasher,
  reference: Reference,
  day: SettleCase,
  params: Params = small,
): SettleWitness {
  const { H } = reference;
  const meterKey = reference.publicKey(METER);
  const point = pointOf(reference, day, meterKey);
  const inner = { ownerPk: 33_333n, point, deposit: day.deposit, salt: 8_888n };
  const cells = day.cells.map((c) => BigInt(c.side) + 2n * BigInt(c.level) + 2n ** 20n * BigInt(c.qty));
  const c = H('ORDER', [
    AUCTION,
    ...pack(cells, 5, 50),
    H('INNER', [inner.ownerPk, inner.point, inner.deposit, inner.salt]),
  ]);
  const orders = new Tree8(hasher, params.orderDepth, [...Array(11).fill(41n), c, 42n]);
  return {
    auction: {
      auctionId: AUCTION,
      groupId: GROUP,
      terms: TERMS,
      late: day.late,
      chainId: CHAIN,
      day: DAY_NUMBER,
      orderRoot: orders.root,
      asset: 1n,
      dsoDataKey: reference.publicKey(DSO),
      market: day.market,
      result: day.result,
    },
    context: 4_711n,
    status: day.status,
    open: day.open,
    cells: day.cells,
    inner,
    orderPath: orders.path(11),
    position: POSITION,
    meterKey,
    dayImportCap: day.dayImportCap,
    dayExportCap: day.dayExportCap,
    kA,
    kB,
    readings: day.readings,
    signature: reference.sign(day.signer ?? (day.status === 0 ? METER : DSO), messageOf(reference, day)),
  };
}

/** The day's money by protocol/market.md, settle, term by term. */
export function costOf({ cells, readings, market, result }: SettleCase) {
  let trade = 0n;
  let residual = 0n;
  let network = 0n;
  const max0 = (x: bigint) => (x > 0n ? x : 0n);
  cells.forEach(({ side, level, qty }, k) => {
    const p = result.p[k]!;
    const traded = (result.traded / 2n ** BigInt(k)) % 2n === 1n;
    let fill = 0;
    if (traded && side === 0 && level > p) fill = qty;
    if (traded && side === 0 && level === p) fill = Math.min(qty, result.lambdaBuy[k]!);
    if (traded && side === 1 && level < p) fill = qty;
    if (traded && side === 1 && level === p) fill = Math.min(qty, result.lambdaSell[k]!);
    const buyFill = side === 0 ? BigInt(fill) : 0n;
    const sellFill = side === 1 ? BigInt(fill) : 0n;
    const imported = BigInt(readings[k]!.imported);
    const exported = BigInt(readings[k]!.exported);
    const left = imported - exported - (buyFill - sellFill);
    const saved = buyFill < imported ? buyFill : imported;
    trade += (market.floor + market.tick * BigInt(p)) * (buyFill - sellFill);
    residual += max0(left) * market.importPrice[k]! - max0(-left) * market.exportPrice[k]!;
    network += imported * market.network[k]! - market.discount[k]! * saved;
    network += market.discount[k]! * max0(sellFill - exported);
  });
  return { trade, network, cost: trade + residual + network + market.fixedPerDay };
}

/** The lanes of a count word by protocol/core.md "Words". */
export function countLanes(readings: readonly Reading[], status: number): bigint[] {
  const lanes: boolean[] = [];
  let active = true;
  for (let from = 0; from < readings.length; from += 6) {
    const word = readings.slice(from, from + 6);
    lanes.push(word.every(({ exported }) => exported > 0));
    active &&= word.some(({ imported, exported }) => imported > 0 || exported > 0);
  }
  for (let from = 0; from < readings.length; from += 12)
    lanes.push(readings.slice(from, from + 12).every(({ imported }) => imported > 0));
  return [...lanes, active].map((filled) => (filled && status === 0 ? 1n : 0n));
}

/** The public outputs of a settlement in the circuit's order. */
export function settleOutputs(reference: Reference, day: SettleCase): bigint[] {
  const { H, squeeze } = reference;
  const { network, cost } = costOf(day);
  const refund = day.deposit > cost ? day.deposit - cost : 0n;
  const shortfall = cost > day.deposit ? cost - day.deposit : 0n;
  const point = pointOf(reference, day, reference.publicKey(METER));
  const imports = day.readings.map((r) => BigInt(r.imported));
  const exports = day.readings.map((r) => BigInt(r.exported));
  const sum = (xs: readonly bigint[]) => xs.reduce((a, b) => a + b, 0n);
  const lanes = [
    ...pack(imports, 6, 42),
    ...pack(exports, 6, 42),
    ...pack([refund, network, shortfall, day.deposit], 4, 63),
    ...pack(countLanes(day.readings, day.status), 13, 19),
  ];
  const energy = lanes.length - 2;
  const [lastA, short, manyA] = squeeze('LASTA', [kA, TERMS], 3, 3);
  const [lastB, , manyB] = squeeze('LASTB', [kB, TERMS], 3, 3);
  const masksA = [...squeeze('MASKA', [kA, TERMS], energy, energy), lastA!, manyA!];
  const masksB = [...squeeze('MASKB', [kB, TERMS], energy, energy), lastB!, manyB!];
  const salt = 8_888n;
  const paid = day.late && refund > day.deposit ? day.deposit : refund;
  return [
    H('SETTLE', [salt, AUCTION]),
    day.late ? paid + 2n ** 45n * day.deposit : 0n,
    H('READC', [
      messageOf(reference, day),
      sum(imports) + 2n ** 32n * sum(exports),
      point,
      H('SALT2', [salt]),
    ]),
    H('NOTE', [1n, paid, 33_333n, H('RHO', [salt, AUCTION])]),
    squeeze('TAGA', [kA, GROUP], 3, 1)[0]!,
    squeeze('TAGB', [kB, GROUP], 3, 1)[0]!,
    fr(shortfall + short!),
    ...lanes.map((lane, i) => fr(lane + masksA[i]! + masksB[i]!)),
  ];
}
