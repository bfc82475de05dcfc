import { changeOf, type DayPlan, planDays } from '@veilgrid/cli/demo/market/days/plan';
import { buildScenario, SEED } from '@veilgrid/cli/demo/market/scenario';
import { priceOf } from '@veilgrid/protocol/market/auction';
import { MIN_GROUP, paramsOf } from '@veilgrid/protocol/params';

const settling = ({ orders, noShow }: DayPlan) => orders - (noShow === undefined ? 0 : 1);

test('five days have everything in them, on consecutive dates over the end of a month', () => {
  const plans = planDays('2013-06-28', 5, 12);
  expect(plans.map((p) => p.date)).toEqual([
    '2013-06-28',
    '2013-06-29',
    '2013-06-30',
    '2013-07-01',
    '2013-07-02',
  ]);
  const named = new Set(plans.flatMap((plan) => Object.keys(plan)));
  const events = [
    'silent',
    'rotates',
    'movesOut',
    'replacesMeter',
    'failedMeter',
    'uselessMemo',
    'noShow',
    'undelivered',
  ];
  for (const event of events) expect(named).toContain(event);
  expect(plans.some((p) => p.negativePrices)).toBe(true);
  expect(plans.some((p) => settling(p) < MIN_GROUP)).toBe(true);
});

test('whatever the numbers, the last day takes in what waits', () => {
  for (let days = 2; days <= 12; days++) {
    for (const households of [10, 11, 12, 55]) {
      const plans = planDays('2013-06-13', days, households);
      expect([days, households, settling(plans.at(-1)!) >= MIN_GROUP]).toEqual([days, households, true]);
    }
  }
});

test('ten days know both silences', () => {
  const silent = planDays('2013-06-13', 10, 12).flatMap((p) => p.silent ?? []);
  expect(silent).toEqual(['regulator', 'operator']);
});

test('below zero, orders ask for prices of the day, and an export is never worth more than an import', () => {
  const params = paramsOf('full');
  const [plan] = planDays('2013-06-13', 5, 12).filter((p) => p.negativePrices);
  const { houses, floor, prices } = buildScenario(params, plan!.date, 12, SEED, changeOf(plan!));
  const noon = params.K / 2;
  expect([prices.importPrice[noon], prices.exportPrice[noon]]).toEqual([-1_000, -3_000]);
  const market = { floor: BigInt(floor), tick: 1n };
  const asked = houses.filter((h) => h.trades).map((h) => priceOf(market, h.cells[noon]!.level));
  for (const price of asked) {
    expect(price).toBeGreaterThanOrEqual(-3_000n);
    expect(price).toBeLessThanOrEqual(-1_000n);
  }
  prices.importPrice.forEach((price, k) => {
    expect(prices.exportPrice[k]).toBeLessThanOrEqual(price);
  });
});
