/** A day's points: whatever changes between two openings of it, both have the same. */
import { mostNet } from '@veilgrid/client-sdk/auditor/market/prices';
import { getDayPoints, listDayPoints } from '@veilgrid/node/state/core/points/day';
import { pointsAt } from '@veilgrid/node/state/core/points/group';
import { pointRoot } from '@veilgrid/node/state/core/points/tree';
import { requireAuction } from '@veilgrid/node/state/market/auction';
import { keyAHash, keyBHash, type PointRecord } from '@veilgrid/protocol/core/points';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { netBound, supplierBond } from '@veilgrid/protocol/market/bond';
import type { Tx } from '@veilgrid/protocol/tx';
import { type BodyOf, refuses, type TestChain } from '../support/chain.js';
import { TestDay } from '../support/day.js';
import { GENESIS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { Household } from '../support/household.js';
import { TARIFF, ZONE } from '../support/party.js';
import { AUCTION_ID, DAY } from '../support/slot.js';
import { openBody, share, tariffBody } from '../support/terms.js';

const NORTH = ZONE + 1;

/** Opens the day for another zone or tariff, or a later one, with keys of its own. */
function opening(chain: TestChain, at: { zone?: number; tariffId?: number; day?: number }, seed = 1n): Tx {
  const where = { zone: ZONE, tariffId: TARIFF, day: DAY, ...at };
  const id = auctionIdOf(hasher, GENESIS.chainId, where);
  const later = BigInt(86_400 * (where.day - DAY));
  const { settleFrom, settleEnd, publish, ...first } = openBody();
  return chain.tx('openAuction', {
    ...first,
    ...where,
    settleFrom: settleFrom + later,
    settleEnd: settleEnd + later,
    publish: publish + later,
    operatorShare: share('operator', id, 700_000n + seed),
    regulatorShare: share('regulator', id, 800_000n + seed),
  });
}

const idIn = (zone: number, day = DAY) =>
  auctionIdOf(hasher, GENESIS.chainId, { zone, tariffId: TARIFF, day });

describe('between two openings of one day', () => {
  const day = new TestDay(12);
  const { chain, households } = day;
  const northern = Array.from({ length: 10 }, (_, i) => new Household(30 + i));
  for (const h of northern) Object.assign(h.point, { zone: NORTH });
  day.prepare();
  for (const { point } of northern) chain.send('enrolPoint', point);
  day.open();
  const pinned = { root: pointRoot(chain.ctx, chain.store), changes: 22 };
  // One moves north, one rotates its keys, one of the north gets other caps, one there is gone, one comes: all after the pin.
  const mover = households[0]!.point;
  const moved = { ...mover, zone: NORTH };
  const before = households[1]!.point;
  const rotated = { ...before, keyAHash: keyAHash(hasher, 91n), keyBHash: keyBHash(hasher, 92n) };
  const wide = { ...northern[0]!.point, dayExportCap: northern[0]!.point.dayExportCap * 3 };
  chain.send('changePoint', moved);
  chain.send('changePoint', rotated);
  chain.send('changePoint', wide);
  chain.send('revokePoint', { position: northern[1]!.point.position });
  chain.send('enrolPoint', { ...new Household(50).point, zone: NORTH });
  chain.submit(opening(chain, { zone: NORTH }));
  const second = requireAuction(chain.store, idIn(NORTH));

  test('the second has the root and the records of the first', () => {
    expect(getDayPoints(chain.store, DAY)).toEqual(pinned);
    for (const { pointRoot, pointChanges } of [requireAuction(chain.store, AUCTION_ID), second]) {
      expect({ root: pointRoot, changes: pointChanges }).toEqual(pinned);
    }
    expect(pointRoot(chain.ctx, chain.store)).not.toBe(pinned.root);
    const group = pointsAt(chain.store, { zone: NORTH, tariffId: TARIFF }, pinned.changes);
    expect(group).toEqual(northern.map((h) => h.point));
    expect(second.bond).toBe(supplierBond(day.market, group));
  });

  test('who moved has no leaf in the second zone under the root of the day', () => {
    const inZone = (zone: number, changes: number) =>
      pointsAt(chain.store, { zone, tariffId: TARIFF }, changes).filter((p) => p.position === mover.position);
    expect([inZone(ZONE, pinned.changes), inZone(NORTH, pinned.changes)]).toEqual([[mover], []]);
    expect([inZone(ZONE, 27), inZone(NORTH, 27)]).toEqual([[], [moved]]);
  });

  test('the next day has the points of its own first opening', () => {
    const next = DAY + 1;
    chain.send('publishTariff', tariffBody(next));
    const before = { root: pointRoot(chain.ctx, chain.store), changes: 27 };
    const early = opening(chain, { zone: NORTH, day: next }, 2n);
    expect(chain.refusal(chain.verified(early))).toBeUndefined();
    expect(getDayPoints(chain.store, next)).toBeUndefined();
    chain.submit(early);
    expect(getDayPoints(chain.store, next)).toEqual(before);
    const group = pointsAt(chain.store, { zone: NORTH, tariffId: TARIFF }, before.changes);
    expect(group.map((p) => p.position).sort()).toEqual(
      [
        ...northern.filter((_, i) => i !== 1).map((h) => h.point.position),
        moved.position,
        new Household(50).point.position,
      ].sort(),
    );
    expect(requireAuction(chain.store, idIn(NORTH, next)).bond).toBe(supplierBond(day.market, group));
    expect(listDayPoints(chain.store, DAY - 1, 3)).toEqual([
      { day: DAY, ...pinned },
      { day: next, ...before },
    ]);
    expect(listDayPoints(chain.store, next, 1_000)).toHaveLength(1);
  });

  test('who rotated has the keys of the pin in this day, and its new ones after', () => {
    const keysOf = (changes: number) =>
      pointsAt(chain.store, { zone: ZONE, tariffId: TARIFF }, changes).find(
        (p) => p.position === before.position,
      );
    expect([keysOf(pinned.changes), keysOf(27)]).toEqual([before, rotated]);
  });

  test('who moved, rotated or is gone orders and settles by the record of the pin', () => {
    day.order().release().clear().close().settle();
    const { members } = day.settledOf(households);
    expect(members).toEqual(expect.arrayContaining(households.slice(0, 2)));
  });
});

describe('after the first opening', () => {
  const day = new TestDay(12).prepare().open();
  const { chain } = day;
  const far = Array.from({ length: 10 }, (_, i) => ({ ...new Household(60 + i).point, zone: ZONE + 2 }));
  for (const point of far) chain.send('enrolPoint', point);

  refuses(
    () => chain,
    [['a zone that was enrolled later', () => opening(chain, { zone: ZONE + 2 }), 'NO_POINTS', 'zone']],
  );
});

describe('uneven groups', () => {
  const cap = (i: number, imports: number, exports: number): PointRecord => ({
    ...new Household(i).point,
    dayImportCap: imports,
    dayExportCap: exports,
  });
  /** Nine of 1,000 and what else stands there. */
  const chainOf = (...others: PointRecord[]) => {
    const day = new TestDay(0).prepare();
    const nine = Array.from({ length: 9 }, (_, i) => cap(i, 1_000, i < 8 ? 500 : 0));
    for (const point of [...nine, ...others]) day.chain.send('enrolPoint', point);
    return day.chain;
  };
  const change = (chain: TestChain, body: BodyOf<'changePoint'>) =>
    chain.refusal(chain.verified(chain.tx('changePoint', body)))?.toBody();
  const enrol = (chain: TestChain, body: BodyOf<'enrolPoint'>) =>
    chain.refusal(chain.verified(chain.tx('enrolPoint', body)))?.toBody();
  const uneven = (field: string) => expect.objectContaining({ code: 'GROUP_UNEVEN', number: 522, field });

  test('nobody is compared among fewer than ten', () => {
    // The ninth and a tenth of any size: the tenth is the first that is compared, and the smallest of ten is 1,000.
    expect(enrol(chainOf(), cap(20, 4_000, 0))).toBeUndefined();
    expect(enrol(chainOf(), cap(20, 4_001, 0))).toEqual(uneven('dayImportCap'));
    // Only eight export, and so does the large one: nine.
    expect(enrol(chainOf(), cap(20, 1_000, 9_999_999))).toBeUndefined();
  });

  test('an enrolment just above four times the tenth largest is refused, of either side', () => {
    const chain = chainOf(cap(10, 3_000, 600), cap(11, 4_000, 700));
    expect(enrol(chain, cap(20, 4_000, 2_000))).toBeUndefined();
    expect(enrol(chain, cap(20, 4_001, 2_000))).toEqual(uneven('dayImportCap'));
    // Ten export, 500 the tenth largest; with the new one the 600s and 700s are in front of it.
    expect(enrol(chain, cap(20, 4_000, 2_001))).toEqual(uneven('dayExportCap'));
    // Who exports nothing is no measure for those who do.
    expect(enrol(chain, cap(20, 4_000, 0))).toBeUndefined();
    // Another zone or tariff is another group.
    expect(enrol(chain, { ...cap(20, 99_999, 99_999), zone: NORTH })).toBeUndefined();
    expect(enrol(chain, { ...cap(20, 99_999, 99_999), tariffId: TARIFF + 1 })).toBeUndefined();
  });

  test('a business among eleven homes hides in no sum of theirs: it is refused, unless it is open', () => {
    const homes = [cap(9, 1_000, 600), cap(10, 1_000, 700)];
    const business = cap(20, 90_000, 60_000);
    expect(enrol(chainOf(...homes), business)).toEqual(uneven('dayImportCap'));
    const chain = chainOf(...homes);
    chain.send('enrolPoint', { ...business, open: 1 });
    expect(change(chain, business)).toEqual(uneven('dayImportCap'));
    // It is no measure for those who are hidden.
    expect(enrol(chain, cap(21, 4_001, 0))).toEqual(uneven('dayImportCap'));
    expect(chain.refusal(chain.verified(chain.tx('openAuction', openBody())))).toBeUndefined();
  });

  test('a small one may always come; it makes room for nobody', () => {
    expect(enrol(chainOf(cap(10, 4_000, 0)), cap(20, 0, 0))).toBeUndefined();
    expect(enrol(chainOf(cap(10, 4_000, 0)), cap(20, 3_999, 0))).toBeUndefined();
  });

  test('a change counts without the record that it replaces', () => {
    const chain = chainOf(cap(10, 1_000, 0), cap(11, 1_000, 0));
    expect(change(chain, cap(11, 4_000, 0))).toBeUndefined();
    expect(change(chain, cap(11, 4_001, 0))).toEqual(uneven('dayImportCap'));
    chain.send('revokePoint', { position: cap(10, 0, 0).position });
    // Ten with itself, the old record not one of them.
    expect(change(chain, cap(11, 4_000, 0))).toBeUndefined();
    expect(change(chain, cap(11, 4_001, 0))).toEqual(uneven('dayImportCap'));
    chain.send('revokePoint', { position: cap(0, 0, 0).position });
    // Of nine nobody is compared.
    expect(change(chain, cap(11, 999_999, 0))).toBeUndefined();
  });

  test('a move into a group is refused as an enrolment there is', () => {
    const large = { ...cap(20, 4_001, 0), zone: NORTH };
    const chain = chainOf(large);
    expect(change(chain, { ...large, zone: ZONE })).toEqual(uneven('dayImportCap'));
    expect(change(chain, { ...large, zone: ZONE, dayImportCap: 4_000 })).toBeUndefined();
  });

  test('the tenth of ten makes a group uneven that nobody compared before', () => {
    const day = new TestDay(0).prepare();
    const points = Array.from({ length: 9 }, (_, i) => cap(i, i === 0 ? 40_001 : 40_000, 0));
    for (const point of [...points, cap(9, 10_000, 0)]) day.chain.send('enrolPoint', point);
    const tx = day.chain.tx('openAuction', openBody());
    expect(day.chain.refusal(day.chain.verified(tx))?.toBody()).toEqual(uneven('dayImportCap'));
    day.chain.send('changePoint', { ...points[0]!, dayImportCap: 40_000 });
    const again = day.chain.tx('openAuction', openBody());
    expect(day.chain.refusal(day.chain.verified(again))).toBeUndefined();
  });

  test('a revocation brings the tenth largest down: the next day does not open, a pinned one does', () => {
    const day = new TestDay(0).prepare();
    const { chain } = day;
    // Ten of 1,000, one of 4,000, one of 400; then one of the ten leaves.
    const points = Array.from({ length: 9 }, (_, i) => cap(i, 1_000, 0));
    for (const point of [...points, cap(9, 1_000, 0), cap(10, 4_000, 0), cap(11, 400, 0)])
      chain.send('enrolPoint', point);
    chain.send('publishTariff', tariffBody(DAY + 1));
    day.open();
    for (const i of [0, 1]) chain.send('revokePoint', { position: cap(i, 0, 0).position });
    expect(getDayPoints(chain.store, DAY)?.changes).toBe(12);
    const refused = chain.refusal(chain.verified(opening(chain, { day: DAY + 1 })));
    expect(refused?.toBody()).toEqual(uneven('dayImportCap'));
    expect(refused?.data.cap).toBe(4_000);
    chain.send('changePoint', cap(10, 1_600, 0));
    expect(chain.refusal(chain.verified(opening(chain, { day: DAY + 1 })))).toBeUndefined();
  });

  test('exports of ten are compared at opening too', () => {
    const day = new TestDay(0).prepare();
    const points = Array.from({ length: 9 }, (_, i) => cap(i, 1_000, 8_001));
    for (const point of [...points, cap(9, 1_000, 2_000)]) day.chain.send('enrolPoint', point);
    const tx = day.chain.tx('openAuction', openBody());
    expect(day.chain.refusal(day.chain.verified(tx))?.toBody()).toEqual(uneven('dayExportCap'));
  });
});

describe('the net of a half hour over all points', () => {
  const point = (dayImportCap: number, dayExportCap: number) =>
    ({ ...new Household(0).point, dayImportCap, dayExportCap }) satisfies PointRecord;
  const wide = Array<PointRecord>(2 ** 17 - 1).fill(point(2 ** 32 - 1, 0));

  test.each([
    ['node', netBound],
    ['auditor', mostNet],
  ] as const)('%s: the larger day cap of each, at most 2^24', (_name, bound) => {
    expect(bound([point(5, 7), point(9, 2), point(0, 2 ** 24 + 1)])).toBe(7n + 9n + 2n ** 24n);
    expect(bound([...wide, point(0, 2 ** 24 - 1)])).toBe(2n ** 41n - 1n);
    expect(bound([...wide, point(2 ** 24, 0)])).toBe(2n ** 41n);
  });
});
