/** INFLATION_PAYS: whatever is foreseen, wasting on a listed day costs more than all calls that list it can bring. */
import { ensureNoInflation } from '@veilgrid/node/state/flexibility/inflation';
import { ProtocolError } from '@veilgrid/protocol/errors';
import { lastCall } from '@veilgrid/protocol/flexibility/calls';
import type { NeedStep } from '@veilgrid/protocol/flexibility/need';
import { ceilings, levelPrice } from '@veilgrid/protocol/flexibility/prices';
import { FlexNeed } from '../support/flexibility/flexNeed.js';
import { type FlexWorld, LISTED, NEED_DAY, readyWorld } from '../support/flexibility/flexWorld.js';
import {
  AREA,
  bitsOf,
  NEED_PRICES,
  type NeedChange,
  needBody,
  offerOf,
  openingOf,
} from '../support/flexibility/terms.js';
import { PARAMS } from '../support/genesis.js';
import { HERE } from '../support/party.js';
import { K } from '../support/profile.js';
import { slotOf } from '../support/slot.js';
import { PRICES } from '../support/terms.js';

const NEXT_DAY = NEED_DAY + 1;
const OTHERS = NEED_PRICES.other[1]!;
const days = [...LISTED].reverse().map((listed) => slotOf(listed).day);
/** Of the second half hour, which is the cheapest that is asked for down. */
const COST = PRICES.importPrice[1]! + PRICES.network[1]!;
/** What the second step alone comes to. */
const LEAST = Number(levelPrice({ ...NEED_PRICES, tick: 1 }, NEED_PRICES.steps[1]!.level[1]!)) + OTHERS;
const BOUND = days.length * COST;

/** Steps so that the first half hours' ceiling is this one, and the second step far below. */
function upTo(ceiling: number, change: NeedChange = {}): NeedChange {
  const [first, second] = NEED_PRICES.steps as [NeedStep, NeedStep];
  const level = ceiling - OTHERS - NEED_PRICES.floor;
  const steps = [{ ...first, level: first.level.map((l) => (l > 0 ? level : 0)) }, second];
  return { tick: 1, steps, ...change };
}

/** One step in these half hours. */
function only(window: bigint, ceiling: number): NeedStep[] {
  const [{ qty, level, label }] = NEED_PRICES.steps as [NeedStep];
  const asked = (values: readonly number[], value?: number) =>
    values.map((x, k) => (((window >> BigInt(k)) & 1n) === 1n ? (value ?? x) : 0));
  return [{ qty: asked(qty), level: asked(level, ceiling - OTHERS - NEED_PRICES.floor), label }];
}

/** The half hour for which an opening would be refused. */
function refusedPeriod(world: FlexWorld, day: number, change: NeedChange, list = days, time?: bigint) {
  const { ctx, store } = world.chain;
  try {
    ensureNoInflation({ ...ctx, time: time ?? ctx.time }, store, needBody(day, change), list);
  } catch (error) {
    if (error instanceof ProtocolError && error.code === 'INFLATION_PAYS') return error.data.period;
    throw error;
  }
  return undefined;
}

/** Whether this is the highest ceiling that is taken. */
function expectMost(world: FlexWorld, most: number, day = NEXT_DAY, change: NeedChange = {}, time?: bigint) {
  expect(refusedPeriod(world, day, upTo(most, change), days, time)).toBeUndefined();
  expect(refusedPeriod(world, day, upTo(most + 1, change), days, time)).toBe(1);
}

const world = readyWorld();

describe('alone', () => {
  test('a call that is foreseen brings no more than its listed days cost', () => {
    expectMost(world, BOUND, NEED_DAY);
    const tx = world.chain.tx('openNeed', needBody(NEED_DAY, upTo(BOUND + 1)));
    expect(world.chain.refusal(world.chain.verified(tx))?.toBody()).toMatchObject({
      code: 'INFLATION_PAYS',
      number: 1410,
      period: 1,
    });
  });

  test('what is turned up has no such rule', () => {
    const all = bitsOf(true, true, false, true);
    expect(refusedPeriod(world, NEED_DAY, upTo(60_000, { up: all }))).toBeUndefined();
  });

  test.each([
    ['counts', 1_500, 2_500n],
    ['is never below 0', -20_000, 0n],
  ])('the cheapest tariff of all days %s', (_name, price, cost) => {
    const cheaper = world.fork();
    const where = { ...HERE, tariffId: 11 };
    cheaper.neighbours(20, 10, where);
    const least = (prices: readonly number[]) => prices.map((p, k) => (k === 1 ? Math.min(p, price) : p));
    const prices = {
      ...PRICES,
      importPrice: least(PRICES.importPrice),
      exportPrice: least(PRICES.exportPrice),
    };
    cheaper.opens(NEXT_DAY, HERE, { time: cheaper.chain.time });
    cheaper.opens(NEXT_DAY, where, { time: cheaper.chain.time, prices });
    const most = Number(BigInt(days.length) * cost);
    const list = [...days.slice(1), slotOf(NEXT_DAY).day];
    const period = (ceiling: number) => refusedPeriod(cheaper, NEED_DAY, upTo(ceiling), list);
    if (most > 0) expect(period(most)).toBeUndefined();
    expect(period(Math.max(most, LEAST) + 1)).toBe(1);
    // Of the need's own day the same holds.
    expect(refusedPeriod(cheaper, NEXT_DAY, upTo(Math.max(most, LEAST) + 1))).toBe(1);
  });
});

describe('after another', () => {
  const both = world.fork();
  both.opens(NEXT_DAY, HERE, { time: both.chain.time });
  both.chain.send('publishArea', { ...AREA, areaId: 6, places: [71, 80] });
  both.chain.send('publishArea', { ...AREA, areaId: 7, places: [90] });
  const CEILING = 3_300;
  const opened = both.fork();
  const need = opened.need(NEED_DAY).open();
  const rest = BOUND - CEILING;
  const end = lastCall(K, need.body, 1);

  test('that is open, what both may call is added up', () => {
    expect(ceilings(need.body)[1]).toBe(BigInt(CEILING));
    expectMost(both, BOUND);
    expectMost(opened, rest);
    expectMost(opened, rest, NEXT_DAY, { areaId: 6 });
  });

  test('of homes elsewhere, nothing is', () => {
    expectMost(opened, BOUND, NEXT_DAY, { areaId: 7 });
  });

  test('of two areas over the same homes on one day, the higher', () => {
    const more = opened.fork();
    more.need(NEED_DAY, upTo(2_000, { areaId: 6 })).open();
    expectMost(more, rest);
    more.need(NEED_DAY, upTo(4_000, { areaId: 7 })).open();
    expectMost(more, rest);
    expectMost(more, BOUND - 4_000, NEXT_DAY, { areaId: 7 });
  });

  test('of the same day, nothing: a home has one offer a day', () => {
    expectMost(opened, BOUND, NEED_DAY, { areaId: 6 });
  });

  test('of a day of another type, nothing', () => {
    const saturday = NEED_DAY + 2;
    expect(slotOf(saturday).day % 7).toBe(2);
    const weekend = both.fork();
    weekend.opens(saturday, HERE, { time: weekend.chain.time });
    expect(refusedPeriod(weekend, saturday, upTo(COST), [slotOf(saturday).day])).toBeUndefined();
    expect(refusedPeriod(opened, saturday, upTo(COST), days.slice(1))).toBeUndefined();
  });

  test('that may still be called until its lead', () => {
    const alone = { window: 2n, up: 0n, steps: only(2n, BOUND), tick: 1 };
    const at = (time: bigint) => refusedPeriod(opened, NEXT_DAY, alone, days, time);
    expect([at(end - 1n), at(end)]).toEqual([1, undefined]);
  });

  test('that is void, nothing', () => {
    const fork = opened.fork();
    fork.chain.at(need.body.release).send('voidAuction', { auctionId: need.id });
    expectMost(fork, BOUND);
  });

  describe('that is closed', () => {
    const closed = opened.fork();
    const offered = new FlexNeed(closed.chain, NEED_DAY);
    // All of the first step, and some of the second: the price is below the ceiling.
    offered.offers(closed.households, () => offerOf(600, 20, 1n << 1n)).finish();
    const price = levelPrice(offered.body, offered.result.p[1]!) + BigInt(OTHERS);

    test('what does not trade is not called', () => {
      expect([offered.result.traded, price < BigInt(CEILING)]).toEqual([2n, true]);
      expectMost(closed, rest);
      // The fourth half hour costs more, and nobody sold any.
      const fourth = bitsOf(false, false, false, true);
      const alone = { window: fourth, up: 0n, steps: only(fourth, 2 * 5_200) };
      expect(refusedPeriod(closed, NEXT_DAY, { ...alone, tick: 1 })).toBeUndefined();
      expect(refusedPeriod(opened, NEXT_DAY, { ...alone, tick: 1 })).toBe(3);
    });

    test('what was called counts at its rate, as long as a list can reach it', () => {
      offered.call(2n);
      expectMost(closed, BOUND - Number(price));
      expectMost(closed, BOUND - Number(price), NEXT_DAY, {}, end);
      const day = NEED_DAY + PARAMS.daysBack + 1;
      const reached = (days: number) =>
        refusedPeriod(closed, NEXT_DAY, upTo(BOUND), undefined, openingOf(days));
      expect([reached(day), reached(day + 1)]).toEqual([1, undefined]);
    });
  });
});
