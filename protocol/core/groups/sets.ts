/**
 * Which groups of a series are opened together: it follows from what froze and from opened counts, and from nothing
 * that anybody does after. protocol/core.md "Merged sets".
 */
import { MAX_MERGED, MIN_GROUP } from '../../params.js';
import { type Counts, isLarge } from './words.js';

/** A large one takes in those that wait, one that opens alone takes in none. */
export type Decided = 'small' | 'large' | 'alone';
/** Whether ten contributors whom nobody knows hide each other in a group. */
export type Size = Decided | 'unknown';

/** What of a frozen group decides its size. */
export interface Standing {
  /** When its late bills end, Unix seconds. */
  readonly over: bigint;
  /** Members that only their own meter read. */
  readonly status0: number;
  /** Of these, those that hide nobody. */
  readonly open: number;
  /** Once both aggregation roles have opened them. */
  readonly counts: Counts | undefined;
}

/**
 * Unknown while there may be ten and the count is not open. Who stays silent until late bills end makes the group
 * small, and picks no partner for it.
 */
export function sizeOf({ over, status0, open, counts }: Standing, time: bigint): Size {
  const counted = counts && (isLarge(counts, open) ? 'large' : 'small');
  return sizeBy({ over, opens: status0 - open >= MIN_GROUP, counted }, time);
}

/** What decides the size of a frozen group whose count opens first. */
export interface Facts {
  /** When its late bills end, Unix seconds. */
  readonly over: bigint;
  /** Whether public facts allow that its count is opened. */
  readonly opens: boolean;
  /** What its count says, once both aggregation roles have opened it. */
  readonly counted: Decided | undefined;
}

/** The same, by any facts and any count. */
export function sizeBy({ over, opens, counted }: Facts, time: bigint): Size {
  if (!opens) return 'small';
  if (counted) return counted;
  return time < over ? 'unknown' : 'small';
}

export interface SizedGroup {
  readonly id: bigint;
  readonly members: number;
  readonly size: Size;
}

/**
 * The set that a group is opened in: small ones in the order in which they froze, then the large one that takes them
 * in. Empty while it is not known.
 * @param frozen the unpublished groups of one series, in the order in which they froze, then of putting
 * @param most members of a merged set: no lane, and no net, leaves its bounds
 */
export function mergedSetOf(frozen: Iterable<SizedGroup>, id: bigint, most = MAX_MERGED): bigint[] {
  let waiting: SizedGroup[] = [];
  for (const next of frozen) {
    // What it takes in would be missing, or doubled, in the plan of a later one.
    if (next.size === 'unknown') return [];
    if (next.size === 'small') {
      waiting.push(next);
      continue;
    }
    if (next.size === 'alone') {
      if (next.id === id) return [id];
      continue;
    }
    const { taken, left } = fill(next.members, waiting, most);
    const set = [...taken, next.id];
    if (set.includes(id)) return set;
    waiting = left;
  }
  return [];
}

export interface JointGroup {
  readonly id: bigint;
  readonly members: number;
}

/**
 * The same where what waits is opened by what it holds together: all that wait and the next one, if that opens, else
 * the next one alone, if it opens; else it waits too. Whoever waits is taken in with all others: what is published in
 * between changes no plan.
 * @param opens whether these groups, summed together, may be opened
 */
export function jointSetOf(
  frozen: Iterable<JointGroup>,
  id: bigint,
  most: number,
  opens: (set: readonly bigint[]) => boolean,
): bigint[] {
  let waiting: JointGroup[] = [];
  for (const next of frozen) {
    const all = [...waiting, next];
    const ids = all.map((group) => group.id);
    const members = all.reduce((sum, group) => sum + group.members, 0);
    if (members <= most && opens(ids)) {
      if (ids.includes(id)) return ids;
      waiting = [];
    } else if (opens([next.id])) {
      if (next.id === id) return [id];
    } else waiting = all;
  }
  return [];
}

/** Whole groups, the earliest first, each that still fits. */
function fill(own: number, waiting: readonly SizedGroup[], most: number) {
  const taken: bigint[] = [];
  const left: SizedGroup[] = [];
  let members = own;
  for (const group of waiting) {
    if (members + group.members > most) left.push(group);
    else {
      members += group.members;
      taken.push(group.id);
    }
  }
  return { taken, left };
}
