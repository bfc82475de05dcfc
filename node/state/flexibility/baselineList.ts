/**
 * The days that a need's baseline is of: the last settled ones of its type before its opening on which nothing was
 * called. Made at the opening and never again, so nothing that is done for this need can change them, and called days
 * neither freeze a baseline nor lower it. docs/protocol/flexibility.md "Baseline".
 */
import { dayOf } from '@veilgrid/protocol/core/days';
import { ensure } from '@veilgrid/protocol/errors';
import type { Area } from '@veilgrid/protocol/flexibility/area';
import { type NeedTerms, needIdOf, type Reference } from '@veilgrid/protocol/flexibility/need';
import type { Params } from '@veilgrid/protocol/params';
import { calledPeriods } from '../core/groups/called.js';
import { publishedSet, publishedWith } from '../core/groups/mergedSet.js';
import { has } from '../core/record.js';
import type { StateContext, StateView } from '../core/view.js';
import { overlappingAreas, requireArea } from './areas.js';
import { isWorkingDay } from './calendar.js';
import { auctionsOf, endedInTime } from './dayAuctions.js';
import { keys } from './keys.js';
import { type Need, requireNeed } from './need.js';
import { calledOf } from './outcome.js';
import { referenceId } from './references.js';

/** How many days a list has. */
function listLength({ baselineDays, offDays }: Params, working: boolean): number {
  return working ? baselineDays : offDays;
}

/** Needs of a day whose area shares a place with this one. */
export function overlappingNeeds(ctx: StateContext, view: StateView, area: Area, day: number): Need[] {
  const { hasher, genesis } = ctx;
  return overlappingAreas(view, area)
    .map((areaId) => needIdOf(hasher, genesis.chainId, { areaId, day }))
    .filter((id) => has(view, keys.need(id)))
    .map((id) => requireNeed(ctx, view, id));
}

function isSettled(ctx: StateContext, view: StateView, { zones }: Area, day: number): boolean {
  const auctions = auctionsOf(view, zones, day);
  const complete = zones.every((zone) => auctions.some((auction) => auction.zone === zone));
  return complete && auctions.every((auction) => ctx.time >= auction.settleEnd && endedInTime(auction));
}

/** Whether a reference's day can be compared: nobody called there, and its sums are its own. */
function isComparable(ctx: StateContext, view: StateView, ref: Reference, day: number): boolean {
  const id = referenceId(ctx, ref, day);
  const alone = publishedWith(view, id) === id && publishedSet(view, id).length === 1;
  return alone && calledPeriods(view, ref.zone, day) === 0n;
}

/**
 * Latest first.
 * @throws ProtocolError BASELINE_SHORT
 */
export function baselineList(
  ctx: StateContext,
  view: StateView,
  { areaId, day: own, refs }: Pick<NeedTerms, 'areaId' | 'day' | 'refs'>,
): number[] {
  const { params } = ctx.genesis;
  const area = requireArea(view, areaId);
  const working = isWorkingDay(view, own);
  const needed = listLength(params, working);
  const list: number[] = [];
  const opened = dayOf(ctx.time);
  const first = Math.max(0, opened - params.daysBack);
  for (let day = opened - 1; day >= first && list.length < needed; day--) {
    if (isWorkingDay(view, day) !== working || !isSettled(ctx, view, area, day)) continue;
    const called = overlappingNeeds(ctx, view, area, day).some((need) => calledOf(view, need.needId) > 0n);
    if (!called && refs.every((ref) => isComparable(ctx, view, ref, day))) list.push(day);
  }
  ensure(list.length === needed, 'BASELINE_SHORT', { found: list.length, needed });
  return list;
}
