import { tellingPeriod } from '@veilgrid/client-sdk';

const K = 48;
const flat = (price: number) => Array.from({ length: K }, () => price);
/** A spread of 1 in all periods but one. */
const with13 = (spread: number) => ({ importPrice: flat(10).with(13, 9 + spread), exportPrice: flat(9) });

test('a spread above thirty times the mean tells, at thirty times it does not', () => {
  // spread·48 > 30·(47 + spread), so above 78.33
  expect(tellingPeriod(with13(78))).toBeUndefined();
  expect(tellingPeriod(with13(79))).toBe(13);
});

test('thirty times the mean itself is not above it', () => {
  const spreads = [...Array(30).fill(0), 7];
  const prices = (last: number) => ({
    importPrice: [...spreads.slice(0, -1), last],
    exportPrice: Array(31).fill(0),
  });
  expect(tellingPeriod(prices(7))).toBe(30);
  const thirty = { importPrice: [...Array(29).fill(0), 7], exportPrice: Array(30).fill(0) };
  expect(tellingPeriod(thirty)).toBeUndefined();
});

test('flat prices and a peak of a few hours tell nothing, nor does one price for both sides', () => {
  expect(tellingPeriod({ importPrice: flat(10), exportPrice: flat(4) })).toBeUndefined();
  const peak = flat(12).fill(67, 34, 40);
  expect(tellingPeriod({ importPrice: peak, exportPrice: flat(4) })).toBeUndefined();
  expect(tellingPeriod({ importPrice: flat(4), exportPrice: flat(4) })).toBeUndefined();
});

test('beside spreads that cancel out any tells', () => {
  expect(tellingPeriod({ importPrice: flat(4).with(2, 9).with(3, -1), exportPrice: flat(4) })).toBe(2);
});
