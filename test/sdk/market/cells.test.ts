import { BUY, buyCell, dayNumber, formatMoney, SELL, sellCell } from '@veilgrid/client-sdk';
import fc from 'fast-check';

test('a cell never pays more nor takes less than its price', () => {
  const auction = fc.record({
    floor: fc.integer({ min: -5_000, max: 0 }),
    tick: fc.integer({ min: 1, max: 50 }),
  });
  fc.assert(
    fc.property(auction, fc.integer({ min: 0, max: 60_000 }), ({ floor, tick }, price) => {
      const priceOf = (level: number) => floor + tick * level;
      const bid = buyCell({ floor, tick }, price, 7);
      const ask = sellCell({ floor, tick }, price, 7);
      expect([bid.side, ask.side, bid.qty, ask.qty]).toEqual([BUY, SELL, 7, 7]);
      expect(priceOf(bid.level) <= price && price < priceOf(bid.level + 1)).toBe(true);
      expect(priceOf(ask.level - 1) < price && price <= priceOf(ask.level)).toBe(true);
    }),
  );
});

test.each([
  [-101, 1, 'price'],
  [65_436, 1, 'price'],
  [10.5, 1.5, 'wh'],
  [10, -1, 'wh'],
  [10, 2 ** 24, 'wh'],
  [Number.NaN, 1, 'price'],
])('a price of %p and a quantity of %p are refused', (price, wh, field) => {
  const refusal = expect.objectContaining({
    code: 'VALUE_OUT_OF_RANGE',
    data: expect.objectContaining({ field }),
  });
  expect(() => buyCell({ floor: -100, tick: 1 }, price, wh)).toThrow(refusal);
});

test('days and money', () => {
  expect(dayNumber('1970-01-01')).toBe(0);
  expect(dayNumber('2013-06-13')).toBe(15_869);
  for (const date of ['2013-02-30', '1969-12-31', '13-06-13', 'today', '2013-06-13T00:00']) {
    expect(() => dayNumber(date)).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_RANGE' }));
  }
  expect([0n, 1n, -1n, 150_000_000n, -1_234_567_890n].map(formatMoney)).toEqual([
    '0.00000000',
    '0.00000001',
    '-0.00000001',
    '1.50000000',
    '-12.34567890',
  ]);
});
