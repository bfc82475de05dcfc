/** Sealed orders. protocol/market.md "Order vector", order. */
import { type Cell, SELL } from '../core/books/cells.js';
import type { Point } from '../core/crypto/babyjub.js';
import { mod } from '../core/crypto/field.js';
import { type Hasher, hash } from '../core/crypto/hash.js';
import type { MerklePath } from '../core/crypto/tree.js';
import type { SpendableNote } from '../core/money/note.js';
import { bytesOf, container, Fr, type Infer, listOf, Money, vectorOf } from '../core/ssz.js';
import { byProfile, type Params } from '../params.js';
import { TAGS } from '../tags.js';
import type { MarketData } from './auction.js';
import { priceOf } from './auction.js';

/** Private part that only the household can link to itself; the operator sees it as one number. */
export interface OrderInner {
  readonly ownerPk: bigint;
  readonly point: bigint;
  readonly deposit: bigint;
  readonly salt: bigint;
}

export function innerCommitment(hasher: Hasher, i: OrderInner): bigint {
  return hash(hasher, TAGS.INNER, [i.ownerPk, i.point, i.deposit, i.salt]);
}

/** A wallet rule, not proven: everything is found again from the seed. */
export function orderSalt(hasher: Hasher, sk: bigint, point: bigint, auctionId: bigint): bigint {
  return hash(hasher, TAGS.SALT, [sk, point, auctionId]);
}

export function bidNullifier(hasher: Hasher, sk: bigint, point: bigint, auctionId: bigint): bigint {
  return hash(hasher, TAGS.BID, [sk, point, auctionId]);
}

/** Least deposit: the worst the order can cost, plus the usual worst daily bill. */
export function requiredDeposit(cells: readonly Cell[], market: MarketData, dayLimit: bigint): bigint {
  return cells.reduce((sum, { side, level, qty }) => {
    const price = priceOf(market, level);
    return sum + BigInt(qty) * (side === SELL ? market.collateral - price : price - market.minExport);
  }, dayLimit);
}

/** Cells (6 bytes each), change and its rho, sealed with a key from the wallet's seed. */
export function orderMemoBytes({ K }: Params): number {
  return 24 + 6 * K + 8 + 32 + 16;
}

function bodyType(params: Params) {
  return container({
    auctionId: Fr,
    nfNote: Fr,
    nfBid: Fr,
    changeCm: Fr,
    c: Fr,
    ephemeralX: Fr,
    ephemeralY: Fr,
    ct: vectorOf(Fr, params.orderWords + 1),
    noteRoot: Fr,
    asset: Money,
    deposit: Money,
    memo: bytesOf(orderMemoBytes(params)),
  });
}

export const orderBodyType = byProfile(bodyType);
export type OrderBody = Infer<ReturnType<typeof orderBodyType>>;

/** What the order statement takes from the auction. */
export interface OrderAuction {
  readonly auctionId: bigint;
  readonly pointRoot: bigint;
  readonly zoneTariff: bigint;
  readonly key: Point;
  readonly market: MarketData;
}

function orderPublicInputs(
  a: OrderAuction,
  context: bigint,
  { noteRoot, asset, deposit }: Pick<OrderBody, 'noteRoot' | 'asset' | 'deposit'>,
) {
  return {
    context,
    auctionId: a.auctionId,
    pointRoot: a.pointRoot,
    noteRoot,
    asset,
    zoneTariff: a.zoneTariff,
    deposit,
    floor: mod(a.market.floor),
    tick: a.market.tick,
    collateral: mod(a.market.collateral),
    minExport: mod(a.market.minExport),
    Px: a.key.x,
    Py: a.key.y,
  };
}

export function orderSignals(tx: OrderBody, auction: OrderAuction, context: bigint): bigint[] {
  return [
    tx.nfNote,
    tx.nfBid,
    tx.changeCm,
    tx.c,
    tx.ephemeralX,
    tx.ephemeralY,
    ...tx.ct,
    ...Object.values(orderPublicInputs(auction, context, tx)),
  ];
}

export interface OrderWitness {
  readonly auction: OrderAuction;
  readonly context: bigint;
  readonly noteRoot: bigint;
  readonly deposit: bigint;
  readonly sk: bigint;
  readonly point: bigint;
  readonly importCap: number;
  readonly exportCap: number;
  readonly dayLimit: bigint;
  readonly pointPath: MerklePath;
  readonly input: SpendableNote;
  readonly changeRho: bigint;
  readonly cells: readonly Cell[];
  readonly salt: bigint;
  readonly b: bigint;
}

export function orderCircuitInputs(w: OrderWitness) {
  const { noteRoot, deposit } = w;
  return {
    ...orderPublicInputs(w.auction, w.context, { noteRoot, asset: w.input.asset, deposit }),
    sk: w.sk,
    point: w.point,
    importCap: BigInt(w.importCap),
    exportCap: BigInt(w.exportCap),
    dayLimit: w.dayLimit,
    pointPath: w.pointPath,
    inValue: w.input.value,
    inRho: w.input.rho,
    inPath: w.input.path,
    changeRho: w.changeRho,
    side: w.cells.map((c) => BigInt(c.side)),
    level: w.cells.map((c) => BigInt(c.level)),
    qty: w.cells.map((c) => BigInt(c.qty)),
    salt: w.salt,
    b: w.b,
  };
}

/** Most commitments that are answered at once: the largest auction takes eight answers of 2 MB. */
export const MAX_COMMITMENTS = 2 ** 15;
/** The commitments of orders, in the order of the fold. */
export const OrderCommitments = listOf(Fr, MAX_COMMITMENTS);
