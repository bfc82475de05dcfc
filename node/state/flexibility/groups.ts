/**
 * What may be opened of a need's payments: money and what the supplier is owed, where ten contributors whom nobody knows
 * hide each other; then the called half hours, where ten others of each auction stay beside the deliverers. Relies on
 * deliverFrom, by which the auctions' sets have frozen, and on callNeed to make the need a part of its auctions.
 * docs/protocol/flexibility.md "What opens".
 */
import { NOTHING, type Opening } from '@veilgrid/protocol/core/groups/words';
import { deliveryFigures, deliveryWords, MAX_DELIVERIES } from '@veilgrid/protocol/flexibility/lanes';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import { memberCount, standing } from '../core/groups/group.js';
import { knownOf } from '../core/groups/known.js';
import { openingOfPart } from '../core/groups/parts.js';
import type { GroupContext, GroupRules, StateView } from '../core/view.js';
import { deliveriesOf } from './deliver.js';
import { requireNeed } from './need.js';
import { openPointsOf } from './openPoints.js';
import { calledOf, effectiveCalled } from './outcome.js';

export const DELIVERIES: GroupRules = {
  words: deliveryWords,
  most: MAX_DELIVERIES,
  merging: 'large',
  opens(ctx, view, set) {
    return set.reduce((sum, id) => sum + hidden(ctx, view, id), 0) >= MIN_GROUP;
  },
  first: { ...NOTHING, money: 1, count: 1 },
  rest(ctx, view, set) {
    const [id] = set;
    return set.length === 1 && id !== undefined ? halfHours(ctx, view, id) : undefined;
  },
  energy: { read: deliveryFigures, logged: 'opened' },
  part: (_ctx, view, id, of) => ({
    kind: 'need',
    id,
    members: deliveriesOf(view, id, of),
    called: calledOf(view, id),
  }),
};

/** Members besides those whom somebody knows. */
function hidden(ctx: GroupContext, view: StateView, id: bigint): number {
  const members = memberCount(view, id);
  if (members === 0) return 0;
  const need = requireNeed(ctx, view, id);
  // A claim names no auction: each open point may be one of them.
  if (effectiveCalled(ctx, view, need) === 0n) return Math.max(0, members - openPointsOf(view, id));
  return need.auctions.reduce((sum, auction) => {
    // Of a day that the DSO read nothing is paid: the money would be that of the others.
    const status1 = memberCount(view, auction) - standing(view, auction).status0;
    return sum + Math.max(0, deliveriesOf(view, id, auction) - knownOf(view, auction) - status1);
  }, 0);
}

/** All called words, where every auction that deliveries name lets its plan show them. */
function halfHours(ctx: GroupContext, view: StateView, id: bigint): Opening | undefined {
  const { auctions } = requireNeed(ctx, view, id);
  const named = auctions.filter((auction) => deliveriesOf(view, id, auction) > 0);
  const [plan, ...others] = named.map((auction) => openingOfPart(ctx, view, auction, id));
  // Each plan names the words that were called. There is no other side to take off for a net.
  return plan && others.every((other) => other) ? { ...NOTHING, both: plan.net } : undefined;
}
