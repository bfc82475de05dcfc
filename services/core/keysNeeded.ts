import { hex } from '@veilgrid/protocol/core/crypto/field';
import type { Aggregator } from '@veilgrid/protocol/roles';
import type { FollowedGroups } from './sets/followedGroups.js';
import { hasBegun } from './sets/followedPoints.js';

/**
 * Whether A or B still needs the keys that points ever had, by the hex of their hashes, as final blocks say. A key is
 * needed while a point has it; then until every day that was pinned while it lived has begun (nothing is opened for it
 * any more) and all its groups are published or can open no more. One that waits still can, unless nobody settled.
 * A keeps a key to the end of late bills besides: it invoices their shortfalls by it.
 * @param time of the newest final header, Unix seconds
 */
export function keysNeeded(book: FollowedGroups, role: Aggregator, time: bigint): Map<string, boolean> {
  const pins = pinsNeeded(book, role, time);
  const needed = new Map<string, boolean>();
  for (const versions of Object.values(book.points)) {
    for (const [i, { change, live, keyAHash, keyBHash }] of versions.entries()) {
      if (!live) continue;
      const until = versions[i + 1]?.change;
      // Pinned while it lived: at n changes with change < n ≤ until.
      const own = until === undefined || pins.some((n) => change < n && n <= until);
      const key = hex(role === 'A' ? keyAHash : keyBHash);
      needed.set(key, own || needed.get(key) === true);
    }
  }
  return needed;
}

/** Changes of points to which something is pinned that may still ask for masks or invoices. */
function pinsNeeded(book: FollowedGroups, role: Aggregator, time: bigint): number[] {
  const { pins, leafPins, groups, pinned } = book;
  const registers = Object.entries(leafPins).filter(([day]) => !hasBegun(Number(day), time));
  const days = Object.entries(pins).filter(([day]) => !hasBegun(Number(day), time));
  const sums = Object.values(groups).filter(({ freezes, tagsA }) => time < freezes || tagsA.length > 0);
  const bills = role === 'A' ? Object.values(pinned).filter(({ until }) => time < until) : [];
  const of = [...sums, ...bills, ...registers.map(([, pin]) => pin)].map(({ changes }) => changes);
  return [...new Set([...days.map(([, changes]) => changes), ...of])];
}
