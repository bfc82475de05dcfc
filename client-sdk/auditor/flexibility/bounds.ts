/** What an opening's prices and quantities are held to. docs/protocol/flexibility.md "Bounds and refusals at opening". */
import { type ErrorCode, ensure } from '@veilgrid/protocol/errors';
import type { OpenNeedBody } from '@veilgrid/protocol/flexibility/need';
import { MAX_LEVEL, MAX_TIERS, MIN_GROUP, type Params } from '@veilgrid/protocol/params';
import { isSet } from './book.js';
import { boundsOf } from './prices.js';

const LEAST_PERCENT = 25;
const MOST_PERCENT = 200;
const WORD = 2 ** 24;

type Bound = readonly [field: string, holds: boolean];

function hold(code: ErrorCode, bounds: readonly Bound[]): void {
  for (const [field, holds] of bounds) ensure(holds, code, { field });
}

/** Each direction's own half hours, and in each of them enough is asked for that ten can sell. */
export function checkQuantities({ K, needSteps }: Params, terms: OpenNeedBody): void {
  const { maxQty, window, up, steps } = terms;
  const asked = Array.from({ length: K }, (_, k) => steps.reduce((sum, { qty }) => sum + qty[k]!, 0));
  hold('NEED_QUANTITY_INVALID', [
    ['maxQty', maxQty >= 1 && maxQty < WORD],
    ['window', window > 0n && window < 2n ** BigInt(K)],
    ['up', (up | window) === window],
    ['steps', steps.length >= 1 && steps.length <= needSteps],
    ['steps', steps.every(({ qty }) => qty.some((wh) => wh > 0))],
    ['steps', steps.every(({ qty }) => qty.every((wh) => wh < WORD))],
    ['steps', asked.every((wh, k) => (isSet(window, k) ? wh >= MIN_GROUP * maxQty : wh === 0))],
  ]);
}

/** Prices of quantities that were checked. */
export function checkPrices(terms: OpenNeedBody): void {
  const { floor, tick, percent, tiers, maxQty, comp } = terms;
  const { collateral } = boundsOf(terms);
  const prices = (['other', 'rebound', 'comp'] as const).map(
    (field): Bound => [field, terms[field].every((price) => price < WORD)],
  );
  const compensated = BigInt(maxQty) * comp.reduce((sum, price) => sum + BigInt(price), 0n);
  hold('NEED_PRICES_INVALID', [
    ['tick', tick >= 1],
    ['floor', floor + tick * MAX_LEVEL < WORD],
    ['auctioned', terms.auctioned === 0 || terms.auctioned === 1],
    ['percent', percent >= LEAST_PERCENT && percent <= MOST_PERCENT],
    ...prices,
    ['tiers', tiers.length >= 1 && tiers.length <= MAX_TIERS],
    ['tiers', tiers.every((tier, i) => i === 0 || tier > tiers[i - 1]!)],
    ['tiers', tiers.every((tier) => tier >= collateral && tier < 2n ** 43n)],
    ['comp', compensated < 2n ** 44n],
  ]);
}
