/** How far a need is from making it pay to waste energy. docs/protocol/flexibility.md "INFLATION_PAYS". */
import { hasBit } from '@veilgrid/protocol/core/bits';
import { resultOf } from '@veilgrid/protocol/core/books/close';
import { dayOf } from '@veilgrid/protocol/core/days';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { overlaps } from '@veilgrid/protocol/flexibility/area';
import { isWeekend } from '@veilgrid/protocol/flexibility/calendar';
import { lastCall, windowPeriods } from '@veilgrid/protocol/flexibility/calls';
import type { NeedTerms } from '@veilgrid/protocol/flexibility/need';
import { emptyNeedResult, needArrays, needResult } from '@veilgrid/protocol/flexibility/outcome';
import { ceilings } from '@veilgrid/protocol/flexibility/prices';
import type { Api } from '@veilgrid/protocol/routes';
import { bodyOf } from '../core/follower/bodyOf.js';
import { followedArea } from './follow/areas.js';
import type { FollowedNeed, FollowedNeeds } from './follow/needs.js';

export interface InflationMargin {
  /** Of the half hours to turn down. */
  readonly period: number;
  /** In 0.01 currency/MWh; below 0 the ledger may refuse the opening. */
  readonly margin: bigint;
}

interface Asking {
  readonly genesis: Genesis;
  readonly api: Pick<Api, 'tariff' | 'daysOff'>;
}

const most = (values: readonly bigint[]) => values.reduce((top, x) => (x > top ? x : top), 0n);

/**
 * At least: which days its list will have is not known, so the cheapest of all that it may have counts.
 * @param time of the newest block, Unix seconds
 */
export async function inflationMargins(
  asking: Asking,
  book: FollowedNeeds,
  need: NeedTerms,
  time: bigint,
): Promise<InflationMargin[]> {
  const { params } = asking.genesis;
  const first = Math.max(0, dayOf(time) - params.daysBack);
  const working = await workingDays(asking, first, Object.values(book.needs), need.day);
  const ofType = (day: number) => day >= first && working(day) === working(need.day);
  const costs = await wasteCosts(asking, book, need, ofType);
  const others = Object.values(book.needs).filter(({ areaId, day }) => {
    const near = overlaps(followedArea(book, areaId), followedArea(book, need.areaId));
    return near && day !== need.day && ofType(day);
  });
  const rates = others.map((other) => ({ day: other.day, rates: downRates(asking.genesis, other, time) }));
  const n = BigInt(working(need.day) ? params.baselineDays : params.offDays);
  const own = ceilings(need);
  return windowPeriods(params.K, need)
    .filter((k) => !hasBit(need.up, k))
    .map((period) => {
      const days = [...new Set(rates.map(({ day }) => day))];
      const paid = days.map((day) => most(rates.filter((r) => r.day === day).map((r) => r.rates[period]!)));
      const all = paid.reduce((sum, rate) => sum + rate, own[period]!);
      return { period, margin: n * costs[period]! - all };
    });
}

async function workingDays(
  { api }: Asking,
  from: number,
  needs: readonly FollowedNeed[],
  own: number,
): Promise<(day: number) => boolean> {
  const last = needs.reduce((latest, { day }) => Math.max(latest, day), own);
  const { items } = await api.daysOff({ query: { from, limit: last - from + 1 } });
  const off = new Set(items);
  return (day) => !isWeekend(day) && !off.has(day);
}

/** By half hour, the least that a Wh costs a home of the area. */
async function wasteCosts(
  { genesis, api }: Asking,
  book: FollowedNeeds,
  need: NeedTerms,
  ofType: (day: number) => boolean,
): Promise<bigint[]> {
  const { zones } = followedArea(book, need.areaId);
  const priced = Object.values(book.auctionDays).filter(
    ({ zone, day }) => zones.includes(zone) && day <= need.day && ofType(day),
  );
  const tariffs = await Promise.all(
    priced.map(({ tariffId, day }) => api.tariff({ params: { tariffId, day } })),
  );
  return Array.from({ length: genesis.params.K }, (_, k) => {
    const costs = tariffs.map(({ importPrice, network }) => BigInt(importPrice[k]! + network[k]!));
    const least = costs.reduce((low, x) => (x < low ? x : low), costs[0] ?? 0n);
    return most([least]);
  });
}

/** By half hour, what a need has called down at, or may still call down at most. */
function downRates(genesis: Genesis, of: FollowedNeed, time: bigint): readonly bigint[] {
  const { K } = genesis.params;
  const need = bodyOf(genesis, 'openNeed', of.openNeed);
  const closing = of.close && resultOf(bodyOf(genesis, 'close', of.close));
  const offers = of.entries.count - of.steps;
  const result = closing ? needResult(need, closing, offers) : emptyNeedResult(K);
  const isVoid = of.void || closing?.enough === false;
  const mayTrade = closing ? result.traded : need.window;
  const { rate } = needArrays(need, result, of.called);
  return ceilings(need).map((ceiling, k) => {
    if (hasBit(need.up, k)) return 0n;
    if (hasBit(of.called, k)) return rate[k]!;
    return !isVoid && hasBit(mayTrade, k) && time < lastCall(K, need, k) ? ceiling : 0n;
  });
}
