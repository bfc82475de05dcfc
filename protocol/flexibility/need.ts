/** Needs: what a DSO buys of one area and day. docs/protocol/flexibility.md "Objects". */
import { BUY, orderCommitment, packOrder } from '../core/books/cells.js';
import { KeyShare } from '../core/books/keyShare.js';
import type { BookGroup } from '../core/books/result.js';
import { bookTimes } from '../core/books/times.js';
import { type Hasher, hash } from '../core/crypto/hash.js';
import {
  bytesOf,
  container,
  Fr,
  type Infer,
  listOf,
  Money,
  recordsOf,
  U8,
  U16,
  U32,
  U64,
  vectorOf,
} from '../core/ssz.js';
import { byProfile, MAX_TIERS, MIN_GROUP, type Params } from '../params.js';
import { TAGS } from '../tags.js';

export const MAX_REFS = 8;
/** Bytes of a step's label: whose demand it is. */
export const LABEL_BYTES = 16;

/** One an area and day, never reused. */
export function needIdOf(
  hasher: Hasher,
  chainId: bigint,
  { areaId, day }: { readonly areaId: number; readonly day: number },
): bigint {
  return hash(hasher, TAGS.NEED, [chainId, BigInt(areaId), BigInt(day)]);
}

/** Needs of one area may be opened together. */
export function needSeries(hasher: Hasher, chainId: bigint, areaId: number): bigint {
  return hash(hasher, TAGS.NEED, [chainId, BigInt(areaId)]);
}

/** What one offer a point and day is told by, over all needs of the day. */
export function flexDayOf(hasher: Hasher, chainId: bigint, day: number): bigint {
  return hash(hasher, TAGS.FDAY, [chainId, BigInt(day)]);
}

/** The rate is the price of the auction, and availability is `other`. */
export const RATE_AUCTIONED = 0;
/** Availability is the price of the auction, and utilisation is `other`. */
export const AVAILABILITY_AUCTIONED = 1;

/** A zone and tariff whose own set says what others did on a day. */
const Reference = container({ zone: U32, tariffId: U32 });
export type Reference = Infer<typeof Reference>;

function stepType({ K }: Params) {
  return container({
    /** Wh, below 2^24. */
    qty: vectorOf(U32, K),
    level: vectorOf(U16, K),
    label: bytesOf(LABEL_BYTES),
  });
}
export type NeedStep = Infer<ReturnType<typeof stepType>>;

function needFields(params: Params) {
  const { K, needSteps } = params;
  return {
    areaId: U32,
    day: U32,
    ...bookTimes,
    deliverFrom: U64,
    deliverEnd: U64,
    publish: U64,
    /** Seconds from a call to its half hour, at least. */
    callLead: U32,
    /** Bit k: half hour k is asked for. */
    window: U64,
    /** Bit k: more is to be used in it; else less. */
    up: U64,
    /** The demand curve, one public order each. */
    steps: recordsOf(stepType(params), needSteps),
    /** RATE_AUCTIONED or AVAILABILITY_AUCTIONED. */
    auctioned: U8,
    /** The price that is not auctioned; prices in 0.01 currency/MWh, below 2^24. */
    other: vectorOf(U32, K),
    /** What a Wh more, in the half hours beside, takes of what was gained. */
    rebound: vectorOf(U32, K),
    /** What the supplier has for each Wh that was delivered. */
    comp: vectorOf(U32, K),
    /** Wh, the most that one offer holds a half hour. */
    maxQty: U32,
    floor: U32,
    tick: U32,
    /** Of the rate, for what was accepted and not delivered. */
    percent: U16,
    refs: recordsOf(Reference, MAX_REFS),
    /** Accepted deposits, ascending. */
    tiers: listOf(Money, MAX_TIERS),
  } as const;
}

export const needTermsType = byProfile((params) => container(needFields(params)));
/** What a need is opened with, in the body and in the ledger's record of it. */
export type NeedTerms = Infer<ReturnType<typeof needTermsType>>;

export const openNeedBodyType = byProfile((params) =>
  container({ sequence: U64, ...needFields(params), operatorShare: KeyShare, regulatorShare: KeyShare }),
);
export type OpenNeedBody = Infer<ReturnType<typeof openNeedBodyType>>;

export const CallNeedBody = container({ sequence: U64, needId: Fr, bits: U64 });
export type CallNeedBody = Infer<typeof CallNeedBody>;

export const ReleaseDepositsBody = container({ sequence: U64, needId: Fr });
export type ReleaseDepositsBody = Infer<typeof ReleaseDepositsBody>;

export const PublishNeedBody = container({ needId: Fr });
export type PublishNeedBody = Infer<typeof PublishNeedBody>;

/** Of a need's book: its steps are no offers, and of few offers nothing is shown. */
export function needGroupOf({ steps }: Pick<NeedTerms, 'steps'>): BookGroup {
  return { minGroup: MIN_GROUP + steps.length, hides: 1 };
}

export function stepCells({ qty, level }: Pick<NeedStep, 'qty' | 'level'>) {
  return qty.map((wh, k) => ({ side: BUY, level: level[k]!, qty: wh }));
}

/** The buyer's orders, which stand first in the book: step s has the inner s + 1, which nobody's offer has. */
export function stepCommitments(
  hasher: Hasher,
  needId: bigint,
  steps: readonly Pick<NeedStep, 'qty' | 'level'>[],
): bigint[] {
  return steps.map((step, s) => orderCommitment(hasher, needId, packOrder(stepCells(step)), BigInt(s + 1)));
}
