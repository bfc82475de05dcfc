/** Whether using more on listed days could pay. docs/protocol/flexibility.md "INFLATION_PAYS". */
import { ensure } from '@veilgrid/protocol/errors';
import type { Area } from '@veilgrid/protocol/flexibility/area';
import type { OpenNeedBody } from '@veilgrid/protocol/flexibility/need';
import { overlap } from './areas.js';
import { auctionsIn, type FlexibilityLedger, isSet, isVoid, type NeedBook } from './book.js';
import { callableUntil, dayAt, isDayOff } from './calendar.js';
import { ceilingAt, greatest, pricesOf } from './prices.js';

/** What a Wh less of half hour k was paid of a need, or may still be. */
function paidOf({ genesis, time }: FlexibilityLedger, need: NeedBook, k: number): bigint {
  const { terms, called, sales } = need;
  if (!isSet(terms.window, k) || isSet(terms.up, k)) return 0n;
  const sale = sales?.[k];
  if (isSet(called, k)) {
    const { availability, utilisation } = pricesOf(terms, k, sale!);
    return availability + utilisation;
  }
  const open = !isVoid(need) && (!sales || sale !== undefined);
  return open && time < callableUntil(genesis.params.K, terms, k) ? ceilingAt(terms, k) : 0n;
}

/** Over days of the need's type, each at its highest. */
function paidBeside(ledger: FlexibilityLedger, { day }: OpenNeedBody, area: Area, k: number): bigint {
  const { books, genesis, time } = ledger;
  const from = dayAt(time) - genesis.params.daysBack;
  const highest = new Map<number, bigint>();
  for (const need of books.needs.values()) {
    const other = need.terms.day;
    const compared = other >= from && other !== day && isDayOff(books, other) === isDayOff(books, day);
    if (!compared || !overlap(need.area, area)) continue;
    highest.set(other, greatest([highest.get(other) ?? 0n, paidOf(ledger, need, k)]));
  }
  return [...highest.values()].reduce((sum, paid) => sum + paid, 0n);
}

/** What a Wh of half hour k costs whoever uses it for nothing, at the least. */
function cheapest({ books }: FlexibilityLedger, { zones }: Area, days: readonly number[], k: number): bigint {
  const costs = days
    .flatMap((day) => auctionsIn(books, zones, day))
    .map(({ market }) => market.importPrice[k]! + market.network[k]!);
  const least = costs.reduce((low, cost) => (cost < low ? cost : low));
  return least > 0n ? least : 0n;
}

/** @param days listed */
export function checkInflation(
  ledger: FlexibilityLedger,
  terms: OpenNeedBody,
  area: Area,
  days: readonly number[],
): void {
  for (let k = 0; k < ledger.genesis.params.K; k++) {
    if (!isSet(terms.window, k) || isSet(terms.up, k)) continue;
    const paid = paidBeside(ledger, terms, area, k) + ceilingAt(terms, k);
    const cost = cheapest(ledger, area, [terms.day, ...days], k);
    ensure(paid <= BigInt(days.length) * cost, 'INFLATION_PAYS', { period: k });
  }
}
