/** Which sets are opened together, over random auctions and times. */
import { GroupHead, putGroup } from '@veilgrid/node/state/core/groups/group';
import { mergedSet, publishedWith, sealSet } from '@veilgrid/node/state/core/groups/mergedSet';
import { keys } from '@veilgrid/node/state/core/keys';
import { write } from '@veilgrid/node/state/core/record';
import { GROUPS } from '@veilgrid/node/state/groups';
import { MemoryStore } from '@veilgrid/node/store/memory';
import { Overlay } from '@veilgrid/node/store/overlay';
import { zoneTariff } from '@veilgrid/protocol/core/points';
import { listOf, U32 } from '@veilgrid/protocol/core/ssz';
import { MAX_GROUP, MAX_MERGED, MIN_GROUP } from '@veilgrid/protocol/params';
import fc from 'fast-check';
import { GENESIS, PARAMS } from '../support/genesis.js';

const COUNTS = listOf(U32, PARAMS.countLanes);

const LATEST = 30;

interface Case {
  readonly opened: number;
  readonly settles: number;
  readonly zone: number;
  readonly members: number;
  /** When its set is published, if it may be then. */
  readonly publishes: number;
}

const auction = fc
  .record({
    opened: fc.nat(LATEST - 2),
    lasts: fc.integer({ min: 1, max: LATEST }),
    zone: fc.constantFrom(1, 2),
    members: fc.oneof(
      { weight: 3, arbitrary: fc.nat(MIN_GROUP - 1) },
      { weight: 1, arbitrary: fc.constantFrom(10, 11, MAX_MERGED - 12, MAX_MERGED - 4, MAX_GROUP) },
    ),
    publishes: fc.integer({ min: 1, max: 2 * LATEST }),
  })
  .map(({ lasts, ...rest }): Case => ({ ...rest, settles: Math.min(rest.opened + lasts, LATEST) }));

interface Entry extends Case {
  readonly auctionId: bigint;
}

/** All sets at every second; `publishing` takes them out on the way. */
function play(cases: readonly Case[], publishing: boolean) {
  const store = new Overlay(new MemoryStore());
  const entries = [...cases]
    .sort((a, b) => a.opened - b.opened)
    .map((c, i): Entry => ({ ...c, auctionId: BigInt(i + 1) }));
  const seen: Map<bigint, readonly bigint[]>[] = [];
  for (let now = 0; now <= LATEST; now++) {
    for (const entry of entries.filter(({ opened }) => opened === now)) {
      const series = zoneTariff(entry.zone, 7);
      const freezes = BigInt(entry.settles);
      putGroup({ time: BigInt(now), genesis: GENESIS, groups: GROUPS }, store, {
        id: entry.auctionId,
        rules: 'settlements',
        series,
        freezes,
        zone: entry.zone,
        day: now,
      });
      const lanes = Array<bigint>(PARAMS.laneWords).fill(0n);
      const { members } = entry;
      const head = { count: members, status0: members, open: 0, foldA: 0n, foldB: 0n, lanes };
      write(store, keys.groupHead(entry.auctionId), GroupHead, head);
      // Its count is open as soon as it froze.
      const counts = Array<number>(PARAMS.countLanes).fill(members);
      write(store, keys.counts(entry.auctionId), COUNTS, counts);
    }
    const time = BigInt(now);
    const open = entries.filter(({ opened }) => opened <= now);
    seen.push(
      new Map(
        open.map((e) => [
          e.auctionId,
          mergedSet({ time, genesis: GENESIS, groups: GROUPS }, store, e.auctionId),
        ]),
      ),
    );
    for (const entry of publishing ? open : []) {
      const set = mergedSet({ time, genesis: GENESIS, groups: GROUPS }, store, entry.auctionId);
      const mine = set.at(-1) === entry.auctionId && entry.publishes <= now;
      if (mine && publishedWith(store, entry.auctionId) === undefined) sealSet({ time }, store, set);
    }
  }
  return { entries, seen };
}

test('sets are whole, bounded, final once frozen, and the same whoever publishes when', () => {
  let merged = 0;
  let overfull = 0;
  fc.assert(
    fc.property(fc.array(auction, { minLength: 1, maxLength: 14 }), (cases) => {
      const { entries, seen } = play(cases, false);
      expect(play(cases, true).seen).toEqual(seen);
      const of = new Map(entries.map((e) => [e.auctionId, e]));
      const final = seen.at(-1)!;
      const members = (ids: readonly bigint[]) => ids.reduce((n, id) => n + of.get(id)!.members, 0);
      for (const [id, set] of final) {
        const own = of.get(id)!;
        // Known from a second on, empty before it, and never changed.
        const host = of.get(set.at(-1) ?? 0n);
        seen.forEach((sets, now) => {
          const known = sets.get(id);
          if (known) expect(known).toEqual(host && now >= host.settles ? set : []);
        });
        if (!host) {
          expect(own.members).toBeLessThan(MIN_GROUP);
          continue;
        }
        expect(set).toContain(id);
        for (const each of set) expect(final.get(each)).toEqual(set);
        const all = set.map((each) => of.get(each)!);
        expect(all.map(({ members: n }) => n >= MIN_GROUP)).toEqual(all.map((e) => e === host));
        expect(all.every((e) => e.zone === host.zone && e.settles <= host.settles)).toBe(true);
        expect(members(set)).toBeLessThanOrEqual(set.length > 1 ? MAX_MERGED : MAX_GROUP);
        if (set.length > 1) merged++;
      }
      // None was left out where it had room.
      const after = (a: Entry, b: Entry) =>
        a.settles === b.settles ? a.auctionId > b.auctionId : a.settles > b.settles;
      for (const small of entries.filter((e) => e.members < MIN_GROUP)) {
        const mine = final.get(small.auctionId)!.at(-1);
        const passed = entries.filter(
          (h) =>
            h.members >= MIN_GROUP &&
            h.zone === small.zone &&
            after(h, small) &&
            (mine === undefined || after(of.get(mine)!, h)),
        );
        for (const host of passed) {
          expect(members(final.get(host.auctionId)!) + small.members).toBeGreaterThan(MAX_MERGED);
          overfull++;
        }
      }
    }),
    { numRuns: 100 },
  );
  // Not all alike.
  expect(Math.min(merged, overfull)).toBeGreaterThan(5);
});
