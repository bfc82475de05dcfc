/** Settlement of one connection point and day. protocol/market.md, settle. */
import { type Cell, SELL } from '../core/books/cells.js';
import { fillOf } from '../core/books/clearing.js';
import { type ClearingResult, isTraded } from '../core/books/result.js';
import type { Point } from '../core/crypto/babyjub.js';
import type { Signature } from '../core/crypto/eddsa.js';
import { mod } from '../core/crypto/field.js';
import { type Hasher, hash } from '../core/crypto/hash.js';
import type { MerklePath } from '../core/crypto/tree.js';
import { type MaskedGroup, masksOf, tagOf } from '../core/groups/masks.js';
import { type Reading, STATUS_METER } from '../core/readings.js';
import { bytesOf, container, Fr, type Infer, Money, U8, vectorOf } from '../core/ssz.js';
import { byProfile, type Params } from '../params.js';
import { TAGS } from '../tags.js';
import type { MarketData } from './auction.js';
import { priceOf } from './auction.js';
import { lanesOf } from './lanes.js';
import type { OrderInner } from './order.js';

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
  readonly trade: bigint;
  readonly network: bigint;
  readonly fixed: bigint;
  /** trade + residuals + network + fixed */
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
  const trade = sum((l) => l.trade);
  const network = sum((l) => l.network);
  const cost = trade + network + sum((l) => l.residual) + market.fixedPerDay;
  return { lines, trade, network, fixed: market.fixedPerDay, cost };
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

/**
 * What a late bill pays to its owner: no credit above its own deposit, since what the day's sums opened to is
 * shared out already.
 */
export function lateRefund(deposit: bigint, refund: bigint): bigint {
  return refund < deposit ? refund : deposit;
}

/** What of `lateFee` a late bill bears beside what it pays: the fee is part of its charges already. */
export function lateFeeOf(paid: bigint, deposit: bigint, lateFee: bigint): bigint {
  if (paid === 0n) return 0n;
  const left = deposit - paid;
  return left < lateFee ? left : lateFee;
}

/** Readings (6 bytes a period) and the refund, sealed with a key from the order's salt. */
export function settleMemoBytes({ K }: Params): number {
  return 24 + 6 * K + 8 + 16;
}

function settleFields(params: Params) {
  return {
    auctionId: Fr,
    nf: Fr,
    readingCommitment: Fr,
    refundCm: Fr,
    tagA: Fr,
    tagB: Fr,
    short: Fr,
    lanes: vectorOf(Fr, params.laneWords),
    /** 0: read by the meter, 1: by the DSO */
    status: U8,
    /** The point's own bit: 1 hides nobody. */
    open: U8,
    memo: bytesOf(settleMemoBytes(params)),
  };
}

export const settleBodyType = byProfile((params) => container(settleFields(params)));
export type SettleBody = Infer<ReturnType<typeof settleBodyType>>;

/** A settlement after its time: it joins no sum, so what it pays and the tier of its deposit are shown. */
export const lateBillBodyType = byProfile((params) =>
  container({ ...settleFields(params), paid: Money, deposit: Money }),
);
export type LateBillBody = Infer<ReturnType<typeof lateBillBodyType>>;

/** Fixes what an auction's settlements are built on, once: nobody settles before. */
export const OpenSettlementBody = container({ auctionId: Fr, terms: Fr });
export type OpenSettlementBody = Infer<typeof OpenSettlementBody>;

/** What the settle statement takes from the chain and the auction. */
export interface SettleAuction extends MaskedGroup {
  readonly auctionId: bigint;
  readonly chainId: bigint;
  readonly day: number;
  readonly orderRoot: bigint;
  readonly asset: bigint;
  readonly dsoDataKey: Point;
  /** Of a late bill with its fee in `fixedPerDay`. */
  readonly market: MarketData;
  readonly result: ClearingResult;
  /** A bill that came after its settlement's time: no credit above its deposit, and both are shown. */
  readonly late: boolean;
}

function settlePublicInputs(
  a: SettleAuction,
  context: bigint,
  { status, open }: { status: number; open: number },
) {
  return {
    context,
    status: BigInt(status),
    open: BigInt(open),
    late: a.late ? 1n : 0n,
    auctionId: a.auctionId,
    groupId: a.groupId,
    terms: a.terms,
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

export function settleSignals(
  tx: SettleBody | LateBillBody,
  auction: SettleAuction,
  context: bigint,
): bigint[] {
  return [
    tx.nf,
    'paid' in tx ? tx.paid + (tx.deposit << 45n) : 0n,
    tx.readingCommitment,
    tx.refundCm,
    tx.tagA,
    tx.tagB,
    tx.short,
    ...tx.lanes,
    ...Object.values(settlePublicInputs(auction, context, tx)).flat(),
  ];
}

export interface SettleWitness {
  readonly auction: SettleAuction;
  readonly context: bigint;
  readonly status: number;
  readonly open: number;
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
    ...settlePublicInputs(w.auction, w.context, w),
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
export interface UnmaskedDay extends MaskedGroup {
  readonly kA: bigint;
  readonly kB: bigint;
  readonly readings: readonly Reading[];
  readonly status: number;
  readonly bill: Bill;
  readonly deposit: bigint;
}

/** The masked outputs of a settlement. */
export function maskedOutputs(
  hasher: Hasher,
  params: Params,
  { groupId, terms, kA, kB, readings, status, bill, deposit }: UnmaskedDay,
) {
  const { refund, shortfall } = refundAndShortfall(deposit, bill.cost);
  const a = masksOf(hasher, params, 'A', kA, terms);
  const b = masksOf(hasher, params, 'B', kB, terms);
  const money = { refund, network: bill.network, shortfall, deposit };
  const packed = lanesOf(params, readings, money, status === STATUS_METER);
  return {
    tagA: tagOf(hasher, 'A', kA, groupId),
    tagB: tagOf(hasher, 'B', kB, groupId),
    short: mod(shortfall + a.short),
    lanes: packed.map((lane, i) => mod(lane + a.masks[i]! + b.masks[i]!)),
  };
}
