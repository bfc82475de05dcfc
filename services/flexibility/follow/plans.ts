/** Which half hours of called needs are shown beside the market's sets. docs/protocol/core/parts.md, needs. */
import { type Part, planOf } from '@veilgrid/protocol/core/groups/parts';
import { type Params, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { takeOut } from '../../core/sets/followedOpenings.js';
import type { FollowedNeed, FollowedNeeds } from './needs.js';
import { partedSetOf } from './settledDays.js';

/** A set that is published later than this after its parts' time has none. */
const PLAN_SECONDS = BigInt(14 * SECONDS_PER_DAY);

interface Planned {
  readonly words: number;
  /** When all that it depends on has frozen. */
  readonly from: bigint;
}

/** Needs over an auction of which something was called. */
function partsOver({ needs }: FollowedNeeds, auction: bigint): [bigint, FollowedNeed][] {
  return Object.entries(needs)
    .filter(([, { called, auctions }]) => called !== 0n && auctions.includes(auction))
    .map(([text, need]) => [BigInt(text), need]);
}

const latestEnd = (parts: readonly [bigint, FollowedNeed][]) =>
  parts.reduce((latest, [, { deliverEnd }]) => (deliverEnd > latest ? deliverEnd : latest), 0n);

/** What one auction lets a need show; undefined where nothing, or not yet. */
function plannedBy(params: Params, book: FollowedNeeds, auction: bigint, id: bigint): Planned | undefined {
  const day = book.settledDays[String(auction)];
  const set = day && partedSetOf(params, day);
  const over = partsOver(book, auction);
  const from = latestEnd(over);
  if (!set || day.publishedAt! >= from + PLAN_SECONDS) return undefined;
  const parts = over.map(([each, { called, deliveries }]): Part => {
    return { kind: 'need', id: each, members: deliveries[String(auction)] ?? 0, called };
  });
  const open = planOf(params, set, parts.sort(byId)).open.find(({ part }) => part.id === id);
  return open && { words: open.net, from };
}

const byId = (a: Part, b: Part) => (a.id < b.id ? -1 : 1);

/** Auctions that deliveries of a need name. */
const namedBy = ({ auctions, deliveries }: FollowedNeed) =>
  auctions.filter((id) => (deliveries[String(id)] ?? 0) > 0);

/** Enters it for every need over one of these auctions: all of the named ones must let it, or nothing is shown. */
export function replan(params: Params, book: FollowedNeeds, auctions: readonly bigint[]): void {
  for (const [text, need] of Object.entries(book.needs)) {
    const group = book.groups[text];
    if (!group || need.called === 0n || !auctions.some((id) => need.auctions.includes(id))) continue;
    const plans = namedBy(need).map((id) => plannedBy(params, book, id, BigInt(text)));
    const from = plans.reduce((latest, plan) => (plan && plan.from > latest ? plan.from : latest), 0n);
    const all = plans.length > 0 && plans.every((plan) => plan !== undefined);
    group.planned = all ? { words: plans[0]!.words, from } : undefined;
  }
}

/** Whether half hours of a published need may still open. */
function mayStillOpen(book: FollowedNeeds, text: string, need: FollowedNeed, time: bigint): boolean {
  const group = book.groups[text];
  if (!group || need.published === 'merged') return false;
  if (group.opened.A.words && group.opened.B.words) return false;
  if (group.planned) return true;
  return namedBy(need).some((id) => {
    const from = latestEnd(partsOver(book, id));
    const day = book.settledDays[String(id)];
    const waits = day?.publishedAt === undefined && time < from + PLAN_SECONDS;
    return time < from || waits;
  });
}

/** Takes published needs out of the book of groups once nothing more of them opens. */
export function dropOpened(book: FollowedNeeds, time: bigint): void {
  for (const [text, need] of Object.entries(book.needs)) {
    if (!need.published || !book.groups[text]) continue;
    if (!mayStillOpen(book, text, need, time)) takeOut(book, [BigInt(text)]);
  }
}
