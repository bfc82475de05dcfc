/** Sealed orders. protocol/market.md "Order vector", order. */
import { mul, mulBase, type Point } from '../core/crypto/babyjub.js';
import { mod } from '../core/crypto/field.js';
import { type Hasher, hash, squeeze } from '../core/crypto/hash.js';
import type { MerklePath } from '../core/crypto/tree.js';
import type { SpendableNote } from '../core/money/note.js';
import { bytesOf, container, Fr, type Infer, listOf, Money, vectorOf } from '../core/ssz.js';
import { byProfile, MAX_LEVEL, MAX_QTY, type Params } from '../params.js';
import { TAGS } from '../tags.js';
import type { MarketData } from './auction.js';
import { priceOf } from './auction.js';

/** Side of a cell that buys. */
export const BUY = 0;
/** Side of a cell that sells. */
export const SELL = 1;

/** One settlement period of an order: side, limit level (u16), quantity (Wh, u24). */
export interface Cell {
  readonly side: number;
  readonly level: number;
  readonly qty: number;
}

const CELL_STRIDE = 50n;
const CELLS_PER_WORD = 5;

export function packCell(cell: Cell): bigint {
  return BigInt(cell.side) + 2n * BigInt(cell.level) + (BigInt(cell.qty) << 20n);
}

/** K cells, five a word at stride 2^50; the headroom lets one range check unpack and compare. */
export function packOrder(cells: readonly Cell[]): bigint[] {
  const words = Array<bigint>(Math.ceil(cells.length / CELLS_PER_WORD)).fill(0n);
  cells.forEach((cell, i) => {
    const w = Math.floor(i / CELLS_PER_WORD);
    words[w]! += packCell(cell) << (CELL_STRIDE * BigInt(i % CELLS_PER_WORD));
  });
  return words;
}

/** Inverse of `packOrder`; undefined unless every cell is well-formed. */
export function unpackOrder(words: readonly bigint[], K: number): Cell[] | undefined {
  if (words.length !== Math.ceil(K / CELLS_PER_WORD)) return undefined;
  const cells: Cell[] = [];
  for (let i = 0; i < K; i++) {
    const word = words[Math.floor(i / CELLS_PER_WORD)]!;
    const slot = (word >> (CELL_STRIDE * BigInt(i % CELLS_PER_WORD))) & ((1n << CELL_STRIDE) - 1n);
    const level = Number((slot >> 1n) & 0x7ffffn);
    const qty = Number(slot >> 20n);
    if (level > MAX_LEVEL || qty > MAX_QTY) return undefined;
    cells.push({ side: Number(slot & 1n), level, qty });
  }
  const again = packOrder(cells);
  return again.every((w, i) => w === words[i]) ? cells : undefined;
}

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

export function orderCommitment(
  hasher: Hasher,
  auctionId: bigint,
  words: readonly bigint[],
  inner: bigint,
): bigint {
  return hash(hasher, TAGS.ORDER, [auctionId, ...words, inner]);
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

/** Ephemeral scalar from 246 random bits; the forced top bit keeps scalar multiplication complete. */
export function ephemeralScalar(b: bigint): bigint {
  if (b < 0n || b >= 1n << 246n) throw new RangeError('b takes 246 bits');
  return (1n << 247n) + 2n * b + 1n;
}

function keystream(hasher: Hasher, shared: Point, auctionId: bigint, n: number): bigint[] {
  return squeeze(hasher, TAGS.ENC, [shared.x, shared.y, auctionId], n);
}

export interface SealedOrder {
  readonly ephemeral: Point;
  readonly ct: bigint[];
}

/** What is sealed, and the random bits that it is sealed with. */
export interface PlainOrder {
  readonly words: readonly bigint[];
  readonly inner: bigint;
  readonly b: bigint;
}

export function sealOrder(
  hasher: Hasher,
  { auctionId, key }: Pick<OrderAuction, 'auctionId' | 'key'>,
  { words, inner, b }: PlainOrder,
): SealedOrder {
  const e = ephemeralScalar(b);
  const message = [...words, inner];
  const stream = keystream(hasher, mul(key, e), auctionId, message.length);
  return { ephemeral: mulBase(e), ct: message.map((m, i) => mod(m + stream[i]!)) };
}

/** @param scalar s_op + s_reg, the auction's whole secret */
export function openOrder(
  hasher: Hasher,
  scalar: bigint,
  auctionId: bigint,
  sealed: SealedOrder,
): { words: bigint[]; inner: bigint } {
  const stream = keystream(hasher, mul(sealed.ephemeral, scalar), auctionId, sealed.ct.length);
  const message = sealed.ct.map((c, i) => mod(c - stream[i]!));
  return { words: message.slice(0, -1), inner: message.at(-1)! };
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
