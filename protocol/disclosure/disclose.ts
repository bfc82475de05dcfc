/** One day of an answer. docs/protocol/disclosure.md, disclose. */
import { mod } from '../core/crypto/field.js';
import { type Hasher, hash } from '../core/crypto/hash.js';
import type { MerklePath } from '../core/crypto/tree.js';
import type { Reading } from '../core/readings.js';
import type { Params } from '../params.js';
import { TAGS } from '../tags.js';

/** A value is 24 bits: this cap bounds nothing. */
export const NO_CAP = 2n ** 24n - 1n;
/** Caps are below: a larger one would open a second unpacking of the reading. */
export const CAP_BOUND = 2n ** 25n;
/** Size of a weight, at most. */
export const WEIGHT_BOUND = 2n ** 126n;
/** Sums of 4,096 days stay below; a bound of this size bounds nothing. */
export const WIDE = 2n ** 168n;
/** Days of a chain, so that no sum wraps. */
export const MAX_CHAIN_DAYS = 4_096;

/** What is asked of a day: which values are shown, what they weigh in the sum, what each is at most. */
export interface AskedDay {
  /** Bit k: the import of half hour k is shown. */
  readonly selectImport: bigint;
  readonly selectExport: bigint;
  /** K each, signed. */
  readonly weightImport: readonly bigint[];
  readonly weightExport: readonly bigint[];
  /** K each, Wh. */
  readonly capImport: readonly bigint[];
  readonly capExport: readonly bigint[];
}

/** Public signals by name, in the circuit's order. */
export interface DiscloseSignals extends AskedDay {
  readonly stateOut: bigint;
  /** readingWords: the shown values, packed as a reading is; 0 elsewhere. */
  readonly readings: readonly bigint[];
  readonly context: bigint;
  readonly chainId: bigint;
  readonly auctionId: bigint;
  readonly day: bigint;
  readonly status: bigint;
  readonly readingRoot: bigint;
  /** 0: none, the answer is evidence for everybody. */
  readonly recipientKey: bigint;
  readonly scope: bigint;
  readonly subject: bigint;
  /** 1 + position, or 0: not named. */
  readonly shown: bigint;
  /** Bits. */
  readonly first: bigint;
  readonly last: bigint;
  readonly stateIn: bigint;
  /** Of the chain's sum; signed. */
  readonly low: bigint;
  readonly high: bigint;
}

/** A day of which nothing is asked, and nothing can be but zeros. */
export function noDay({ K }: Params): AskedDay {
  const zeros = Array<bigint>(K).fill(0n);
  return {
    selectImport: 0n,
    selectExport: 0n,
    weightImport: zeros,
    weightExport: zeros,
    capImport: zeros,
    capExport: zeros,
  };
}

export function discloseSignals(s: DiscloseSignals): bigint[] {
  return [s.stateOut, ...s.readings, ...Object.values(publicInputs(s)).flat()];
}

function publicInputs(s: DiscloseSignals) {
  return {
    context: s.context,
    chainId: s.chainId,
    auctionId: s.auctionId,
    day: s.day,
    status: s.status,
    readingRoot: s.readingRoot,
    recipientKey: s.recipientKey,
    scope: s.scope,
    subject: s.subject,
    shown: s.shown,
    first: s.first,
    last: s.last,
    stateIn: s.stateIn,
    low: mod(s.low),
    high: mod(s.high),
    selectImport: s.selectImport,
    selectExport: s.selectExport,
    weightImport: s.weightImport.map(mod),
    weightExport: s.weightExport.map(mod),
    capImport: [...s.capImport],
    capExport: [...s.capExport],
  };
}

/** What ties a day to the next one, and shows nothing of either. */
export interface ChainLink {
  readonly salt: bigint;
  /** So far, signed. */
  readonly sum: bigint;
  readonly position: bigint;
}

export function chainState(hasher: Hasher, { salt, sum, position }: ChainLink): bigint {
  return hash(hasher, TAGS.DISC, [salt, mod(sum), position]);
}

/** A day's part of the sum, signed. @param readings K pairs, Wh */
export function weighed(readings: readonly Reading[], { weightImport, weightExport }: AskedDay): bigint {
  return readings.reduce(
    (sum, { imported, exported }, k) =>
      sum + weightImport[k]! * BigInt(imported) + weightExport[k]! * BigInt(exported),
    0n,
  );
}

/** What the owner of a reading proves with, or whoever knows the recipient's secret. */
export interface DiscloseWitness {
  readonly signals: Omit<DiscloseSignals, 'stateOut' | 'readings'>;
  readonly sk: bigint;
  readonly position: number;
  readonly point: bigint;
  readonly readings: readonly Reading[];
  readonly path: MerklePath;
  /** Of the day before; zeros on the first. */
  readonly before: ChainLink;
  /** Hides the state that follows. */
  readonly saltOut: bigint;
  /** 0n: made by the recipient, with `v`. */
  readonly real: bigint;
  readonly v: bigint;
}

export function discloseCircuitInputs(w: DiscloseWitness) {
  return {
    ...publicInputs({ ...w.signals, stateOut: 0n, readings: [] }),
    sk: w.sk,
    position: BigInt(w.position),
    point: w.point,
    imp: w.readings.map(({ imported }) => BigInt(imported)),
    exp: w.readings.map(({ exported }) => BigInt(exported)),
    path: w.path,
    saltIn: w.before.salt,
    saltOut: w.saltOut,
    sumIn: mod(w.before.sum),
    positionIn: w.before.position,
    real: w.real,
    v: w.v,
  };
}
