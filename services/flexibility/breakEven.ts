/** What a need's prices make of offers that do not exist. docs/protocol/flexibility.md. */
import { windowPeriods } from '@veilgrid/protocol/flexibility/calls';
import { AVAILABILITY_AUCTIONED, type NeedTerms } from '@veilgrid/protocol/flexibility/need';
import { stepCeilings } from '@veilgrid/protocol/flexibility/prices';

/** In 1/10,000. */
const WHOLE = 10_000n;
const PERCENT = 100n;

export interface BreakEven {
  readonly period: number;
  /** Of windows, in 1/10,000: who offers what it does not have gains if it is called in fewer. */
  readonly share: number;
}

/** a/(a + π(a + p)) with availability a, utilisation p and penalty π, at the highest price that a step asks for. */
export function breakEvenShares(K: number, need: NeedTerms): BreakEven[] {
  const ceilings = stepCeilings(need);
  return windowPeriods(K, need).map((period) => {
    const auctioned = ceilings[period]!;
    const other = BigInt(need.other[period]!);
    const availability = need.auctioned === AVAILABILITY_AUCTIONED ? auctioned : other;
    const lost = PERCENT * availability + BigInt(need.percent) * (auctioned + other);
    return { period, share: lost === 0n ? 0 : Number((WHOLE * PERCENT * availability) / lost) };
  });
}
