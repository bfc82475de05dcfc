import { timeValue } from '@veilgrid/cli/options';
import { formatMoney, parseMoney } from '@veilgrid/cli/terminal/amounts';
import { formatDay, formatTime } from '@veilgrid/cli/terminal/dates';
import fc from 'fast-check';

test.each([
  ['12.5', 1_250_000_000n, '12.50'],
  ['0.00000001', 1n, '0.00000001'],
  ['1000', 100_000_000_000n, '1000.00'],
  ['184467440737.09551615', 2n ** 64n - 1n, '184467440737.09551615'],
])('%s is %s units', (text, units, again) => {
  expect(parseMoney(text)).toBe(units);
  expect(formatMoney(units)).toBe(again);
});

test.each(['', '.5', '5.', '1e3', '+1', '-1', ' 1', '1,5', '0.000000001', '184467440737.09551616', '٣'])(
  '%j is no amount',
  (text) => {
    expect(parseMoney(text)).toBeUndefined();
  },
);

test('every amount is read back as it was written', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 64n - 1n), (units) => {
      expect(parseMoney(formatMoney(units))).toBe(units);
    }),
  );
});

test('what is owed is written with its sign', () => {
  expect(formatMoney(-1_250_000_000n)).toBe('-12.50');
});

test.each([
  ['2013-06-12T22:00Z', 1_371_074_400],
  ['2013-06-13T00:00+02:00', 1_371_074_400],
  ['2013-06-12T22:00:01Z', 1_371_074_401],
])('%s is a time', (text, seconds) => {
  expect(timeValue(text)).toBe(seconds);
  expect(timeValue(formatTime(seconds))).toBe(seconds);
});

test('what no calendar reaches is written as a number', () => {
  expect([formatDay(2_932_896), formatDay(2 ** 32 - 1)]).toEqual(['9999-12-31', 'day 4294967295']);
  expect(formatTime(253_402_300_799n)).toBe('9999-12-31T23:59:59Z');
  expect([formatTime(253_402_300_800n), formatTime(2n ** 60n)]).toEqual([
    'second 253402300800',
    `second ${2n ** 60n}`,
  ]);
});

test.each([
  '2013-06-12',
  '2013-06-12T22:00',
  '2013-02-30T00:00Z',
  '2013-06-12T25:00Z',
  '1969-12-31T23:00Z',
  'now',
])('%s is no time', (text) => {
  expect(() => timeValue(text)).toThrow('A time with its offset');
});
