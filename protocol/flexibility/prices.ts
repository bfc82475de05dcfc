/** What a need may cost and pay at most. docs/protocol/flexibility.md "Bounds". */
import { hasBit } from '../core/bits.js';
import { MAX_LEVEL } from '../params.js';
import { AVAILABILITY_AUCTIONED, type NeedTerms } from './need.js';

type Priced = Pick<NeedTerms, 'floor' | 'tick'>;

export function levelPrice({ floor, tick }: Priced, level: number): bigint {
  return BigInt(floor) + BigInt(tick) * BigInt(level);
}

/** The highest price that levels reach. */
export function topPrice(need: Priced): bigint {
  return levelPrice(need, MAX_LEVEL);
}

function max(values: readonly bigint[]): bigint {
  return values.reduce((top, x) => (x > top ? x : top), 0n);
}

/** By half hour, the highest price that a step asks for; 0 where none does. */
export function stepCeilings(need: Priced & Pick<NeedTerms, 'steps' | 'other'>): bigint[] {
  return need.other.map((_, k) =>
    max(need.steps.filter(({ qty }) => qty[k]! > 0).map(({ level }) => levelPrice(need, level[k]!))),
  );
}

/** By half hour, the most that both prices come to; 0 outside the window. */
export function ceilings(need: NeedTerms): bigint[] {
  return stepCeilings(need).map((price, k) => (hasBit(need.window, k) ? price + BigInt(need.other[k]!) : 0n));
}

/** What is taken of a rate for a Wh that was accepted and not delivered. */
export function penaltyOf(percent: number, rate: bigint): bigint {
  return (BigInt(percent) * rate) / 100n;
}

export interface OfferBounds {
  /** The most that an accepted Wh is paid. */
  readonly maxPay: bigint;
  /** The least deposit for an offered Wh. */
  readonly collateral: bigint;
}

export function offerBounds(need: NeedTerms): OfferBounds {
  const ceils = ceilings(need);
  return {
    maxPay: max(ceils),
    collateral: max(ceils.map((ceil) => ceil + 2n * penaltyOf(need.percent, ceil))),
  };
}

/** What the buyer locks at opening: all that its steps ask for, at their own prices. */
export function openingLock(need: NeedTerms): bigint {
  return need.steps.reduce(
    (sum, { qty, level }) =>
      qty.reduce((part, wh, k) => {
        const unit = levelPrice(need, level[k]!) + BigInt(need.other[k]! + need.comp[k]!);
        return part + BigInt(wh) * unit;
      }, sum),
    0n,
  );
}

/** The most that availability may come to: what a cleared need costs a buyer that has come to regret it. */
export function availabilityLock(need: NeedTerms): bigint {
  const top = need.auctioned === AVAILABILITY_AUCTIONED ? stepCeilings(need) : need.other.map(BigInt);
  return need.steps.reduce(
    (sum, { qty }) => qty.reduce((part, wh, k) => part + BigInt(wh) * top[k]!, sum),
    0n,
  );
}

/** Most that a member of a need brings into its sums: a deposit, and what the supplier is owed. */
export function memberMost({ tiers, maxQty, comp }: Pick<NeedTerms, 'tiers' | 'maxQty' | 'comp'>) {
  const weight = comp.reduce((sum, price) => sum + BigInt(price), 0n);
  return { deposit: tiers.at(-1)!, compensated: tiers.at(-1)! + BigInt(maxQty) * weight };
}
