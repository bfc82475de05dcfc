/**
 * Which groups of a series are opened together: it follows from what froze and from opened counts, and from nothing
 * that anybody does after. protocol/core.md "Merged sets".
 */
import { MAX_MERGED, MIN_GROUP } from '../../params.js';
import { type Counts, isLarge } from './words.js';

/** Whether ten contributors whom nobody knows hide each other in a group. */
export type Size = 'small' | 'unknown' | 'large';

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
  if (status0 - open < MIN_GROUP) return 'small';
  if (counts) return isLarge(counts, open) ? 'large' : 'small';
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
 */
export function mergedSetOf(frozen: Iterable<SizedGroup>, id: bigint): bigint[] {
  let waiting: SizedGroup[] = [];
  for (const next of frozen) {
    // What it takes in would be missing, or doubled, in the plan of a later one.
    if (next.size === 'unknown') return [];
    if (next.size === 'small') {
      waiting.push(next);
      continue;
    }
    const { taken, left } = fill(next.members, waiting);
    const set = [...taken, next.id];
    if (set.includes(id)) return set;
    waiting = left;
  }
  return [];
}

/** Whole groups, the earliest first, each that still fits below the bound of the nets. */
function fill(own: number, waiting: readonly SizedGroup[]) {
  const taken: bigint[] = [];
  const left: SizedGroup[] = [];
  let members = own;
  for (const group of waiting) {
    if (members + group.members > MAX_MERGED) left.push(group);
    else {
      members += group.members;
      taken.push(group.id);
    }
  }
  return { taken, left };
}
