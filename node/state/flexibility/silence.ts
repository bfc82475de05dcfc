/**
 * Whether a reference's set had waited a day for an opening of A's: A is the buyer, and its silence would move a factor.
 * Relies on core to date every opening, on a frozen group never changing, and on no auction of a day before the chain
 * began. docs/protocol/flexibility.md "Baseline".
 */
import { dayOf } from '@veilgrid/protocol/core/days';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { getCountLanes } from '../core/groups/counts.js';
import { type Group, groupsOf, requireGroup, rulesOf } from '../core/groups/group.js';
import { publishedAt, publishedWith } from '../core/groups/mergedSet.js';
import { openedAt } from '../core/groups/openedAt.js';
import type { StateContext, StateView } from '../core/view.js';

const [A, B] = [0, 1] as const;
const ADAY = BigInt(SECONDS_PER_DAY);

/** @param until when factors become final, Unix seconds */
export function waitedForA(ctx: StateContext, view: StateView, id: bigint, until: bigint): boolean {
  const own = requireGroup(view, id);
  const from = until - ADAY;
  const mayOpen = (group: Group) => rulesOf(ctx, group).opens(ctx, view, [group.id]);
  if (own.freezes > from || !mayOpen(own)) return false;
  const sets = [own, ...setsBefore(ctx, view, own, until).filter(mayOpen)];
  const counted = (role: number) => sets.every((set) => openedBefore(view, set.id, role, 'first', from + 1n));
  // A count of the last day would leave nobody a day to wait for the rest: A could keep that for nothing.
  if (!counted(A)) return true;
  const lanes = getCountLanes(view, id);
  const large = lanes && rulesOf(ctx, own).counted?.(ctx, view, id, lanes) === 'large';
  return counted(B) && large === true && !openedBefore(view, id, A, 'rest', until);
}

/** Whether a role had opened it in a block before this time. */
export function openedBefore(
  view: StateView,
  host: bigint,
  role: number,
  opening: 'first' | 'rest',
  time: bigint,
): boolean {
  const at = openedAt(view, host, role)[opening];
  return at !== 0n && at < time;
}

/**
 * Sets of the series that froze before and were not published yet: while their counts may still come nobody knows what
 * opens with what. One whose late days are over is small for ever, and holds up none.
 */
function setsBefore(ctx: StateContext, view: StateView, own: Group, until: bigint): Group[] {
  const { genesis } = ctx;
  const first = dayOf(BigInt(genesis.json.time));
  const days = Array.from({ length: dayOf(own.freezes) - first + 1 }, (_, i) => first + i);
  return days
    .flatMap((day) => groupsOf(view, own.zone, day))
    .map((id) => requireGroup(view, id))
    .filter((group) => {
      const host = publishedWith(view, group.id);
      const waits = host === undefined || publishedAt(view, host) >= until;
      const holds = group.freezes + BigInt(genesis.windows.late) > until - ADAY;
      return group.series === own.series && group.freezes < own.freezes && waits && holds;
    });
}
