/**
 * Groups that divide an auction's set: what is shown of them leaves ten beside them. Relies on modules to let them
 * freeze no sooner than the last statement of their kind can come, to put none over an auction that is frozen, and on
 * nullifiers for a member to be in one part at most. docs/protocol/core/groups.md "Parts".
 */
import { type OpenPart, type Part, type PartedSet, planOf } from '@veilgrid/protocol/core/groups/parts';
import type { Opening } from '@veilgrid/protocol/core/groups/words';
import { Fr, listOf } from '@veilgrid/protocol/core/ssz';
import { MAX_GROUP, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { keys } from '../keys.js';
import { read, write } from '../record.js';
import type { GroupContext, StateView, StateWriter } from '../view.js';
import { openedCounts } from './counts.js';
import { memberCount, requireGroup, rulesOf, standing } from './group.js';
import { knownOf } from './known.js';
import { publishedAt, publishedSet, publishedWith } from './mergedSet.js';
import { readSum } from './openedSum.js';

const Ids = listOf(Fr, MAX_GROUP);

/** A set that is published later than this after its parts' time has none. */
const PLAN_SECONDS = BigInt(14 * SECONDS_PER_DAY);

/** Before a kind's plan is made, those of the kinds named here have frozen. */
const BEFORE: { readonly [K in Part['kind']]: readonly Part['kind'][] } = {
  need: ['need'],
  panel: ['need', 'panel'],
  issue: ['need', 'panel', 'issue'],
};

/** In the order in which they were put. */
export function partsOf(view: StateView, of: bigint): bigint[] {
  return read(view, keys.parts(of), Ids) ?? [];
}

/**
 * Lists a group among the parts of an auction's set, once.
 * @throws Error where a plan that it would change has come: what follows from one never becomes another, so a module
 * puts its parts sooner
 */
export function putPart(ctx: GroupContext, writer: StateWriter, of: bigint, id: bigint): void {
  const parts = partsOf(writer, of);
  if (parts.includes(id)) return;
  // What is no part yet may become one of those that are planned first.
  const kind = rulesOf(ctx, requireGroup(writer, id)).part?.(ctx, writer, id, of)?.kind ?? 'need';
  const placed = placedOf(ctx, writer, of);
  const planned = placed.some(
    (own) => BEFORE[own.part.kind].includes(kind) && ctx.time >= planAt(placed, own),
  );
  if (planned) throw new Error(`the parts of ${of} are planned`);
  write(writer, keys.parts(of), Ids, [...parts, id]);
}

interface Placed {
  readonly group: bigint;
  readonly part: Part;
  readonly freezes: bigint;
}

function placedOf(ctx: GroupContext, view: StateView, of: bigint): Placed[] {
  const placed = partsOf(view, of).flatMap((id): Placed[] => {
    const group = requireGroup(view, id);
    const part = rulesOf(ctx, group).part?.(ctx, view, id, of);
    return part ? [{ group: id, part, freezes: group.freezes }] : [];
  });
  return placed.sort((a, b) => (a.part.id < b.part.id ? -1 : 1));
}

/** When the plan of a part's kind is made: all that it depends on has frozen. */
function planAt(placed: readonly Placed[], own: Placed): bigint {
  const before = placed.filter(({ part }) => BEFORE[own.part.kind].includes(part.kind));
  return before.reduce((latest, { freezes }) => (freezes > latest ? freezes : latest), own.freezes);
}

/** The plan's time lies no more than its days before the publication, and has come. */
function isDue(ctx: GroupContext, view: StateView, of: bigint, placed: readonly Placed[], own: Placed) {
  const at = planAt(placed, own);
  return ctx.time >= at && publishedAt(view, of) < at + PLAN_SECONDS;
}

function setIn(ctx: GroupContext, view: StateView, of: bigint): PartedSet | undefined {
  if (publishedWith(view, of) !== of || publishedSet(view, of).length > 1) return undefined;
  const members = memberCount(view, of);
  const { status0 } = standing(view, of);
  const { both, net } = readSum(view, of).words;
  return {
    members,
    status1: members - status0,
    known: knownOf(view, of),
    counts: openedCounts(ctx, view, of),
    shown: { both, net },
  };
}

/** What the plan lets a part show; undefined while it is not made, and where it shows nothing. */
export function plannedPart(
  ctx: GroupContext,
  view: StateView,
  of: bigint,
  id: bigint,
): OpenPart | undefined {
  const set = setIn(ctx, view, of);
  const placed = placedOf(ctx, view, of);
  const own = placed.find(({ group }) => group === id);
  if (!set || !own || !isDue(ctx, view, of, placed, own)) return undefined;
  const parts = placed.map(({ part }) => part);
  const { kind, id: named } = own.part;
  return planOf(ctx.genesis.params, set, parts).open.find(
    ({ part }) => part.kind === kind && part.id === named,
  );
}

/** The same as a mask sum shows it: peaks stand in the money word. */
export function openingOfPart(
  ctx: GroupContext,
  view: StateView,
  of: bigint,
  id: bigint,
): Opening | undefined {
  const open = plannedPart(ctx, view, of, id);
  return open && { both: open.both, net: open.net, money: open.peaks ? 1 : 0, count: 0 };
}
