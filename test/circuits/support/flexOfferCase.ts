/** An offer by docs/protocol/flexibility.md, its inputs and its outputs, written from the text. */
import { mul, mulBase, type Point } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import type { Params } from '@veilgrid/protocol/params';
import { fr, pack, type Reference } from './reference.js';
import { often, wholeDay } from './wholeDay.js';
import type { Inputs } from './witness.js';

/** One half hour of an offer: a sell. */
export interface Sell {
  readonly level: number;
  readonly qty: number;
}

export interface FlexOfferCase {
  cells: Sell[];
  window: bigint;
  up: bigint;
  capDown: number;
  capUp: number;
  /** By default the lesser of capability and maxQty. */
  limDown?: bigint;
  limUp?: bigint;
  maxQty: number;
  place: bigint;
  places: bigint[];
  collateral: bigint;
  maxPay: bigint;
  /** Above the least deposit. */
  extra: bigint;
  /** Of the note, above the deposit. */
  change: bigint;
  b: bigint;
}

const CELLS: readonly Sell[] = [
  { level: 300, qty: 500 },
  { level: 65_535, qty: 480 },
  { level: 0, qty: 350 },
  { level: 640, qty: 0 },
];

/** Two half hours to turn down, one to turn up, one outside the window; the need's bound and the capability both bind. */
export function flexOfferDay(params: Params): FlexOfferCase {
  const bits = (of: (kind: number) => boolean) =>
    often(params, [0, 1, 2, 3]).reduce((word, kind, k) => word + (of(kind) ? 2n ** BigInt(k) : 0n), 0n);
  return {
    cells: wholeDay(params, CELLS, (c, round) => ({ ...c, qty: c.qty === 0 ? 0 : c.qty - round })),
    window: bits((kind) => kind !== 3),
    up: bits((kind) => kind === 2),
    capDown: 900,
    capUp: 350,
    maxQty: 500,
    place: 12n,
    places: Array.from({ length: params.places }, (_, i) => (i === 0 ? 7n : 12n)),
    collateral: 90_000n,
    maxPay: 40_000n,
    extra: 12_345n,
    change: 67_890n,
    b: 987_654_321n << 190n,
  };
}

const SK = 424_242n;
const POINT = 777_777n;
const PAY_PK = 33_333n;
const NEED = 9_001n;
const FLEX_DAY = 9_002n;
const BLIND = 5_151n;
const SALT = 8_888n;
const ASSET = 1n;
const CHANGE_RHO = 6_666n;
const IN_RHO = 5_555n;
export const NEED_SCALAR = 31_337n;
const KEY: Point = mulBase(NEED_SCALAR);

export const wordsOf = (cells: readonly Sell[]) =>
  pack(
    cells.map(({ level, qty }) => 1n + 2n * BigInt(level) + 2n ** 20n * BigInt(qty)),
    5,
    50,
  );

export const depositOf = ({ cells, collateral, extra }: FlexOfferCase) =>
  collateral * cells.reduce((sum, { qty }) => sum + BigInt(qty), 0n) + extra;

export function flexOfferInputs(
  hasher: Hasher,
  { H }: Reference,
  offer: FlexOfferCase,
  { pointDepth, noteDepth }: Params,
): Inputs {
  const deposit = depositOf(offer);
  const ownerPk = H('KEY', [SK]);
  const caps = BigInt(offer.capDown) + 2n ** 32n * BigInt(offer.capUp);
  const leaf = H('FLEX', [POINT, ownerPk, PAY_PK, offer.place, caps, BLIND]);
  const leaves = new Tree8(hasher, pointDepth, [11n, 12n, leaf, ...Array<bigint>(20).fill(13n)]);
  const inValue = deposit + offer.change;
  const note = H('NOTE', [ASSET, inValue, ownerPk, IN_RHO]);
  const notes = new Tree8(hasher, noteDepth, [...Array<bigint>(70).fill(21n), note]);
  const least = (cap: number) => BigInt(Math.min(cap, offer.maxQty));
  return {
    context: 4_711n,
    noteRoot: notes.root,
    deposit,
    needId: NEED,
    flexDay: FLEX_DAY,
    flexRoot: leaves.root,
    asset: ASSET,
    window: offer.window,
    up: offer.up,
    places: offer.places,
    collateral: offer.collateral,
    maxPay: offer.maxPay,
    maxQty: BigInt(offer.maxQty),
    Px: KEY.x,
    Py: KEY.y,
    sk: SK,
    point: POINT,
    payPk: PAY_PK,
    place: offer.place,
    capDown: BigInt(offer.capDown),
    capUp: BigInt(offer.capUp),
    limDown: offer.limDown ?? least(offer.capDown),
    limUp: offer.limUp ?? least(offer.capUp),
    blind: BLIND,
    flexPath: leaves.path(2),
    inValue,
    inRho: IN_RHO,
    inPath: notes.path(70),
    changeRho: CHANGE_RHO,
    level: offer.cells.map(({ level }) => BigInt(level)),
    qty: offer.cells.map(({ qty }) => BigInt(qty)),
    salt: SALT,
    b: offer.b,
  };
}

/** The public outputs of an offer in the circuit's order. */
export function flexOfferOutputs({ H, squeeze }: Reference, offer: FlexOfferCase): bigint[] {
  const deposit = depositOf(offer);
  const ownerPk = H('KEY', [SK]);
  const note = H('NOTE', [ASSET, deposit + offer.change, ownerPk, IN_RHO]);
  const inner = H('FINNER', [POINT, PAY_PK, deposit, SALT]);
  const message = [...wordsOf(offer.cells), inner];
  const e = 2n ** 247n + 2n * offer.b + 1n;
  const E = mulBase(e);
  const S = mul(KEY, e);
  const stream = squeeze('ENC', [S.x, S.y, NEED], Math.max(3, message.length), message.length);
  return [
    H('NF', [SK, note]),
    H('FOFFER', [SK, POINT, FLEX_DAY]),
    H('NOTE', [ASSET, offer.change, ownerPk, CHANGE_RHO]),
    H('ORDER', [NEED, ...message]),
    E.x,
    E.y,
    ...message.map((m, i) => fr(m + stream[i]!)),
  ];
}
