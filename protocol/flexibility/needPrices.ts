/**
 * Prices and deposits of a need: with them no payment falls below 0 and no lane overflows, whatever is delivered.
 * docs/protocol/flexibility.md "Bounds and refusals at opening".
 */
import { ensure } from '../errors.js';
import { PRICE_BOUND } from '../params.js';
import { AVAILABILITY_AUCTIONED, type NeedTerms, RATE_AUCTIONED } from './need.js';
import { offerBounds, topPrice } from './prices.js';

const LEAST_PERCENT = 25;
const MOST_PERCENT = 200;
const TIER_BOUND = 1n << 43n;
const OWED_BOUND = 1n << 44n;

const valid = (ok: boolean, field: string) => ensure(ok, 'NEED_PRICES_INVALID', { field });

/** @throws ProtocolError NEED_PRICES_INVALID */
export function checkNeedPrices(need: NeedTerms): void {
  valid(need.tick >= 1, 'tick');
  valid(topPrice(need) < PRICE_BOUND, 'floor');
  for (const name of ['other', 'rebound', 'comp'] as const) {
    need[name].forEach((price, k) => {
      valid(price < PRICE_BOUND, `${name}.${k}`);
    });
  }
  valid([RATE_AUCTIONED, AVAILABILITY_AUCTIONED].includes(need.auctioned), 'auctioned');
  // Below, doing nothing would pay.
  valid(need.percent >= LEAST_PERCENT && need.percent <= MOST_PERCENT, 'percent');
  checkTiers(need);
  const weight = need.comp.reduce((sum, price) => sum + BigInt(price), 0n);
  valid(BigInt(need.maxQty) * weight < OWED_BOUND, 'comp');
}

function checkTiers(need: NeedTerms): void {
  const { collateral } = offerBounds(need);
  valid(need.tiers.length > 0, 'tiers');
  need.tiers.forEach((tier, i) => {
    const above = i === 0 || tier > need.tiers[i - 1]!;
    valid(above && tier >= collateral && tier < TIER_BOUND, `tiers.${i}`);
  });
}
