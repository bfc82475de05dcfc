import { buildScenario, type Scenario } from '@veilgrid/cli/demo/market/scenario';
import { paramsOf } from '@veilgrid/protocol/params';

const full = paramsOf('full');
const DAY = '2013-06-13';

const energy = (s: Scenario) =>
  s.houses.map((h) => h.readings.reduce((sum, r) => sum + r.imported - r.exported, 0));

test('the same seed gives the same day, another seed other orders on the same readings', () => {
  const a = buildScenario(full, DAY, 12, 'one');
  expect(buildScenario(full, DAY, 12, 'one')).toEqual(a);
  const b = buildScenario(full, DAY, 12, 'two');
  expect(b.houses.map((h) => h.cells)).not.toEqual(a.houses.map((h) => h.cells));
});

test('readings follow the measured load: house 2 has no panels', () => {
  const { houses } = buildScenario(full, DAY, 12, 'one');
  const second = houses[1]!;
  expect(second.panels).toBe(0);
  expect(second.readings.slice(0, 4)).toEqual(
    [22, 71, 46, 133].map((imported) => ({ imported, exported: 0 })),
  );
  expect(second.readings.every((r) => r.exported === 0)).toBe(true);
});

test('roofs export by day, each from another day of measurements', () => {
  const roofs = buildScenario(full, DAY, 12, 'one').houses.filter((h) => h.panels > 0);
  expect(roofs).toHaveLength(6);
  expect(new Set(roofs.map((h) => h.solarDate)).size).toBe(6);
  for (const { readings } of roofs) {
    expect(readings.slice(0, 8).every((r) => r.exported === 0)).toBe(true);
    expect(readings.some((r) => r.exported > 0)).toBe(true);
    expect(readings.every((r) => r.imported === 0 || r.exported === 0)).toBe(true);
  }
});

test('the small profile adds the same energy up in longer periods', () => {
  const scenario = (profile: 'full' | 'small') => buildScenario(paramsOf(profile), DAY, 12, 'one');
  expect(scenario('small').prices.importPrice).toHaveLength(4);
  expect(energy(scenario('small'))).toEqual(energy(scenario('full')));
});

test.each([
  [10, 10],
  [11, 10],
  [12, 10],
  [55, 46],
])('%i households: %i trade, the others send null orders', (households, trading) => {
  const { houses } = buildScenario(full, DAY, households, 'one');
  expect(houses).toHaveLength(households);
  const nulls = houses.filter((h) => h.cells.every((c) => c.qty === 0));
  expect(houses.length - nulls.length).toBe(trading);
  expect(nulls.every((h) => !h.trades)).toBe(true);
});

test('limits lie between export and import price, quantities within the connection', () => {
  const s = buildScenario(full, DAY, 55, 'one');
  for (const house of s.houses.filter((h) => h.trades)) {
    house.cells.forEach((cell, k) => {
      expect(cell.level).toBeGreaterThanOrEqual(s.prices.exportPrice[k]!);
      expect(cell.level).toBeLessThanOrEqual(s.prices.importPrice[k]!);
      expect(cell.qty).toBeLessThanOrEqual(cell.side === 0 ? s.importCap : s.exportCap);
    });
  }
});

test('prices follow the bands of the day: 17:00 to 20:00 was high', () => {
  const { importPrice, exportPrice } = buildScenario(full, DAY, 10, 'one').prices;
  expect([33, 34, 39, 40].map((k) => importPrice[k])).toEqual([9_760, 65_200, 65_200, 9_760]);
  expect(exportPrice.every((p, k) => p <= importPrice[k]!)).toBe(true);
});

test('a leap day has the prices of the 28th', () => {
  const leap = buildScenario(full, '2012-02-29', 10, 'one');
  expect(leap.prices).toEqual(buildScenario(full, '2012-02-28', 10, 'one').prices);
});
