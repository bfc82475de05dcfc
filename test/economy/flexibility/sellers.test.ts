import { Random } from '../support/random.js';
import { CEILING, COSTS, colluding, demandOf, honest } from './support/sellers.js';

const random = new Random(1);
/** Twelve of twenty, drawn twenty times. */
const coalitions = Array.from({ length: 20 }, () => random.shuffled(COSTS.map((_, i) => i)).slice(0, 12));

test('before one flat step twelve of twenty who withhold raise the price from 43 to the ceiling of 100', () => {
  const flat = demandOf([CEILING]);
  for (const members of coalitions) {
    expect(honest(flat, members).price).toBe(43);
    expect(colluding(flat, members).price).toBe(CEILING);
  }
});

test('before falling steps they raise it from 35 to at most 40', () => {
  const falling = demandOf([70, 60, 50, 45, 40, 35, 30, 25]);
  const prices = coalitions.map((members) => {
    expect(honest(falling, members).price).toBe(35);
    return colluding(falling, members).price;
  });
  expect(Math.max(...prices)).toBe(40);
});
