/** The list of a baseline: public, final, of settled days on which nothing was called. */
import { markCalled } from '@veilgrid/node/state/core/groups/called';
import { sealSet } from '@veilgrid/node/state/core/groups/mergedSet';
import { baselineList } from '@veilgrid/node/state/flexibility/baselineList';
import { Overlay } from '@veilgrid/node/store/overlay';
import { ProtocolError } from '@veilgrid/protocol/errors';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { refuses } from '../support/chain.js';
import { FlexWorld } from '../support/flexibility/flexWorld.js';
import { AREA, type NeedChange, needTimes, openingOf } from '../support/flexibility/terms.js';
import { PARAMS } from '../support/genesis.js';
import { HERE, ZONE } from '../support/party.js';
import { slotOf } from '../support/slot.js';

/** Days after the first, which is a Saturday. */
const [SATURDAY, SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY] = [0, 1, 2, 3, 4, 5, 6] as const;
const NEXT_MONDAY = MONDAY + 7;

const empty = new FlexWorld(12).prepare();
const settled = (...days: number[]) => empty.fork().pass(...days);
const twoDays = settled(MONDAY, TUESDAY);
const weekend = settled(SATURDAY, SUNDAY, TUESDAY);
const threeDays = twoDays.fork().pass(WEDNESDAY);

type Asked = Parameters<typeof baselineList>[2];

/** Days after the first that an opening would list, or how many it finds. @param days of the need's day */
function listOf(
  { chain }: FlexWorld,
  days: number,
  change: Partial<Asked> = {},
  time = openingOf(days),
): unknown {
  const asked = { areaId: AREA.areaId, day: slotOf(days).day, refs: [], ...change };
  try {
    const list = baselineList({ ...chain.ctx, time }, chain.store, asked);
    return list.map((day) => day - slotOf(0).day);
  } catch (error) {
    if (error instanceof ProtocolError && error.code === 'BASELINE_SHORT') return error.data;
    throw error;
  }
}

describe('of working days', () => {
  test('the latest two, latest first, before the day of the opening', () => {
    expect(listOf(threeDays, THURSDAY)).toEqual([TUESDAY, MONDAY]);
    expect(listOf(threeDays, FRIDAY)).toEqual([WEDNESDAY, TUESDAY]);
  });

  test('fewer are too few', () => {
    expect(listOf(twoDays, WEDNESDAY)).toEqual({ found: 1, needed: 2 });
    expect(listOf(empty, THURSDAY)).toEqual({ found: 0, needed: 2 });
  });

  test('none without an auction, none of a weekend', () => {
    expect(listOf(twoDays, FRIDAY)).toEqual([TUESDAY, MONDAY]);
    expect(listOf(weekend, THURSDAY)).toEqual({ found: 1, needed: 2 });
  });

  test('none that reaches back further than the profile says', () => {
    const last = MONDAY + PARAMS.daysBack + 1;
    expect([last % 7, (last + 1) % 7]).toEqual([MONDAY, TUESDAY]);
    expect(listOf(twoDays, last)).toEqual([TUESDAY, MONDAY]);
    expect(listOf(twoDays, last + 1)).toEqual({ found: 1, needed: 2 });
  });

  test('none that is not past its settleEnd', () => {
    const { settleEnd } = slotOf(TUESDAY).times;
    const at = (time: bigint) => listOf(twoDays, THURSDAY, {}, time);
    expect(at(settleEnd)).toEqual([TUESDAY, MONDAY]);
    expect(at(settleEnd - 1n)).toEqual({ found: 1, needed: 2 });
  });

  test('none whose auction ended too late for anybody to settle', () => {
    const world = settled(MONDAY);
    const late = world.opens(TUESDAY);
    const inTime = world.fork();
    inTime.chain.at(late.at.settleEnd - 1n).send('voidAuction', { auctionId: late.id });
    late.void(late.at.settleEnd);
    expect(listOf(inTime, THURSDAY)).toEqual([TUESDAY, MONDAY]);
    expect(listOf(world, THURSDAY)).toEqual({ found: 1, needed: 2 });
  });
});

describe('of other days', () => {
  test('the latest one, of weekends and of the calendar', () => {
    expect(listOf(weekend, SATURDAY + 7)).toEqual([SUNDAY]);
    const ahead = [58, 59, 60, 61] as const;
    const [monday, tuesday, wednesday, thursday] = ahead;
    expect(ahead.map((days) => days % 7)).toEqual([MONDAY, TUESDAY, WEDNESDAY, THURSDAY]);
    const world = empty.fork();
    world.chain.send('publishCalendar', { days: [slotOf(wednesday).day, slotOf(thursday).day] });
    world.pass(...ahead);
    expect(listOf(world, thursday + 3)).toEqual([thursday]);
    expect(listOf(world, thursday + 4)).toEqual([tuesday, monday]);
  });
});

describe('where something was called', () => {
  const called = twoDays.fork();
  called.chain.send('publishArea', { ...AREA, areaId: 6, places: [71, 80] });
  called.chain.send('publishArea', { ...AREA, areaId: 7, places: [90] });
  called.opens(THURSDAY);
  const need = called.need(THURSDAY).open().offers(called.households).finish();
  const list = need.record.days;
  const idle = called.fork();
  need.call(2n);
  for (const world of [called, idle]) {
    world.chain
      .at(slotOf(THURSDAY).times.release)
      .send('voidAuction', { auctionId: slotOf(THURSDAY).auctionId });
  }

  test('the day is no day of its area, nor of one that shares a place', () => {
    expect(listOf(called, NEXT_MONDAY)).toEqual([TUESDAY, MONDAY]);
    expect(listOf(called, NEXT_MONDAY, { areaId: 6 })).toEqual([TUESDAY, MONDAY]);
    expect(listOf(called, NEXT_MONDAY, { areaId: 7 })).toEqual([THURSDAY, TUESDAY]);
  });

  test('a need that called nothing keeps its day', () => {
    expect(listOf(idle, NEXT_MONDAY)).toEqual([THURSDAY, TUESDAY]);
  });

  test('a list that was made stays as it was', () => {
    called.pass(FRIDAY);
    expect(need.record.days).toEqual(list);
  });
});

describe('of an area of two zones', () => {
  const NEXT = { zone: ZONE + 1, tariffId: 12 };
  test('each has had an auction', () => {
    const world = empty.fork();
    world.neighbours(20, 10, NEXT);
    world.chain.send('publishArea', { areaId: 8, places: [91], zones: [ZONE, NEXT.zone] });
    const pass = (days: number, ...zones: (typeof NEXT)[]) => {
      const auctions = zones.map((where) => world.opens(days, where));
      for (const auction of auctions) auction.void(auction.at.release);
    };
    pass(MONDAY, HERE, NEXT);
    pass(TUESDAY, HERE);
    expect(listOf(world, THURSDAY, { areaId: 8 })).toEqual({ found: 1, needed: 2 });
    pass(WEDNESDAY, HERE, NEXT);
    expect(listOf(world, FRIDAY, { areaId: 8 })).toEqual([WEDNESDAY, MONDAY]);
    expect(listOf(world, FRIDAY)).toEqual([WEDNESDAY, TUESDAY]);
  });
});

describe('with references', () => {
  const REFERENCE = { zone: ZONE + 1, tariffId: 12 };
  const referenceDay = (days: number) => slotOf(days, undefined, REFERENCE);
  const world = empty.fork();
  world.neighbours(20, 10, REFERENCE);
  for (const days of [MONDAY, TUESDAY, WEDNESDAY]) {
    const auctions = [HERE, REFERENCE].map((where) => world.opens(days, where));
    for (const auction of auctions) auction.void(auction.at.release);
  }
  for (const where of [HERE, REFERENCE]) world.opens(FRIDAY, where);

  /** As a publication leaves its set. */
  const published = (sets: readonly (readonly number[])[], called: readonly number[] = []) => {
    const fork = world.fork();
    const overlay = new Overlay(fork.chain.store);
    for (const set of sets) {
      sealSet(
        fork.chain.ctx,
        overlay,
        set.map((days) => referenceDay(days).auctionId),
      );
    }
    for (const days of called) markCalled(overlay, REFERENCE.zone, referenceDay(days).day, 2n);
    fork.chain.store.commit(overlay.writes());
    return fork;
  };
  const { publish } = slotOf(FRIDAY).times;
  const deliverFrom = publish + BigInt(2 * SECONDS_PER_DAY);
  const compared: NeedChange = {
    ...needTimes(FRIDAY),
    refs: [REFERENCE],
    deliverFrom,
    deliverEnd: deliverFrom + 1n,
    publish: deliverFrom + 1n,
  };

  test('days count whose sets were published alone', () => {
    const list = (...sets: number[][]) => listOf(published(sets), FRIDAY, { refs: [REFERENCE] });
    expect(list([MONDAY], [TUESDAY], [WEDNESDAY])).toEqual([WEDNESDAY, TUESDAY]);
    expect(list([MONDAY], [WEDNESDAY])).toEqual([WEDNESDAY, MONDAY]);
    expect(list([MONDAY, TUESDAY], [WEDNESDAY])).toEqual({ found: 1, needed: 2 });
    expect(list()).toEqual({ found: 0, needed: 2 });
  });

  test('days on which a reference’s zone was called do not', () => {
    expect(
      listOf(published([[MONDAY], [TUESDAY], [WEDNESDAY]], [WEDNESDAY]), FRIDAY, { refs: [REFERENCE] }),
    ).toEqual([TUESDAY, MONDAY]);
  });

  const ready = published([[MONDAY], [TUESDAY]]);
  ready.chain.send('publishArea', { areaId: 9, places: [92], zones: [REFERENCE.zone] });
  ready.chain.send('publishArea', { areaId: 10, places: [93], zones: [ZONE] });
  const opens =
    (w: FlexWorld, change: NeedChange = {}) =>
    () =>
      w.chain.tx('openNeed', w.need(FRIDAY, { ...compared, ...change }).body);

  refuses(
    () => ready.chain,
    [
      ['one twice', opens(ready, { refs: [REFERENCE, REFERENCE] }), 'REFERENCE_INVALID', 'refs.1'],
      [
        'one without an auction',
        opens(ready, { refs: [{ ...REFERENCE, tariffId: 13 }] }),
        'REFERENCE_INVALID',
        'refs.0',
      ],
      ['one of the area itself', opens(ready, { refs: [REFERENCE, HERE] }), 'REFERENCE_INVALID', 'refs.1'],
      [
        'deliveries before it can be compared',
        opens(ready, { deliverFrom: deliverFrom - 1n }),
        'NEED_TIMES_INVALID',
        'deliverFrom',
      ],
    ],
  );

  test('a reference is no zone in which a need of the day calls, whichever is opened first', () => {
    const codeOf = (w: FlexWorld, change: NeedChange) => {
      const error = w.chain.refusal(w.chain.verified(opens(w, change)()));
      return [error?.code, error?.data.field];
    };
    const first = ready.fork();
    first.chain.submit(opens(first)());
    expect(codeOf(first, { areaId: 9, refs: [] })).toEqual(['REFERENCE_INVALID', 'areaId']);
    const second = ready.fork();
    second.chain.submit(opens(second, { areaId: 9, refs: [] })());
    expect(codeOf(second, {})).toEqual(['REFERENCE_INVALID', 'refs.0']);
    expect(codeOf(second, { areaId: 10, refs: [] })).toEqual([undefined, undefined]);
  });
});
