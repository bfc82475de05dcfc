/** A claim by docs/protocol/flexibility.md, and what it shares with a delivery, written from the text. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { NO_MARGIN, type Params } from '@veilgrid/protocol/params';
import { type Sell, wordsOf } from './flexOfferCase.js';
import { fr, pack, type Reference } from './reference.js';
import { often, wholeDay } from './wholeDay.js';
import type { Inputs } from './witness.js';

/** An offer, and what its need says of what it sold. */
export interface SoldCase {
  cells: Sell[];
  traded: bigint;
  p: number[];
  lambda: number[];
  fixed: bigint[];
  deposit: bigint;
  late: boolean;
  /** What stands in the offer tree, where it is not the offer. */
  entry?: (
    reference: Reference,
    honest: { words: readonly bigint[]; inner: bigint; point: bigint },
  ) => bigint;
}

export interface ClaimCase extends SoldCase {
  share: bigint;
}

export const POSITION = 17n;
const METER = 1;
const NEED = 9_001n;
const TERMS = 9_003n;
const ASSET = 1n;
const PAY_PK = 33_333n;
const SALT = 8_888n;
const kA = 314_159n;
const kB = 271_828n;
const [importCap, exportCap, open] = [100_000n, 90_000n, 0n];

const CELLS: readonly Sell[] = [
  { level: 300, qty: 900 },
  { level: 500, qty: 1_000 },
  { level: 200, qty: 600 },
  { level: 460, qty: 800 },
];

/** Sold whole, at the margin, whole again, and not at all. */
export function soldDay(params: Params): SoldCase {
  return {
    cells: wholeDay(params, CELLS, (c, round) => ({ ...c, qty: c.qty + round })),
    traded: 2n ** BigInt(params.K) - 1n,
    p: often(params, [450, 500, 450, 450]),
    lambda: often(params, [NO_MARGIN, 700, NO_MARGIN, NO_MARGIN]),
    fixed: wholeDay(params, [4_000n, 5_000n, 6_000n, 7_000n], (price, round) => price + BigInt(round)),
    deposit: 300_000_000n * BigInt(params.K),
    late: false,
  };
}

export const claimDay = (params: Params): ClaimCase => ({ ...soldDay(params), share: 12_345n });

const bitOf = (word: bigint, k: number) => (word / 2n ** BigInt(k)) % 2n === 1n;

/** Wh that each half hour sold. */
export const fillsOf = ({ cells, traded, p, lambda }: SoldCase): bigint[] =>
  cells.map(({ level, qty }, k) => {
    if (!bitOf(traded, k) || level > p[k]!) return 0n;
    return BigInt(level < p[k]! ? qty : Math.min(qty, lambda[k]!));
  });

export const dot = (xs: readonly bigint[], ys: readonly bigint[]) =>
  xs.reduce((sum, x, i) => sum + x * ys[i]!, 0n);

/** The part of claim's and deliver's inputs that opens the offer. */
export function soldInputs(
  hasher: Hasher,
  reference: Reference,
  sold: SoldCase,
  { orderDepth }: Params,
): Inputs {
  const { H } = reference;
  const meter = reference.publicKey(METER);
  const keys = [H('KEYA', [kA]), H('KEYB', [kB])];
  const point = H('POINT', [POSITION, meter.x, meter.y, importCap, exportCap, ...keys, open]);
  const words = wordsOf(sold.cells);
  const inner = H('FINNER', [point, PAY_PK, sold.deposit, SALT]);
  const c = sold.entry?.(reference, { words, inner, point }) ?? H('ORDER', [NEED, ...words, inner]);
  const offers = new Tree8(hasher, orderDepth, [...Array<bigint>(11).fill(41n), c, 42n]);
  return {
    context: 4_711n,
    late: sold.late ? 1n : 0n,
    needId: NEED,
    terms: TERMS,
    asset: ASSET,
    offerRoot: offers.root,
    traded: sold.traded,
    p: sold.p.map(BigInt),
    lambda: sold.lambda.map(BigInt),
    fixed: sold.fixed,
    level: sold.cells.map(({ level }) => BigInt(level)),
    qty: sold.cells.map(({ qty }) => BigInt(qty)),
    payPk: PAY_PK,
    deposit: sold.deposit,
    salt: SALT,
    offerPath: offers.path(11),
    position: POSITION,
    meterAx: meter.x,
    meterAy: meter.y,
    dayImportCap: importCap,
    dayExportCap: exportCap,
    kA,
    kB,
    open,
  };
}

/** An order of the market by this point with this need's id, in place of an offer. */
export const marketOrder: NonNullable<SoldCase['entry']> = ({ H }, { words, point }) =>
  H('ORDER', [NEED, ...words, H('INNER', [PAY_PK, point, 1n, SALT])]);

/** The buyer's first step: public cells of side 0 and its number. */
export const buyersStep: NonNullable<SoldCase['entry']> = ({ H }, { words }) =>
  H('ORDER', [NEED, ...words.map((word) => word - 1n), 1n]);

/** The offer's own inner beside cells of which the first buys. */
export const buyingCell: NonNullable<SoldCase['entry']> = ({ H }, { words, inner }) =>
  H('ORDER', [NEED, ...words.with(0, words[0]! - 1n), inner]);

export interface Money {
  readonly pay: bigint;
  readonly charges: bigint;
  readonly unproven: bigint;
  readonly owed: bigint;
}

/** The commitment of a payment of this offer. */
export const paymentOf = ({ H }: Reference, value: bigint) =>
  H('NOTE', [ASSET, value, PAY_PK, H('RHO', [SALT, NEED])]);

/** Public outputs: payment, what is shown, tags, and the lanes. */
export function soldOutputs(
  reference: Reference,
  { late, deposit }: SoldCase,
  { pay, charges, unproven, owed }: Money,
  energy: readonly bigint[] = [],
): bigint[] {
  const { squeeze } = reference;
  const paid = late && pay > deposit ? deposit : pay;
  const words = pack(energy, 6, 42);
  const both = (tag: string, input: bigint, width: number, n: number) => {
    const [a, b] = [squeeze(`${tag}A`, [kA, input], width, n), squeeze(`${tag}B`, [kB, input], width, n)];
    return a.map((x, i) => x + b[i]!);
  };
  const masks = words.length === 0 ? [] : both('MASK', TERMS, 2 * words.length, 2 * words.length);
  const last = both('LAST', TERMS, 3, 3);
  const [money] = pack([pay, deposit, charges, unproven], 4, 63);
  return [
    paymentOf(reference, paid),
    late ? paid : 0n,
    squeeze('TAGA', [kA, NEED], 3, 1)[0]!,
    squeeze('TAGB', [kB, NEED], 3, 1)[0]!,
    ...words.map((word, w) => fr(word + masks[w]!)),
    fr(money! + last[0]!),
    fr(owed + 2n ** 44n + last[2]!),
  ];
}

export const claimInputs = (
  hasher: Hasher,
  reference: Reference,
  claim: ClaimCase,
  params: Params,
): Inputs => ({ ...soldInputs(hasher, reference, claim, params), share: claim.share });

export function claimOutputs(reference: Reference, claim: ClaimCase): bigint[] {
  const pay = claim.deposit + claim.share + dot(claim.fixed, fillsOf(claim));
  return soldOutputs(reference, claim, { pay, charges: 0n, unproven: 0n, owed: 0n });
}
