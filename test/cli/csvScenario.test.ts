import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meteredScenario, readMeteredDay } from '@veilgrid/cli/demo/market/csvScenario';
import { HOUSEHOLD_MONEY, PAYMENT, TIERS } from '@veilgrid/cli/demo/market/day';
import { buildScenario, DEFAULT_DAY, SEED } from '@veilgrid/cli/demo/market/scenario';
import { DAY_LIMIT } from '@veilgrid/cli/demo/town/household';
import { DataError } from '@veilgrid/client-sdk/core/readings/index';
import { BUY, SELL } from '@veilgrid/protocol/core/books/cells';
import { requiredDeposit } from '@veilgrid/protocol/market/order';
import { paramsOf } from '@veilgrid/protocol/params';
import { marketOf } from './support/run.js';
import { veilgrid } from './support/veilgrid.js';

const SAMPLE = 'data/sample-readings/readings.csv';
const HEADER = 'meter_id,timestamp,import_wh,export_wh';
const small = paramsOf('small');

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'veilgrid-csv-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function write(name: string, rows: readonly string[]): string {
  const file = join(dir, name);
  writeFileSync(file, `${[HEADER, ...rows].join('\n')}\n`);
  return file;
}

const periods = (meter: string, date: string, wh: number) =>
  ['00', '06', '12', '18'].map((hour) => `${meter},${date}T${hour}:00Z,${wh},0`);

test.each(['full', 'small'] as const)(
  "the sample's day is the demo's, %s profile: names, readings and prices",
  async (profile) => {
    const params = paramsOf(profile);
    const built = buildScenario(params, DEFAULT_DAY, 12, SEED);
    const { date, day, prices, houses } = meteredScenario(params, await readMeteredDay(SAMPLE, params), SEED);
    expect({ date, day, prices }).toEqual({ date: DEFAULT_DAY, day: built.day, prices: built.prices });
    expect(houses.map(({ name, readings }) => [name, readings])).toEqual(
      built.houses.map(({ name, readings }) => [name, readings]),
    );
  },
);

test("forecasts are 0.8 to 1.2 of the readings, to either side, and limits lie between the supplier's prices", async () => {
  const full = paramsOf('full');
  const scenario = meteredScenario(full, await readMeteredDay(SAMPLE, full), SEED);
  expect(meteredScenario(full, await readMeteredDay(SAMPLE, full), SEED)).toEqual(scenario);
  const factors: number[] = [];
  for (const { readings, cells } of scenario.houses) {
    cells.forEach(({ side, level, qty }, k) => {
      const net = readings[k]!.imported - readings[k]!.exported;
      // A forecast that rounds to nothing asks for nothing.
      if (qty > 0) expect(side).toBe(net < 0 ? SELL : BUY);
      expect(qty).toBeGreaterThanOrEqual(Math.trunc(Math.abs(net) * 0.8));
      expect(qty).toBeLessThanOrEqual(Math.abs(net) * 1.2);
      expect(level).toBeGreaterThanOrEqual(scenario.prices.exportPrice[k]!);
      expect(level).toBeLessThanOrEqual(scenario.prices.importPrice[k]!);
      if (Math.abs(net) > 100) factors.push(qty / Math.abs(net));
    });
  }
  // Not all on one side, or not drawn at all.
  expect(Math.min(...factors)).toBeLessThan(0.85);
  expect(Math.max(...factors)).toBeGreaterThan(1.15);
});

test('of several days the first whole one is taken, or the one that is named', async () => {
  const file = write('days.csv', [
    ...periods('A', '2013-06-13', 1).slice(1),
    ...periods('A', '2013-06-14', 2),
    ...periods('A', '2013-06-15', 3),
  ]);
  const first = await readMeteredDay(file, small);
  expect([first.date, first.meters.get('A')![0]]).toEqual(['2013-06-14', { imported: 2, exported: 0 }]);
  expect((await readMeteredDay(file, small, '2013-06-15')).meters.get('A')![0]!.imported).toBe(3);
  await expect(readMeteredDay(file, small, '2013-06-13')).rejects.toThrow(DataError);
  await expect(readMeteredDay(file, small, '2013-06-16')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('55 meters are the most, and what no connection of the demo can carry is refused', async () => {
  const meters = (n: number) => Array.from({ length: n }, (_, i) => periods(`M${i}`, '2013-06-13', 1)).flat();
  expect((await readMeteredDay(write('55.csv', meters(55)), small)).meters.size).toBe(55);
  await expect(readMeteredDay(write('56.csv', meters(56)), small)).rejects.toMatchObject({
    code: 'TOO_LARGE',
    data: { field: 'csv', meters: 56, limit: 55 },
  });
  // 9,200 Wh in each of 48 half hours.
  expect(
    (await readMeteredDay(write('most.csv', periods('A', '2013-06-13', 110_400)), small)).meters.size,
  ).toBe(1);
  const beyond = await veilgrid(
    'demo',
    '--small',
    '--csv',
    write('beyond.csv', periods('A', '2013-06-13', 110_401)),
  );
  expect([beyond.code, beyond.stderr]).toEqual([
    1,
    expect.stringContaining('import_wh DAY_TOO_LARGE meter="A"'),
  ]);
});

test.each(['imported', 'exported'] as const)(
  'a deposit covers the heaviest day a connection carries, all of it %s',
  (part) => {
    const full = paramsOf('full');
    const wh = { imported: 0, exported: 0, [part]: 9_200 };
    const meters = new Map([['A', Array.from({ length: 48 }, () => wh)]]);
    // A day of normal, one of low and one of high prices.
    for (const date of ['2013-01-01', '2013-06-12', DEFAULT_DAY]) {
      const { houses, prices } = meteredScenario(full, { date, meters }, SEED);
      const required = requiredDeposit(houses[0]!.cells, marketOf(prices), DAY_LIMIT);
      expect(required).toBeGreaterThan(TIERS[1]!);
      expect(required).toBeLessThanOrEqual(TIERS[3]!);
    }
    expect(HOUSEHOLD_MONEY).toBeGreaterThan(TIERS[3]! + PAYMENT);
  },
);

test.each([
  ['households and a file', ['demo', '--csv', SAMPLE, '--households', '12'], 'cannot be used with'],
  ['a day that is none', ['demo', '--csv', SAMPLE, '--day', 'first'], 'A date from'],
])('%s is wrong usage', async (_name, args, message) => {
  const { code, stderr } = await veilgrid(...args);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});
