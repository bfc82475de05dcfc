/**
 * Terms of a need: the digest of everything that a claim or a delivery takes from the chain, so that masks belong to
 * what was settled. docs/protocol/flexibility.md "Terms".
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bytesToBigInt } from '../core/crypto/field.js';
import { container, Fr, U8, U16, U32, U64, vectorOf } from '../core/ssz.js';
import { byProfile, type Params, type Profile } from '../params.js';
import type { Factors } from './baseline.js';
import type { NeedTerms } from './need.js';
import type { NeedArrays, NeedResult } from './outcome.js';

/** Days that the terms have room for, in every profile. */
export const TERMS_DAYS = 10;

function termsType({ K }: Params) {
  return container({
    chainId: Fr,
    needId: Fr,
    day: U32,
    asset: Fr,
    /** Steps included. */
    offerCount: U32,
    offerRoot: Fr,
    void: U8,
    share: U64,
    traded: Fr,
    p: vectorOf(U16, K),
    lambda: vectorOf(U32, K),
    fixed: vectorOf(U32, K),
    called: Fr,
    up: Fr,
    rate: vectorOf(U32, K),
    pen: vectorOf(U32, K),
    rebound: vectorOf(U32, K),
    comp: vectorOf(U32, K),
    refImport: vectorOf(U16, K),
    refExport: vectorOf(U16, K),
    n: U8,
    days: vectorOf(U32, TERMS_DAYS),
    readRoot: Fr,
    readRoots: vectorOf(Fr, TERMS_DAYS),
    late: U8,
  });
}

const typeOf = byProfile(termsType);

/** What claim and deliver take from the chain. */
export interface NeedState {
  readonly chainId: bigint;
  readonly needId: bigint;
  readonly asset: bigint;
  readonly need: Pick<NeedTerms, 'day' | 'up' | 'rebound' | 'comp'>;
  readonly offerCount: number;
  readonly offerRoot: bigint;
  readonly void: boolean;
  /** Of a forfeit. */
  readonly share: bigint;
  readonly result: NeedResult;
  readonly arrays: NeedArrays;
  /** What counts as called: nothing of a dead market. */
  readonly called: bigint;
  /** Where something is called. */
  readonly baseline: NeedBaseline | undefined;
  readonly late: boolean;
}

export interface NeedBaseline {
  readonly factors: Factors;
  /** The listed days, latest first, and their trees. */
  readonly days: readonly number[];
  readonly readRoots: readonly bigint[];
  /** The need's day's. */
  readonly readRoot: bigint;
}

function padded<T>(values: readonly T[], filler: T): T[] {
  return Array.from({ length: TERMS_DAYS }, (_, i) => values[i] ?? filler);
}

/** The bytes that terms are the digest of: 635 + 30·K. Where nothing is called, zeros from `called` to `readRoots`. */
export function needTermsBytes(profile: Profile, s: NeedState): Uint8Array {
  const { result, arrays, need, baseline } = s;
  const zeros = result.p.map(() => 0);
  const factors = baseline?.factors ?? { imports: zeros, exports: zeros };
  const ifCalled = (values: readonly (bigint | number)[]) => (baseline ? values.map(Number) : zeros);
  return typeOf(profile).serialize({
    chainId: s.chainId,
    needId: s.needId,
    day: need.day,
    asset: s.asset,
    offerCount: s.offerCount,
    offerRoot: s.offerRoot,
    void: s.void ? 1 : 0,
    share: s.share,
    traded: result.traded,
    p: [...result.p],
    lambda: [...result.lambda],
    fixed: arrays.fixed.map(Number),
    called: s.called,
    up: baseline ? need.up : 0n,
    rate: ifCalled(arrays.rate),
    pen: ifCalled(arrays.pen),
    rebound: ifCalled(need.rebound),
    comp: ifCalled(need.comp),
    refImport: [...factors.imports],
    refExport: [...factors.exports],
    n: baseline?.days.length ?? 0,
    days: padded(baseline?.days ?? [], 0),
    readRoot: baseline?.readRoot ?? 0n,
    readRoots: padded(baseline?.readRoots ?? [], 0n),
    late: s.late ? 1 : 0,
  });
}

/** First 31 bytes of SHA-256(`vg1:FLEXTERMS` ‖ bytes), as a field element. */
export function needTermsOf(profile: Profile, state: NeedState): bigint {
  const digest = sha256(concatBytes(utf8ToBytes('vg1:FLEXTERMS'), needTermsBytes(profile, state)));
  return bytesToBigInt(digest.subarray(0, 31));
}
