/**
 * Whether wasting energy on the days of a baseline could pay: what is called down, or may still be, on all days that can
 * list one day never comes to more than what the waste costs at the retail price, n days of it a listed one.
 * docs/protocol/flexibility.md "INFLATION_PAYS".
 */
import { hasBit } from '@veilgrid/protocol/core/bits';
import { dayOf } from '@veilgrid/protocol/core/days';
import { ensure } from '@veilgrid/protocol/errors';
import { lastCall } from '@veilgrid/protocol/flexibility/calls';
import type { NeedTerms } from '@veilgrid/protocol/flexibility/need';
import { type NeedArrays, needArrays } from '@veilgrid/protocol/flexibility/outcome';
import { ceilings } from '@veilgrid/protocol/flexibility/prices';
import { requireTariff } from '../core/tariffs.js';
import type { StateContext, StateView } from '../core/view.js';
import { requireArea } from './areas.js';
import { overlappingNeeds } from './baselineList.js';
import { isWorkingDay } from './calendar.js';
import { latestDay } from './day.js';
import { auctionsOf } from './dayAuctions.js';
import type { Need } from './need.js';
import { calledOf, isVoid, resultOf } from './outcome.js';

const most = (values: readonly bigint[]) => values.reduce((top, x) => (x > top ? x : top), 0n);
const least = (values: readonly bigint[]) => values.reduce((low, x) => (x < low ? x : low));

/** By half hour, what a need has called down at, or may still call down at most. */
function downRates(ctx: StateContext, view: StateView, open: Need): readonly bigint[] {
  const { need, needId, book } = open;
  const { K } = ctx.genesis.params;
  const called = calledOf(view, needId);
  const result = resultOf(ctx, view, open);
  const { rate }: NeedArrays = needArrays(need, result, called);
  const canCall = !isVoid(view, open);
  const mayTrade = book.outcome === 'closed' ? result.traded : need.window;
  return ceilings(need).map((ceiling, k) => {
    if (hasBit(need.up, k)) return 0n;
    if (hasBit(called, k)) return rate[k]!;
    const pending = canCall && hasBit(mayTrade, k) && ctx.time < lastCall(K, need, k);
    return pending ? ceiling : 0n;
  });
}

/** By half hour, summed over the days of the need's type that one baseline can list together with its own. */
function paidDown(ctx: StateContext, view: StateView, { areaId, day: own }: NeedTerms): bigint[] {
  const { K, daysBack } = ctx.genesis.params;
  const area = requireArea(view, areaId);
  const working = isWorkingDay(view, own);
  const paid = Array<bigint>(K).fill(0n);
  const last = latestDay(view);
  for (let day = Math.max(0, dayOf(ctx.time) - daysBack); day <= last; day++) {
    if (day === own || isWorkingDay(view, day) !== working) continue;
    const rates = overlappingNeeds(ctx, view, area, day).map((need) => downRates(ctx, view, need));
    paid.forEach((sum, k) => {
      paid[k] = sum + most(rates.map((rate) => rate[k]!));
    });
  }
  return paid;
}

/** By half hour, the least that a Wh costs a home of the area on any of the days. */
function wasteCosts(ctx: StateContext, view: StateView, areaId: number, days: readonly number[]): bigint[] {
  const { profile, params } = ctx.genesis;
  const { zones } = requireArea(view, areaId);
  const tariffs = days.flatMap((day) =>
    auctionsOf(view, zones, day).map(({ tariffId }) => requireTariff(profile, view, tariffId, day)),
  );
  return Array.from({ length: params.K }, (_, k) =>
    most([0n, least(tariffs.map(({ importPrice, network }) => BigInt(importPrice[k]! + network[k]!)))]),
  );
}

/**
 * @param list the need's days
 * @throws ProtocolError INFLATION_PAYS
 */
export function ensureNoInflation(
  ctx: StateContext,
  view: StateView,
  need: NeedTerms,
  list: readonly number[],
): void {
  const costs = wasteCosts(ctx, view, need.areaId, [need.day, ...list]);
  const paid = paidDown(ctx, view, need);
  const n = BigInt(list.length);
  ceilings(need).forEach((ceiling, k) => {
    if (!hasBit(need.window, k) || hasBit(need.up, k)) return;
    ensure(paid[k]! + ceiling <= n * costs[k]!, 'INFLATION_PAYS', { period: k });
  });
}
