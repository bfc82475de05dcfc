import type { Groth16Proof } from '@veilgrid/protocol/core/crypto/proof';
import { VerifyErrorCode } from './codes.js';
import { isBelow, Q, R, writeWords } from './words.js';

/** One proof to verify; `key` is a name of the keys given at creation. */
export interface VerifyItem {
  key: string;
  proof: Groth16Proof;
  publicSignals: readonly bigint[];
}

/** What a packer knows of a key. */
export interface KeyShape {
  readonly index: number;
  readonly nPublic: number;
}

/** Proofs as bytes, which travel to a thread in one piece. */
export interface PackedBatch {
  readonly bytes: Uint8Array;
  /** Four words a proof: key, place in `bytes`, own signals, and its tail's number or -1. */
  readonly proofs: Int32Array;
  /** Four words a tail, signals that proofs share: key, place in `bytes`, signals, the first one's number. */
  readonly tails: Int32Array;
}

export interface Packing {
  readonly batch: PackedBatch;
  /** Of each packed proof, its item's number. */
  readonly places: readonly number[];
  /** Of each item, why it was not packed, or 0. */
  readonly refusals: readonly (VerifyErrorCode | 0)[];
}

interface Group {
  readonly key: KeyShape;
  readonly items: number[];
  /** Signals from this number on are the same in all. */
  from: number;
}

export const WORDS = 4;
const PROOF_ELEMENTS = 8;
/** Shorter tails are not worth their bookkeeping. */
const LEAST_SHARED = 16;

/**
 * Checks the form of items and packs those that pass. Settlements of one auction differ in few signals: what
 * neighbours of one key have in common at the end is packed once.
 */
export function pack(keys: ReadonlyMap<string, KeyShape>, items: readonly VerifyItem[]): Packing {
  const refusals = items.map((item) => refusalOf(keys.get(item.key), item));
  const groups = grouped(keys, items, refusals);
  const elements = groups.reduce(
    (sum, { key, items: { length }, from }) => sum + length * (PROOF_ELEMENTS + from) + key.nPublic - from,
    0,
  );
  const words = new BigUint64Array(4 * elements);
  const places = groups.flatMap((group) => group.items);
  const proofs = new Int32Array(WORDS * places.length);
  const shared = groups.filter(({ key, from }) => from < key.nPublic);
  const tails = new Int32Array(WORDS * shared.length);
  let at = 0;
  let row = 0;
  const put = (values: readonly bigint[], first: number, end: number) => {
    for (let i = first; i < end; i++) writeWords(words, at++, values[i]!);
  };
  for (const group of groups) {
    const { key, from } = group;
    const tail = shared.indexOf(group);
    if (tail >= 0) {
      tails.set([key.index, 32 * at, key.nPublic - from, from], WORDS * tail);
      put(items[group.items[0]!]!.publicSignals, from, key.nPublic);
    }
    for (const place of group.items) {
      proofs.set([key.index, 32 * at, from, tail], WORDS * row++);
      put(coordinatesOf(items[place]!.proof), 0, PROOF_ELEMENTS);
      put(items[place]!.publicSignals, 0, from);
    }
  }
  return { batch: { bytes: new Uint8Array(words.buffer), proofs, tails }, places, refusals };
}

const coordinatesOf = ({ a, b, c }: Groth16Proof): bigint[] => [...a, ...b[0], ...b[1], ...c];

function refusalOf(key: KeyShape | undefined, { proof, publicSignals }: VerifyItem): VerifyErrorCode | 0 {
  if (key === undefined) return VerifyErrorCode.UNKNOWN_KEY;
  if (publicSignals.length !== key.nPublic) return VerifyErrorCode.SIGNAL_COUNT;
  if (!publicSignals.every((x) => isBelow(x, R))) return VerifyErrorCode.SIGNAL_NOT_CANONICAL;
  const shaped = [proof?.a, proof?.b, proof?.b?.[0], proof?.b?.[1], proof?.c].every(
    (pair) => pair?.length === 2,
  );
  if (!shaped || !coordinatesOf(proof).every((x) => isBelow(x, Q)))
    return VerifyErrorCode.COORDINATE_NOT_CANONICAL;
  return 0;
}

/** Items of one key that follow each other, as long as at least half of what they share stays shared. */
function grouped(
  keys: ReadonlyMap<string, KeyShape>,
  items: readonly VerifyItem[],
  refusals: readonly number[],
): Group[] {
  const groups: Group[] = [];
  const open = new Map<KeyShape, Group>();
  items.forEach((item, place) => {
    if (refusals[place] !== 0) return;
    const key = keys.get(item.key)!;
    const group = open.get(key);
    if (group !== undefined && joins(group, items[group.items[0]!]!.publicSignals, item.publicSignals)) {
      group.items.push(place);
      return;
    }
    const started: Group = { key, items: [place], from: key.nPublic };
    open.set(key, started);
    groups.push(started);
  });
  return groups;
}

function joins(group: Group, first: readonly bigint[], signals: readonly bigint[]): boolean {
  let start = signals.length;
  while (start > 0 && signals[start - 1] === first[start - 1]) start--;
  const shared = signals.length - start;
  const least = group.items.length === 1 ? LEAST_SHARED : (signals.length - group.from) / 2;
  if (shared < least) return false;
  group.from = group.items.length === 1 ? start : Math.max(group.from, start);
  return true;
}
