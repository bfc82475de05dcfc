import { readFileSync } from 'node:fs';
import { pricesOf } from '@veilgrid/cli/demo/market/prices';
import { forecastCells, parseOrders, parseTariff } from '@veilgrid/client-sdk';
import type { DataError } from '@veilgrid/client-sdk/core/readings/index';
import { paramsOf } from '@veilgrid/protocol/params';

const small = paramsOf('small');
const bytes = (text: string) => new TextEncoder().encode(text);
const scale = { floor: -100, tick: 10 };
const orders = (text: string) =>
  parseOrders('orders.csv', bytes(`period,side,limit_price,qty_wh\n${text}`), small, scale);

/** Every issue as `row column code`. */
function issues(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    return (error as DataError).issues.map(({ row, column, code }) => `${row} ${column} ${code}`);
  }
  return [];
}

describe('orders', () => {
  test('limits become the nearest level that pays no more and takes no less', () => {
    const cells = orders('0,buy,-85,7\n1,sell,-85,8\n3,buy,655250,9\n');
    expect(cells[0]).toEqual({ side: 0, level: 1, qty: 7 });
    expect(cells[1]).toEqual({ side: 1, level: 2, qty: 8 });
    expect(cells[2]!.qty).toBe(0);
    expect(cells[3]).toEqual({ side: 0, level: 65_535, qty: 9 });
  });

  test('everything that is wrong is named at once, each with its row and column', () => {
    const text =
      '0,buy,-101,1\n1,hold,5,1\n4,sell,5,1\n2,sell,655251,1\n3,sell,5,16777216\n3,sell,5,1\nx,buy,5,1\n';
    expect(issues(() => orders(text)).sort()).toEqual(
      [
        '2 limit_price CSV_VALUE_INVALID',
        '3 side CSV_VALUE_INVALID',
        '4 period CSV_VALUE_INVALID',
        '5 limit_price CSV_VALUE_INVALID',
        '6 qty_wh CSV_VALUE_INVALID',
        '7 period PERIOD_DUPLICATE',
        '8 period CSV_VALUE_INVALID',
      ].sort(),
    );
  });

  test('a forecast buys what is short and sells what is left', () => {
    const forecast = [
      { imported: 50, exported: 20 },
      { imported: 0, exported: 40 },
      { imported: 5, exported: 5 },
    ];
    const cells = forecastCells(forecast, { buyLimit: 0, sellLimit: 100 }, scale);
    expect(cells.slice(0, 2)).toEqual([
      { side: 0, level: 10, qty: 30 },
      { side: 1, level: 20, qty: 40 },
    ]);
    expect(cells[2]!.qty).toBe(0);
    expect(() => forecastCells(forecast, { buyLimit: -101, sellLimit: 100 }, scale)).toThrow(
      expect.objectContaining({
        code: 'VALUE_OUT_OF_RANGE',
        data: expect.objectContaining({ field: 'buy-limit' }),
      }),
    );
  });
});

describe('tariffs', () => {
  const header = 'period,import_price,export_price,network,discount\n';
  const tariff = (text: string) => parseTariff('tariff.csv', bytes(header + text), small);

  test.each([
    ['small', 'tariff-small.csv'],
    ['full', 'tariff-2013-06-13.csv'],
  ] as const)('the example of the %s profile is the day of the trial', (profile, file) => {
    const params = paramsOf(profile);
    const { fixedPerDay: _, ...prices } = pricesOf(params, new Date('2013-06-13T00:00:00Z'));
    expect(parseTariff(file, readFileSync(`docs/examples/${file}`), params)).toEqual(prices);
  });

  test('negative prices are taken, in any order of rows', () => {
    const read = tariff('3,4,3,2,1\n0,-5,-6,2,1\n2,1,1,0,0\n1,7,7,7,7\n');
    expect(read).toEqual({
      importPrice: [-5, 7, 1, 4],
      exportPrice: [-6, 7, 1, 3],
      network: [2, 7, 0, 2],
      discount: [1, 7, 0, 1],
    });
  });

  test('what is missing or no number is named', () => {
    expect(issues(() => tariff('0,1,1,1,1\n2,1,1,1,1\n'))).toEqual([
      '1 period PERIOD_MISSING',
      '1 period PERIOD_MISSING',
    ]);
    expect(issues(() => tariff('0,16777216,1.5,-1,\n'))).toEqual([
      '2 import_price CSV_VALUE_INVALID',
      '2 export_price CSV_VALUE_INVALID',
      '2 network CSV_VALUE_INVALID',
      '2 discount CSV_VALUE_INVALID',
    ]);
  });
});
