import { claimPayment, deliverPayment } from '@veilgrid/protocol/flexibility/payment';
import { penaltyOf } from '@veilgrid/protocol/flexibility/prices';
import { earned, perMille, RATE } from './support/earnings.js';
import { AFTER, BEFORE, CALLED, HOMES, isWorking, netOf, plus, readingsOf } from './support/homes.js';
import { AHEAD, BACK, LISTED, listOf, NEED_DAYS, reliefs } from './support/lists.js';

const HOME_NUMBERS = Array.from({ length: HOMES }, (_, home) => home);
const rates = CALLED.map(() => RATE);
/** Of an hour: 1 kWh a half hour. */
const WH = 2_000n;

type OfDay = (home: number, day: number) => bigint;

/** Thousandths of what full delivery of `WH` is paid, over all homes and days. */
function ofFull(earn: OfDay): number {
  const total = HOME_NUMBERS.reduce(
    (sum, home) => NEED_DAYS.reduce((part, day) => part + earn(home, day), sum),
    0n,
  );
  return perMille(total, BigInt(HOMES * NEED_DAYS.length * CALLED.length) * RATE * WH);
}

/** Of a home that changes nothing on the day, measured against days of anybody's choice. */
const against =
  (choose: (home: number, day: number) => readonly number[]): OfDay =>
  (home, day) =>
    earned(reliefs(home, readingsOf(home, day), choose(home, day), CALLED), WH, { percent: 50, rates });

const load = (home: number, day: number) =>
  CALLED.reduce((sum, hour) => sum + netOf(readingsOf(home, day)[hour]!), 0);
const heaviest = (home: number, days: readonly number[]) =>
  [...days].sort((a, b) => load(home, b) - load(home, a));

describe('choosing days, nothing done, at a penalty of 50 %', () => {
  test('on the list of the chain it loses 47 % of full pay', () => {
    expect(ofFull(against((_, day) => listOf(day)))).toBe(-475);
  });

  test('on the ten heaviest of thirty days it would gain 2 %', () => {
    const thirty = (day: number) =>
      Array.from({ length: BACK }, (_, i) => day - AHEAD - 1 - i)
        .filter(isWorking)
        .slice(0, 30);
    expect(ofFull(against((home, day) => heaviest(home, thirty(day)).slice(0, LISTED)))).toBe(19);
  });

  test('with the three lightest listed days left out it would lose 30 %', () => {
    expect(ofFull(against((home, day) => heaviest(home, listOf(day)).slice(0, LISTED - 3)))).toBe(-300);
  });
});

describe('using 1 kWh a half hour more in the three hours before', () => {
  const BOOST = 2_000;
  const boosted = (home: number, day: number) =>
    readingsOf(home, day).map((own, hour) =>
      (BEFORE as readonly number[]).includes(hour) ? plus(own, BOOST) : own,
    );
  const gain =
    (own: typeof boosted, adjusted: boolean): OfDay =>
    (home, day) => {
      const readings = own(home, day);
      const above = -reliefs(home, readings, listOf(day), BEFORE).reduce((sum, x) => sum + x, 0n);
      const added = adjusted ? above / BigInt(BEFORE.length) : 0n;
      const relief = reliefs(home, readings, listOf(day), CALLED).map((x) => x + added);
      return earned(relief, WH, { percent: 25, rates });
    };

  test('would earn 78 % of full pay for nothing, were the baseline adjusted by these hours', () => {
    expect(ofFull(gain(readingsOf as typeof boosted, true))).toBe(-240);
    expect(ofFull(gain(boosted, true))).toBe(775);
  });

  test('changes nothing, as it is not', () => {
    expect(ofFull(gain(boosted, false))).toBe(ofFull(gain(readingsOf as typeof boosted, false)));
  });
});

describe('shifting all that is delivered into the two hours after', () => {
  const hours = [...CALLED, ...AFTER];
  const called = hours.map((_, i) => i < CALLED.length);
  const keeps = (shifts: boolean, percent: bigint) =>
    ofFull((home, day) => {
      const relief = reliefs(home, readingsOf(home, day), listOf(day), hours).map((x, i) => {
        if (called[i]) return x + WH;
        return shifts ? x - WH : x;
      });
      const rebound = called.map((yes) => (yes ? 0n : (RATE * percent) / 100n));
      return earned(relief, WH, { percent: 25, rates: called.map((yes) => (yes ? RATE : 0n)), rebound });
    });

  test('keeps 79 % of full pay without a rebound price', () => {
    expect(keeps(true, 0n)).toBe(798);
  });

  test('at a rebound price of 25 % of the rate keeps 55 %; who does not shift has 76 instead of 79 %', () => {
    expect([keeps(true, 25n), keeps(false, 25n), keeps(false, 0n)]).toEqual([559, 765, 798]);
  });
});

test('availability of what does not exist pays while 13.7 % of windows are called, at 5, 120 and a penalty of 25 %', () => {
  const [availability, utilisation, percent] = [5_000n, 120_000n, 25];
  const rate = availability + utilisation;
  const prices = { fixed: [0n], rate: [rate], pen: [penaltyOf(percent, rate)], rebound: [0n], comp: [0n] };
  const deposit = 1n << 40n;
  const idle = claimPayment(deposit, [500n], [availability], 0n).pay - deposit;
  const called =
    deliverPayment(deposit, [500n], { ...prices, called: 1n, up: 0n }, { status: 0, relief: [0n] }).pay -
    deposit;
  const gain = (windows: bigint) => windows * called + (1_000n - windows) * idle;
  expect(gain(137n)).toBeGreaterThan(0n);
  expect(gain(138n)).toBeLessThan(0n);
});

test('who knows its day better than its past gains 8 % of full pay by choosing days: what a past always leaves', () => {
  const chosen: OfDay = (home, day) => {
    const pay = earned(reliefs(home, readingsOf(home, day), listOf(day), CALLED), WH, { percent: 25, rates });
    return pay > 0n ? pay : 0n;
  };
  expect(ofFull(chosen)).toBe(79);
});
