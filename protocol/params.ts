/**
 * Sizes of the profiles. `circuits/circuits.json` generates the circuits from the same numbers;
 * a test keeps the two equal.
 */

/** In the order of their byte in genesis. Medium is for tests: every packed word has a full and a partial neighbour. */
export const PROFILES = ['full', 'small', 'medium'] as const;
/** A name of the sizes that a chain has. */
export type Profile = (typeof PROFILES)[number];

/** The sizes of a profile. */
export interface Params {
  readonly profile: Profile;
  /** Settlement periods a day. */
  readonly K: number;
  /** Orders of one clearing batch. */
  readonly clearN: number;
  /** Members of one mask-sum batch. */
  readonly maskN: number;
  readonly pointDepth: number;
  readonly noteDepth: number;
  readonly orderDepth: number;
  /** Depth of a readings' tree's chunks, which a module may put into a tree of its own. */
  readonly chunkDepth: number;
  /** Places of an area. */
  readonly places: number;
  /** Price steps of a need. */
  readonly needSteps: number;
  /** Days of a baseline's list: of working days, and room for any list. */
  readonly baselineDays: number;
  /** The same of days off. */
  readonly offDays: number;
  /** How many days back a list reaches. */
  readonly daysBack: number;
  /** Packed words of an order, five cells a word. */
  readonly orderWords: number;
  /** Packed words of a reading day, four pairs a word. */
  readonly readingWords: number;
  /** Packed words of one side of a day's energy, six 42-bit values a word. */
  readonly sideWords: number;
  /** Lanes of the count word: one a word of exports, one for two of imports, and one of who is active. */
  readonly countLanes: number;
  /** Masked words of a settlement: both sides of its energy, one of money, one of counts. */
  readonly laneWords: number;
  /** Packed running sums of a clearing, seven lanes a period, five lanes a word. */
  readonly clearingWords: number;
  /** Packed clearing parameters (L, H, lambda, rationed), four periods a word. */
  readonly clearingParamWords: number;
}

function derive(
  profile: Profile,
  K: number,
  [clearN, maskN]: readonly [number, number],
  [pointDepth, noteDepth, orderDepth, chunkDepth]: readonly [number, number, number, number],
  [places, needSteps]: readonly [number, number],
  [baselineDays, offDays, daysBack]: readonly [number, number, number],
): Params {
  const sideWords = Math.ceil(K / 6);
  return Object.freeze({
    profile,
    K,
    clearN,
    maskN,
    pointDepth,
    noteDepth,
    orderDepth,
    chunkDepth,
    places,
    needSteps,
    baselineDays,
    offDays,
    daysBack,
    orderWords: Math.ceil(K / 5),
    readingWords: Math.ceil(K / 4),
    sideWords,
    countLanes: sideWords + Math.ceil(sideWords / 2) + 1,
    laneWords: 2 * sideWords + 2,
    clearingWords: Math.ceil((7 * K) / 5),
    clearingParamWords: Math.ceil(K / 4),
  });
}

const PARAMS: Record<Profile, Params> = {
  full: derive('full', 48, [14, 10], [8, 11, 6, 4], [16, 8], [10, 4, 60]),
  small: derive('small', 4, [2, 2], [3, 4, 2, 1], [2, 2], [2, 1, 20]),
  medium: derive('medium', 11, [3, 3], [3, 4, 2, 1], [2, 2], [2, 1, 20]),
};

export function paramsOf(profile: Profile): Params {
  return PARAMS[profile];
}

/** What depends on a profile's sizes, built once for each. */
export function byProfile<T>(build: (params: Params) => T): (profile: Profile) => T {
  const built = PROFILES.map((profile) => build(paramsOf(profile)));
  return (profile) => built[PROFILES.indexOf(profile)]!;
}

/** Children of a tree node. */
export const ARITY = 8;
/** Fewer members than this are never opened or counted in public. */
export const MIN_GROUP = 10;
/** Orders of one auction and members of one aggregate: 42-bit lanes cannot overflow below it. */
export const MAX_GROUP = 2 ** 18;
/** Members of a set that takes others in: no net of a half hour, below 2^24 Wh a member, leaves its 2^41. */
export const MAX_MERGED = 2 ** 17;
/** Depth of the tree over the frozen roots of readings' trees, in every profile. */
export const FROZEN_DEPTH = 7;
/** Readings' trees that freeze at the end of one block; what is due beyond it waits for the next one. */
export const MAX_FROZEN = 256;
export const MAX_LEVEL = 0xffff;
export const MAX_QTY = 0xff_ffff;
/** Margin of a side that is not rationed. */
export const NO_MARGIN = MAX_QTY;
/** Bound of |price|, in 0.01 currency/MWh. */
export const PRICE_BOUND = 2 ** 24;
/** Range of every amount in a settlement's money word. */
export const MONEY_LANE_BOUND = 1n << 45n;
/** Bound of |import − export| of a group in a half hour: half of a load lane's 42 bits. */
export const NET_LANE_BOUND = 1n << 41n;
export const MAX_TIERS = 4;
/** The money asset. */
export const MONEY = 1n;
export const SECONDS_PER_DAY = 86_400;
/** Largest sum of all money, 1e-8 currency: what a u64 holds. */
export const MAX_MONEY = 2n ** 64n - 1n;
/** The longest transaction is a full status list. */
export const MAX_TX_BYTES = 140_000;
