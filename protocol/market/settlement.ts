/** Settlement of one connection point and day. protocol/market.md, settle. */
import type { Point } from '../core/crypto/babyjub.js';
import type { Signature } from '../core/crypto/eddsa.js';
import { mod } from '../core/crypto/field.js';
import { type Hasher, hash } from '../core/crypto/hash.js';
import type { MerklePath } from '../core/crypto/tree.js';
import { masksOf } from '../core/groups/masks.js';
import type { Reading } from '../core/readings.js';
import { bytesOf, container, Fr, type Infer, U8, U64, vectorOf } from '../core/ssz.js';
import { byProfile, type Params } from '../params.js';
import { TAGS } from '../tags.js';
import type { MarketData } from './auction.js';
import { priceOf } from './auction.js';
import { type ClearingResult, fillOf, isTraded } from './clearing.js';
import { lanesOf } from './lanes.js';
import { type Cell, type OrderInner, SELL } from './order.js';

export function settleNullifier(hasher: Hasher, salt: bigint, auctionId: bigint): bigint {
  return hash(hasher, TAGS.SETTLE, [salt, auctionId]);
}

export function refundRho(hasher: Hasher, salt: bigint, auctionId: bigint): bigint {
  return hash(hasher, TAGS.RHO, [salt, auctionId]);
}

/** One line of a bill, by settlement period; money in 1e-8 currency, signed. */
export interface BillLine {
  readonly buyFill: number;
  readonly sellFill: number;
  readonly trade: bigint;
  readonly residual: bigint;
  /** Network charge less what local trade saves, plus what an undelivered sale pays back. */
  readonly network: bigint;
}

/** A day's bill. Money in 1e-8 currency, signed: what is below zero is earned. */
export interface Bill {
  /** K, by settlement period. */
  readonly lines: readonly BillLine[];
  readonly tradeNet: bigint;
  readonly network: bigint;
  readonly fixed: bigint;
  /** tradeNet + residuals + network + fixed */
  readonly cost: bigint;
}

/** The day's bill; null orders and void auctions give a bill without trades. */
export function billOf(
  cells: readonly Cell[],
  readings: readonly Reading[],
  market: MarketData,
  result: ClearingResult,
): Bill {
  const lines = cells.map((cell, k) => billLine(cell, readings[k]!, market, result, k));
  const sum = (part: (line: BillLine) => bigint) => lines.reduce((total, line) => total + part(line), 0n);
  const tradeNet = sum((l) => l.trade);
  const network = sum((l) => l.network);
  const cost = tradeNet + network + sum((l) => l.residual) + market.fixedPerDay;
  return { lines, tradeNet, network, fixed: market.fixedPerDay, cost };
}

function billLine(
  cell: Cell,
  reading: Reading,
  market: MarketData,
  result: ClearingResult,
  k: number,
): BillLine {
  const traded = isTraded(result, k);
  const level = result.p[k]!;
  const fill = fillOf(cell, {
    level,
    lambdaBuy: result.lambdaBuy[k]!,
    lambdaSell: result.lambdaSell[k]!,
    traded,
  });
  const selling = cell.side === SELL;
  const buyFill = selling ? 0 : fill;
  const sellFill = selling ? fill : 0;
  const net = reading.imported - reading.exported - (buyFill - sellFill);
  const residual = net >= 0 ? BigInt(net) * market.importPrice[k]! : -BigInt(-net) * market.exportPrice[k]!;
  const saved = Math.min(buyFill, reading.imported) - Math.max(0, sellFill - reading.exported);
  return {
    buyFill,
    sellFill,
    trade: BigInt(buyFill - sellFill) * priceOf(market, level),
    residual,
    network: BigInt(reading.imported) * market.network[k]! - market.discount[k]! * BigInt(saved),
  };
}

export function refundAndShortfall(deposit: bigint, cost: bigint): { refund: bigint; shortfall: bigint } {
  const left = deposit - cost;
  return left >= 0n ? { refund: left, shortfall: 0n } : { refund: 0n, shortfall: -left };
}

/** Readings (6 bytes a period) and the refund, sealed with a key from the order's salt. */
export function settleMemoBytes({ K }: Params): number {
  return 24 + 6 * K + 8 + 16;
}

function bodyType(params: Params) {
  return container({
    auctionId: Fr,
    nf: Fr,
    readingCommitment: Fr,
    refundCm: Fr,
    tagA: Fr,
    tagB: Fr,
    short: Fr,
    lanes: vectorOf(Fr, params.laneWords),
    status: U8,
    memo: bytesOf(settleMemoBytes(params)),
  });
}

export const settleBodyType = byProfile(bodyType);
export type SettleBody = Infer<ReturnType<typeof settleBodyType>>;

/** DSO and supplier took a missed settlement's opening off the ledger: its nullifier is consumed. */
export const LateBillBody = container({ sequence: U64, auctionId: Fr, nf: Fr });
export type LateBillBody = Infer<typeof LateBillBody>;

/** What the settle statement takes from the chain and the auction. */
export interface SettleAuction {
  readonly auctionId: bigint;
  readonly chainId: bigint;
  readonly day: number;
  readonly orderRoot: bigint;
  readonly asset: bigint;
  readonly dsoDataKey: Point;
  readonly market: MarketData;
  readonly result: ClearingResult;
}

function settlePublicInputs(a: SettleAuction, context: bigint, status: number) {
  return {
    context,
    status: BigInt(status),
    auctionId: a.auctionId,
    chainId: a.chainId,
    day: BigInt(a.day),
    orderRoot: a.orderRoot,
    asset: a.asset,
    dsoX: a.dsoDataKey.x,
    dsoY: a.dsoDataKey.y,
    floor: mod(a.market.floor),
    tick: a.market.tick,
    fixedPerDay: mod(a.market.fixedPerDay),
    traded: a.result.traded,
    p: a.result.p.map(BigInt),
    lambdaBuy: a.result.lambdaBuy.map(BigInt),
    lambdaSell: a.result.lambdaSell.map(BigInt),
    importPrice: a.market.importPrice.map(mod),
    exportPrice: a.market.exportPrice.map(mod),
    network: [...a.market.network],
    discount: [...a.market.discount],
  };
}

export function settleSignals(tx: SettleBody, auction: SettleAuction, context: bigint): bigint[] {
  return [
    tx.nf,
    tx.readingCommitment,
    tx.refundCm,
    tx.tagA,
    tx.tagB,
    tx.short,
    ...tx.lanes,
    ...Object.values(settlePublicInputs(auction, context, tx.status)).flat(),
  ];
}

export interface SettleWitness {
  readonly auction: SettleAuction;
  readonly context: bigint;
  readonly status: number;
  readonly cells: readonly Cell[];
  readonly inner: OrderInner;
  readonly orderPath: MerklePath;
  readonly position: number;
  readonly meterKey: Point;
  readonly dayImportCap: number;
  readonly dayExportCap: number;
  readonly kA: bigint;
  readonly kB: bigint;
  readonly readings: readonly Reading[];
  readonly signature: Signature;
}

export function settleCircuitInputs(w: SettleWitness) {
  return {
    ...settlePublicInputs(w.auction, w.context, w.status),
    ownerPk: w.inner.ownerPk,
    deposit: w.inner.deposit,
    salt: w.inner.salt,
    orderPath: w.orderPath,
    side: w.cells.map((c) => BigInt(c.side)),
    level: w.cells.map((c) => BigInt(c.level)),
    qty: w.cells.map((c) => BigInt(c.qty)),
    position: BigInt(w.position),
    meterAx: w.meterKey.x,
    meterAy: w.meterKey.y,
    dayImportCap: BigInt(w.dayImportCap),
    dayExportCap: BigInt(w.dayExportCap),
    kA: w.kA,
    kB: w.kB,
    imp: w.readings.map((r) => BigInt(r.imported)),
    exp: w.readings.map((r) => BigInt(r.exported)),
    R8x: w.signature.r8.x,
    R8y: w.signature.r8.y,
    S: w.signature.s,
  };
}

/** A household's day, and the keys that mask what it settles to. */
export interface UnmaskedDay {
  readonly auctionId: bigint;
  readonly kA: bigint;
  readonly kB: bigint;
  readonly readings: readonly Reading[];
  readonly bill: Bill;
  readonly deposit: bigint;
}

/** The masked outputs of a settlement. */
export function maskedOutputs(
  hasher: Hasher,
  params: Params,
  { auctionId, kA, kB, readings, bill, deposit }: UnmaskedDay,
) {
  const { refund, shortfall } = refundAndShortfall(deposit, bill.cost);
  const a = masksOf(hasher, params, 'A', kA, auctionId);
  const b = masksOf(hasher, params, 'B', kB, auctionId);
  const packed = lanesOf(params, readings, {
    refund,
    network: bill.network,
    shortfall,
    tradeNet: bill.tradeNet,
  });
  return {
    tagA: a.tag,
    tagB: b.tag,
    short: mod(shortfall + a.short),
    lanes: packed.map((lane, i) => mod(lane + a.masks[i]! + b.masks[i]!)),
  };
}
