/** The auditor's flexibility by hand: terms, lists, inflation, factors, read roots, bounds. */
import { listedDays } from '@veilgrid/client-sdk/auditor/flexibility/baseline';
import type { FlexibilityLedger, NeedBook } from '@veilgrid/client-sdk/auditor/flexibility/book';
import { factorOf, ratioOf, type ShownDay } from '@veilgrid/client-sdk/auditor/flexibility/factors';
import { checkInflation } from '@veilgrid/client-sdk/auditor/flexibility/inflation';
import { boundsOf, buyerLock, roleLock } from '@veilgrid/client-sdk/auditor/flexibility/prices';
import { ownReadRoot } from '@veilgrid/client-sdk/auditor/flexibility/readRoots';
import { needTermsOf, type Settling } from '@veilgrid/client-sdk/auditor/flexibility/settling';
import { GROUP_LINES } from '@veilgrid/client-sdk/auditor/groupLines';
import { openBooks } from '@veilgrid/client-sdk/auditor/index';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { ProtocolError } from '@veilgrid/protocol/errors';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { GENESIS, PARAMS } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';

const four = (from: number) => [0, 1, 2, 3].map((i) => from + i);

test('terms are the vector of the page', () => {
  const lines = [0, 1, 2, 3].map((k) => ({
    ...{ level: 1 + k, margin: 11 + k, fixed: BigInt(21 + k) },
    ...{ rate: BigInt(31 + k), pen: BigInt(41 + k) },
  }));
  const settling = {
    need: {
      id: 2n,
      terms: { day: 3, up: 0n, rebound: four(51), comp: four(71), steps: [] },
      sealed: { outcome: 'closed', result: { enough: true }, folds: [0n, 0n, 0n, 0n, 0n] },
    },
    offerRoot: 5n,
    share: 0n,
    traded: 3n,
    lines,
    called: 2n,
    measure: {
      factors: [0, 1, 2, 3].map((k) => ({ imports: BigInt(1021 + k), exports: BigInt(1025 + k) })),
      readRoot: 61n,
      days: [7, 8],
      readRoots: [62n, 63n],
    },
  } as unknown as Settling;
  const hex = needTermsOf(1n, settling, false).toString(16).padStart(62, '0');
  expect(hex).toBe('d75da9156f992c8ff1711e27e0410374277629183067a827c5e80ffe5d6196');
  expect(needTermsOf(1n, settling, true)).not.toBe(BigInt(`0x${hex}`));
  const uncalled = { ...settling, called: 0n, measure: undefined };
  expect(needTermsOf(1n, uncalled, false)).not.toBe(BigInt(`0x${hex}`));
});

/** A Thursday; the need's day is the Friday. */
const TODAY = 19_999;
const NEXT = TODAY + 1;
const MONDAY = TODAY + 4;
const AREA = { areaId: 5, places: [1, 2], zones: [3, 4] };
const settleEndOf = (day: number) => BigInt(86_400 * (day + 1) + 7_200);

/** Books at noon of a day on which nothing happened. */
class Days {
  readonly ledger: FlexibilityLedger;

  constructor() {
    const books = openBooks(GENESIS, hasher);
    const time = BigInt(86_400 * TODAY + 43_200);
    this.ledger = { genesis: GENESIS, hasher, books, time, groupLines: GROUP_LINES };
  }

  id = (zone: number, day: number, tariffId = 9) =>
    auctionIdOf(hasher, GENESIS.chainId, { zone, tariffId, day });

  auction(
    zone: number,
    day: number,
    { endedAt = settleEndOf(day) - 1n, tariffId = 9, cost = 100 } = {},
  ): this {
    const id = this.id(zone, day, tariffId);
    const market = { importPrice: Array(PARAMS.K).fill(BigInt(cost)), network: Array(PARAMS.K).fill(0n) };
    const terms = { zone, day, tariffId, settleEnd: settleEndOf(day) };
    this.ledger.books.auctions.set(id, { id, terms, market, sealed: { endedAt } } as never);
    return this;
  }

  /** Both zones, ended in time. */
  day(day: number, cost = 100): this {
    return this.auction(3, day, { cost }).auction(4, day, { cost });
  }

  need(day: number, change: object = {}, terms: object = {}): this {
    const id = BigInt(this.ledger.books.needs.size + 1);
    const need = {
      ...{ id, area: AREA, called: 0n, sealed: { outcome: 'open' }, terms: { ...TERMS, day, ...terms } },
      ...change,
    };
    this.ledger.books.needs.set(id, need as never);
    return this;
  }

  list(day = NEXT, refs: { zone: number; tariffId: number }[] = []): number[] | string {
    return code(() => listedDays(this.ledger, { day, refs }, AREA));
  }

  inflation(listed: number[], terms: object = {}, day = NEXT): unknown {
    return code(() => checkInflation(this.ledger, { ...TERMS, day, ...terms } as never, AREA, listed));
  }
}

function code<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return `${error.code} ${JSON.stringify(error.data)}`;
  }
}

const all = (price: number) => Array<number>(PARAMS.K).fill(price);
/** To turn down in half hour 1, at most at 150 + 50. */
const TERMS = {
  ...{ floor: 50, tick: 10, window: 2n, up: 0n, callLead: 1_800, percent: 50, auctioned: 0 },
  ...{ other: all(50), comp: all(7), rebound: all(0), maxQty: 100, tiers: [900n] },
  steps: [
    { qty: all(0).with(1, 800), level: all(10) },
    { qty: all(0).with(1, 400), level: all(5) },
  ],
};

describe('the list', () => {
  const week = () =>
    new Days()
      .day(TODAY - 2)
      .day(TODAY - 3)
      .day(TODAY - 5)
      .day(TODAY - 6);
  const settled = [TODAY - 2, TODAY - 3];

  test('is of the last days of the type, latest first', () => {
    expect(week().list()).toEqual(settled);
    // The Saturday to come, and the Sunday before.
    expect(
      week()
        .day(TODAY - 4)
        .list(TODAY + 2),
    ).toEqual([TODAY - 4]);
  });

  test('of days off one, and of the calendar as of a weekend', () => {
    const days = week();
    days.ledger.books.daysOff.add(TODAY - 2);
    days.ledger.books.daysOff.add(MONDAY);
    expect(days.list(MONDAY)).toEqual([TODAY - 2]);
    expect(days.list(NEXT)).toEqual([TODAY - 3, TODAY - 6]);
  });

  test.each<[string, (days: Days) => unknown]>([
    ['that ended when settlements did', (d) => d.auction(4, TODAY - 2, { endedAt: settleEndOf(TODAY - 2) })],
    ['one of whose tariffs did', (d) => d.auction(4, TODAY - 2, { tariffId: 8, endedAt: 1n << 40n })],
    ['without an auction in a zone', (d) => d.ledger.books.auctions.delete(d.id(4, TODAY - 2))],
    ['called over a place', (d) => d.need(TODAY - 2, { called: 1n, area: { ...AREA, places: [2, 7] } })],
  ])('passes over a day %s', (_, change) => {
    const days = week();
    change(days);
    expect(days.list()).toEqual([TODAY - 3, TODAY - 6]);
  });

  test('counts a day called elsewhere, and one with a need that nobody called', () => {
    const days = week()
      .need(TODAY - 2, { called: 1n, area: { ...AREA, places: [7] } })
      .need(TODAY - 3);
    expect(days.list()).toEqual(settled);
  });

  test('asks of a reference that it was published alone, and nothing called over it', () => {
    const days = week();
    const refs = [{ zone: 8, tariffId: 9 }];
    const publish = (day: number, set = [days.id(8, day)]) =>
      days.ledger.books.published.set(days.id(8, day), { set, at: 1n });
    expect(days.list(NEXT, refs)).toMatch('BASELINE_SHORT {"found":0,"needed":2}');
    publish(TODAY - 2, [1n, days.id(8, TODAY - 2)]);
    publish(TODAY - 3);
    publish(TODAY - 6);
    expect(days.list(NEXT, refs)).toEqual([TODAY - 3, TODAY - 6]);
    days.ledger.books.called.set(`8 ${TODAY - 3}`, 1n);
    expect(days.list(NEXT, refs)).toMatch('BASELINE_SHORT {"found":1,"needed":2}');
  });

  test('goes back so far and no further', () => {
    const far = new Days().day(TODAY - PARAMS.daysBack).day(TODAY - 2);
    expect(far.list()).toEqual([TODAY - 2, TODAY - PARAMS.daysBack]);
    const further = new Days().day(TODAY - PARAMS.daysBack - 1).day(TODAY - 2);
    expect(further.list()).toBe('BASELINE_SHORT {"found":1,"needed":2}');
  });
});

describe('inflation', () => {
  const listed = [TODAY - 2, TODAY - 3];
  const days = (cost = 100) => {
    const made = new Days().day(NEXT, 200);
    for (const day of listed) made.day(day, cost);
    return made;
  };
  const pays = 'INFLATION_PAYS {"period":1}';
  const paid = [{ level: 5, margin: 0, bought: 1n }];

  test('pays from the lowest price of the listed days on', () => {
    expect(days().inflation(listed)).toBeUndefined();
    expect(days(99).inflation(listed)).toBe(pays);
    expect(
      days()
        .auction(4, TODAY - 3, { tariffId: 8, cost: 99 })
        .inflation(listed),
    ).toBe(pays);
    expect(days().inflation(listed, { up: 2n })).toBeUndefined();
    expect(days(-5).inflation(listed, { other: all(0), steps: [] })).toBeUndefined();
  });

  test.each<[string, object, object?]>([
    ['called', { called: 2n, sales: [undefined, ...paid] }],
    ['that may still be called', {}],
    ['that may be called, of which the result is known', { sales: [undefined, ...paid] }],
  ])('pays beside another day’s need %s', (_, need) => {
    expect(days().need(MONDAY, need).inflation(listed)).toBe(pays);
  });

  test.each<[string, (d: Days) => Days]>([
    ['that is void', (d) => d.need(MONDAY, { sealed: { outcome: 'void' } })],
    ['in which the half hour does not trade', (d) => d.need(MONDAY, { sales: [] })],
    ['that turns up', (d) => d.need(MONDAY, {}, { up: 2n })],
    ['whose time to call is over', (d) => d.need(TODAY)],
    ['of the same day', (d) => d.need(NEXT)],
    ['of the other type', (d) => d.need(TODAY + 2)],
    ['of another place', (d) => d.need(MONDAY, { area: { ...AREA, places: [9] } })],
    ['of long ago', (d) => d.need(TODAY - PARAMS.daysBack - 1, { called: 2n, sales: [undefined, ...paid] })],
  ])('does not pay beside a need %s', (_, beside) => {
    expect(beside(days()).inflation(listed)).toBeUndefined();
  });

  test('adds days up, of each the dearest need, and rates of what was called', () => {
    // 200 + 150 (150 its rate: 50 and 100) + 200 are below 2 · 275 and no more.
    const beside = (cost: number) =>
      days(cost)
        .need(TODAY - 6, { called: 2n, sales: [undefined, ...paid] })
        .need(MONDAY)
        .need(MONDAY, { called: 2n, sales: [undefined, ...paid] });
    const dear = (made: Days) => made.day(NEXT, 1_000).inflation(listed);
    expect([dear(beside(275)), dear(beside(274))]).toEqual([undefined, pays]);
  });
});

describe('factors', () => {
  const day = (imports: bigint, exports: bigint, members = 10): ShownDay => ({
    members,
    sides: { imports, exports },
    net: imports - exports,
  });
  const netOnly = (net: bigint): ShownDay => ({ members: 10, net });
  const of = (own: ShownDay, ...list: ShownDay[]) => Object.values(factorOf(own, list)).map(Number);

  test.each<[bigint, bigint[], bigint]>([
    [30n, [20n, 10n], 2_048n],
    [0n, [0n, 0n], 1_024n],
    [5n, [0n, 0n], 1_024n],
    [100n, [1n, 1n], 4_096n],
    [0n, [1n, 1n], 256n],
    [1n, [1n, 2n], 682n],
  ])('%i against %j are %i', (own, list, factor) => {
    expect(ratioOf(own, list)).toBe(factor);
  });

  test('are of sides where all show them, of a net above 0 where one does not', () => {
    expect(of(day(300n, 10n), day(200n, 20n), day(100n, 20n))).toEqual([2_048, 512]);
    expect(of(day(300n, 10n, 20), day(200n, 20n), day(100n, 20n))).toEqual([1_024, 256]);
    expect(of(netOnly(150n), day(200n, 100n), netOnly(100n))).toEqual([1_536, 1_024]);
    expect(of(netOnly(150n), day(100n, 100n), netOnly(100n))).toEqual([1_024, 1_024]);
    expect(of(netOnly(-1n), day(200n, 100n), netOnly(100n))).toEqual([1_024, 1_024]);
  });
});

test('one tree has the chunks of all auctions, each of which may end in a part', () => {
  const { ledger } = new Days();
  const leaves = (count: number, from: number) => Array.from({ length: count }, (_, i) => BigInt(from + i));
  const size = 8 ** PARAMS.chunkDepth;
  const chunks = (all: bigint[]) =>
    Array.from(
      { length: Math.ceil(all.length / size) },
      (_, i) => new Tree8(hasher, PARAMS.chunkDepth, all.slice(size * i, size * (i + 1))).root,
    );
  const [one, two] = [leaves(size + 1, 100), leaves(3, 900)];
  ledger.books.readings.chunks.set(1n, chunks(one));
  ledger.books.readings.chunks.set(2n, []);
  ledger.books.readings.chunks.set(3n, chunks(two));
  const whole = [...one, ...Array<bigint>(size - 1).fill(0n), ...two];
  const root = ownReadRoot(ledger, { auctions: [1n, 2n, 3n] } as unknown as NeedBook);
  expect(root).toBe(new Tree8(hasher, PARAMS.orderDepth, whole).root);
  expect(ownReadRoot(ledger, { auctions: [] } as unknown as NeedBook)).toBe(
    new Tree8(hasher, PARAMS.orderDepth).root,
  );
});

test('bounds and locks', () => {
  const terms = TERMS as never;
  // 50 + 10 · 10 for the dearest step, and 50 beside; twice half of it on top.
  expect(boundsOf(terms)).toEqual({ maxPay: 200n, collateral: 400n });
  expect(buyerLock(terms)).toBe(800n * (150n + 57n) + 400n * (100n + 57n));
  expect([roleLock(0n, terms), roleLock(10n ** 9n, terms)]).toEqual([1_200n * 50n, 10n ** 9n]);
  expect(roleLock(0n, { ...TERMS, auctioned: 1 } as never)).toBe(1_200n * 150n);
});
