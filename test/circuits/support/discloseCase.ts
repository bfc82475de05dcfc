/** A link of an answer by docs/protocol/disclosure.md, its inputs and its outputs, written from the text in integers. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import type { Params } from '@veilgrid/protocol/params';
import { dot } from './claimCase.js';
import { fr, pack, type Reference } from './reference.js';
import { often, wholeDay } from './wholeDay.js';
import type { Inputs } from './witness.js';

export interface DiscloseCase {
  imp: number[];
  exp: number[];
  status: number;
  day: bigint;
  position: bigint;
  weightImport: bigint[];
  weightExport: bigint[];
  capImport: bigint[];
  capExport: bigint[];
  selectImport: bigint;
  selectExport: bigint;
  /** How far low lies below the sum, and high above it. */
  below: bigint;
  above: bigint;
  first: boolean;
  last: boolean;
  /** The sum before, and the position that its state holds where it is another; none of a first link. */
  sumIn: bigint;
  positionIn?: bigint;
  /** Whether the connection point is named. */
  named: boolean;
  /** Whether its owner answers; else the recipient itself, which knows its secret and nothing of a reading. */
  real: boolean;
  /** What was settled, where it is not what is answered. */
  settled?: Partial<Settled>;
}

interface Settled {
  readonly sk: bigint;
  readonly chainId: bigint;
  readonly auctionId: bigint;
  readonly position: bigint;
  readonly day: bigint;
  readonly status: number;
  readonly imp: readonly number[];
  readonly exp: readonly number[];
}

const CHAIN = 123_456_789n;
const AUCTION = 9_001n;
const SCOPE = 7_002n;
const SK = 424_242n;
const POINT = 88_001n;
export const SECRET = 31_337n;
const [saltIn, saltOut] = [600_001n, 600_002n];
/** Of a reading and of a pseudonym that there are not. */
const [NO_ROOT, NO_SUBJECT] = [51_001n, 51_002n];

/** A cap that every settled value keeps. */
export const NO_CAP = 2n ** 24n - 1n;

/**
 * The last link of a chain, named. Of both sides some half hours count in the sum, some are shown, some both, and the
 * last of each four neither. Some caps are met exactly.
 */
export function discloseDay(params: Params): DiscloseCase {
  const kinds = (...of: readonly number[]) =>
    often(params, [0, 1, 2, 3]).reduce(
      (word, kind, k) => word + (of.includes(kind) ? 2n ** BigInt(k) : 0n),
      0n,
    );
  const scaled = (weight: bigint, round: number) => weight * BigInt(1 + round);
  const imp = wholeDay(params, [820, 1_600, 2_610, 37], (wh, round) => wh + 5 * round);
  const exp = wholeDay(params, [7, 103, 20, 411], (wh, round) => wh + 3 * round);
  const caps = (values: readonly number[], met: number) =>
    values.map((wh, k) => (k % 4 === met ? BigInt(wh) : NO_CAP));
  return {
    imp,
    exp,
    status: 0,
    day: 20_500n,
    position: 17n,
    weightImport: wholeDay(params, [3n, -2n, 0n, 0n], scaled),
    weightExport: wholeDay(params, [-70n, 0n, 5n, 0n], scaled),
    capImport: caps(imp, 1),
    capExport: caps(exp, 3),
    selectImport: kinds(0, 2),
    selectExport: kinds(1),
    below: 5n,
    above: 9n,
    first: false,
    last: true,
    sumIn: 1_234_567n,
    named: true,
    real: true,
  };
}

/** Variants of `discloseDay`: the first link, pseudonymous, of a day that the DSO read; an answer of the recipient's own. */
export const FIRST_LINK: Partial<DiscloseCase> = { first: true, last: false, named: false, status: 1 };
export const SIMULATED: Partial<DiscloseCase> = { real: false };

export const sumOf = ({ first, sumIn, imp, exp, weightImport, weightExport }: DiscloseCase): bigint =>
  (first ? 0n : sumIn) + dot(weightImport, imp.map(BigInt)) + dot(weightExport, exp.map(BigInt));

const bit = (word: bigint, k: number) => (word >> BigInt(k)) & 1n;
const paired = (imp: readonly bigint[], exp: readonly bigint[]) =>
  pack(
    imp.map((wh, k) => wh + 2n ** 30n * exp[k]!),
    4,
    60,
  );

/** H(DISC, salt, sum, position), the sum modulo r. */
export const stateOf = ({ H }: Reference, salt: bigint, sum: bigint, position: bigint) =>
  H('DISC', [salt, fr(sum), position]);

export const recipientKeyOf = ({ H }: Reference, secret: bigint) => H('DVK', [secret]);

export const subjectOf = ({ H }: Reference, position: bigint, scope = SCOPE, sk = SK) =>
  H('SUBJ', [sk, position, scope]);

function readingOf({ H }: Reference, { settled, imp, exp, position, day, status }: DiscloseCase): bigint {
  const of = {
    ...{ sk: SK, chainId: CHAIN, auctionId: AUCTION, position, day, status, imp, exp },
    ...settled,
  };
  const [imports, exports] = [of.imp.map(BigInt), of.exp.map(BigInt)];
  const where = of.position + 2n ** 32n * of.day + 2n ** 64n * BigInt(of.status);
  const message = H('READ', [of.chainId, where, ...paired(imports, exports)]);
  const ones = imports.map(() => 1n);
  const totals = dot(imports, ones) + 2n ** 32n * dot(exports, ones);
  return H('READC', [message, totals, POINT, H('SALT2', [H('SALT', [of.sk, POINT, of.auctionId])])]);
}

/** What its owner knows and the ledger holds of the reading, or nothing. */
function ownership(hasher: Hasher, reference: Reference, day: DiscloseCase, { orderDepth }: Params) {
  if (!day.real) {
    const path = Array.from({ length: orderDepth }, () => Array<bigint>(8).fill(0n));
    return { readingRoot: NO_ROOT, subject: NO_SUBJECT, sk: 0n, point: 0n, path, real: 0n, v: SECRET };
  }
  const tree = new Tree8(hasher, orderDepth, [51n, 52n, 53n, readingOf(reference, day), 54n]);
  return {
    ...{ readingRoot: tree.root, subject: subjectOf(reference, day.position), path: tree.path(3) },
    ...{ sk: SK, point: POINT, real: 1n, v: 0n },
  };
}

export function discloseInputs(
  hasher: Hasher,
  reference: Reference,
  day: DiscloseCase,
  params: Params,
): Inputs {
  const { position, positionIn = position, first, sumIn } = day;
  const sum = sumOf(day);
  return {
    context: 4_711n,
    chainId: CHAIN,
    auctionId: AUCTION,
    day: day.day,
    status: BigInt(day.status),
    recipientKey: recipientKeyOf(reference, SECRET),
    scope: SCOPE,
    shown: day.named ? position + 1n : 0n,
    first: first ? 1n : 0n,
    last: day.last ? 1n : 0n,
    stateIn: first ? 0n : stateOf(reference, saltIn, sumIn, positionIn),
    low: fr(sum - day.below),
    high: fr(sum + day.above),
    selectImport: day.selectImport,
    selectExport: day.selectExport,
    weightImport: day.weightImport.map(fr),
    weightExport: day.weightExport.map(fr),
    capImport: day.capImport,
    capExport: day.capExport,
    position,
    imp: day.imp.map(BigInt),
    exp: day.exp.map(BigInt),
    saltIn,
    saltOut,
    sumIn: first ? 0n : fr(sumIn),
    positionIn,
    ...ownership(hasher, reference, day, params),
  };
}

export function discloseOutputs(reference: Reference, day: DiscloseCase): bigint[] {
  const { imp, exp, selectImport, selectExport, position } = day;
  return [
    stateOf(reference, saltOut, sumOf(day), position),
    ...paired(
      imp.map((wh, k) => bit(selectImport, k) * BigInt(wh)),
      exp.map((wh, k) => bit(selectExport, k) * BigInt(wh)),
    ),
  ];
}
