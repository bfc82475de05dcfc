/** Random needs within their bounds, at the ends of ranges too. docs/protocol/flexibility.md "Bounds". */
import { hasBit } from '@veilgrid/protocol/core/bits';
import { AVAILABILITY_AUCTIONED, type NeedTerms, RATE_AUCTIONED } from '@veilgrid/protocol/flexibility/need';
import { offerBounds } from '@veilgrid/protocol/flexibility/prices';
import { MAX_QTY, MIN_GROUP, PRICE_BOUND } from '@veilgrid/protocol/params';
import type { Random } from '../../support/random.js';

export const PERIODS = 4;
const each = <T>(make: (k: number) => T): T[] => Array.from({ length: PERIODS }, (_, k) => make(k));
/** A deposit lies below it, and what all compensations of one offer come to at most doubles it. */
const TIER_BOUND = 1n << 43n;

/** Levels of the steps lie near each other, so that offers stand among them. */
export const TOP_LEVEL = 200;
const STEPS = 8;

type Sizes = Pick<NeedTerms, 'maxQty' | 'floor' | 'tick' | 'other' | 'comp' | 'rebound'>;

function ordinary(random: Random): Sizes {
  const price = () => random.pick([0, random.int(0, 20_000)]);
  return {
    maxQty: random.int(1, 2_000),
    floor: random.pick([0, random.int(0, 20_000)]),
    tick: random.int(1, 200),
    other: each(price),
    comp: each(price),
    rebound: each(price),
  };
}

/** The largest that prices may be: the tiers cover few Wh then. */
function dearest(random: Random): Sizes {
  const price = () => random.pick([0, PRICE_BOUND - 1]);
  return {
    maxQty: random.pick([1, 100, 2 ** 12]),
    floor: random.pick([0, PRICE_BOUND - 1 - 65_535]),
    tick: 1,
    other: each(price),
    comp: each(price),
    rebound: each(price),
  };
}

/** The most that ten offers may hold and steps ask for. */
function largest(random: Random): Sizes {
  const price = () => random.pick([0, 100]);
  return {
    maxQty: Math.floor((STEPS * MAX_QTY) / MIN_GROUP),
    floor: 0,
    tick: random.pick([1, 5]),
    other: each(price),
    comp: each(price),
    rebound: each(() => PRICE_BOUND - 1),
  };
}

export function randomNeed(random: Random, extremes: boolean): NeedTerms {
  const sizes = extremes ? random.pick([dearest, largest])(random) : ordinary(random);
  const bits = () => BigInt(random.int(0, 2 ** PERIODS - 1));
  const window = bits() | (1n << BigInt(random.int(0, PERIODS - 1)));
  const count = sizes.maxQty > MAX_QTY / MIN_GROUP ? STEPS : random.int(1, STEPS);
  const least = MIN_GROUP * sizes.maxQty;
  const steps = Array.from({ length: count }, (_, s) => ({
    qty: each((k) =>
      hasBit(window, k) ? Math.min(Math.ceil(least / count) + random.int(0, least), MAX_QTY) : 0,
    ),
    level: each(() => random.int(TOP_LEVEL / 2, TOP_LEVEL)),
    label: new Uint8Array(16).fill(s),
  }));
  const need: NeedTerms = {
    areaId: 1,
    day: 20_500,
    gate: 0n,
    release: 0n,
    close: 0n,
    deliverFrom: 0n,
    deliverEnd: 0n,
    publish: 0n,
    callLead: 1_800,
    window,
    up: window & bits(),
    steps,
    auctioned: random.pick([RATE_AUCTIONED, AVAILABILITY_AUCTIONED]),
    percent: random.pick([25, 200, random.int(25, 200)]),
    refs: [],
    tiers: [],
    ...sizes,
  };
  const { collateral } = offerBounds(need);
  const tier = (parts: bigint) => collateral + ((TIER_BOUND - 1n - collateral) * parts) / 1_000_000n;
  return { ...need, tiers: [tier(0n), tier(3n), tier(200n), TIER_BOUND - 1n] };
}
