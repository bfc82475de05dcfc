/** Sealed offers of one point and day. docs/protocol/flexibility.md, offer. */
import { type Cell, SELL } from '../core/books/cells.js';
import type { Point } from '../core/crypto/babyjub.js';
import { type Hasher, hash } from '../core/crypto/hash.js';
import type { MerklePath } from '../core/crypto/tree.js';
import type { SpendableNote } from '../core/money/note.js';
import { bytesOf, container, Fr, type Infer, Money, vectorOf } from '../core/ssz.js';
import { byProfile, type Params } from '../params.js';
import { TAGS } from '../tags.js';
import type { OfferBounds } from './prices.js';
import type { FlexLeaf } from './register.js';

/** What an offer hides beside its cells; the operator sees it as one number. */
export interface OfferInner {
  readonly point: bigint;
  readonly payPk: bigint;
  readonly deposit: bigint;
  readonly salt: bigint;
}

export function offerInner(hasher: Hasher, i: OfferInner): bigint {
  return hash(hasher, TAGS.FINNER, [i.point, i.payPk, i.deposit, i.salt]);
}

/** A wallet rule, not proven. @param sk of offerPk */
export function offerSalt(hasher: Hasher, sk: bigint, point: bigint, needId: bigint): bigint {
  return hash(hasher, TAGS.SALT, [sk, point, needId]);
}

/** One offer a point and day, over all needs of the day. */
export function offerNullifier(hasher: Hasher, sk: bigint, point: bigint, flexDay: bigint): bigint {
  return hash(hasher, TAGS.FOFFER, [sk, point, flexDay]);
}

/** A wallet rule: the change of an offer is found again from the seed and the note that was spent. */
export function offerChangeRho(hasher: Hasher, sk: bigint, nfNote: bigint): bigint {
  return hash(hasher, TAGS.RHO, [sk, nfNote]);
}

/** An X25519 key, then salt, cells (5 bytes a half hour), deposit and change, sealed to the household. */
export function offerMemoBytes({ K }: Params): number {
  return 32 + 32 + 5 * K + 8 + 8 + 16;
}

function bodyType(params: Params) {
  return container({
    needId: Fr,
    nfNote: Fr,
    nfOffer: Fr,
    changeCm: Fr,
    c: Fr,
    ephemeralX: Fr,
    ephemeralY: Fr,
    ct: vectorOf(Fr, params.orderWords + 1),
    noteRoot: Fr,
    asset: Money,
    deposit: Money,
    memo: bytesOf(offerMemoBytes(params)),
  });
}

export const offerBodyType = byProfile(bodyType);
export type OfferBody = Infer<ReturnType<typeof offerBodyType>>;

/** What the offer statement takes from the need. */
export interface OfferNeed extends OfferBounds {
  readonly needId: bigint;
  readonly flexDay: bigint;
  readonly flexRoot: bigint;
  readonly window: bigint;
  readonly up: bigint;
  /** Of the area. */
  readonly places: readonly number[];
  readonly maxQty: number;
  readonly key: Point;
}

function offerPublicInputs(
  params: Params,
  need: OfferNeed,
  context: bigint,
  { noteRoot, asset, deposit }: Pick<OfferBody, 'noteRoot' | 'asset' | 'deposit'>,
) {
  const { places } = need;
  return {
    context,
    noteRoot,
    deposit,
    needId: need.needId,
    flexDay: need.flexDay,
    flexRoot: need.flexRoot,
    asset,
    window: need.window,
    up: need.up,
    // The last one stands for those that are not there.
    places: Array.from({ length: params.places }, (_, i) => BigInt(places[i] ?? places.at(-1)!)),
    collateral: need.collateral,
    maxPay: need.maxPay,
    maxQty: BigInt(need.maxQty),
    Px: need.key.x,
    Py: need.key.y,
  };
}

export function offerSignals(params: Params, tx: OfferBody, need: OfferNeed, context: bigint): bigint[] {
  return [
    tx.nfNote,
    tx.nfOffer,
    tx.changeCm,
    tx.c,
    tx.ephemeralX,
    tx.ephemeralY,
    ...tx.ct,
    ...Object.values(offerPublicInputs(params, need, context, tx)).flat(),
  ];
}

/** Level and quantity (Wh) offered in a half hour. */
export type OfferCell = Pick<Cell, 'level' | 'qty'>;

export function offerCells(cells: readonly OfferCell[]): Cell[] {
  return cells.map(({ level, qty }) => ({ side: SELL, level, qty }));
}

export interface OfferWitness {
  readonly need: OfferNeed;
  readonly context: bigint;
  readonly noteRoot: bigint;
  readonly deposit: bigint;
  /** Of offerPk, which owns the note, too. */
  readonly sk: bigint;
  readonly leaf: Omit<FlexLeaf, 'offerPk'>;
  readonly flexPath: MerklePath;
  readonly input: SpendableNote;
  readonly changeRho: bigint;
  readonly cells: readonly OfferCell[];
  readonly salt: bigint;
  readonly b: bigint;
}

export function offerCircuitInputs(params: Params, w: OfferWitness) {
  const { noteRoot, deposit, leaf, need } = w;
  const most = (capability: number) => BigInt(Math.min(capability, need.maxQty));
  return {
    ...offerPublicInputs(params, need, w.context, { noteRoot, asset: w.input.asset, deposit }),
    sk: w.sk,
    point: leaf.point,
    payPk: leaf.payPk,
    place: BigInt(leaf.place),
    capDown: BigInt(leaf.capDown),
    capUp: BigInt(leaf.capUp),
    limDown: most(leaf.capDown),
    limUp: most(leaf.capUp),
    blind: leaf.blind,
    flexPath: w.flexPath,
    inValue: w.input.value,
    inRho: w.input.rho,
    inPath: w.input.path,
    changeRho: w.changeRho,
    level: w.cells.map(({ level }) => BigInt(level)),
    qty: w.cells.map(({ qty }) => BigInt(qty)),
    salt: w.salt,
    b: w.b,
  };
}
