import { settled } from './support/books.js';
import { checked, seeds } from './support/breaches.js';

test('100 random needs: money is kept, nothing held is short, ten have sold in whatever trades', () => {
  const played = seeds(100).map((seed) => checked(seed, false));
  // Not of one kind: called and not, void, paid to the supplier and not.
  expect(played.filter(({ called }) => called > 0n).length).toBeGreaterThan(40);
  expect(played.filter(({ result }) => result.traded === 0n).length).toBeGreaterThan(8);
  expect(played.filter(({ result, called }) => result.traded !== 0n && called === 0n).length).toBeGreaterThan(
    20,
  );
  const owed = played.map((need) => settled(need, 0).owed);
  expect(owed.filter((x) => x > 0n).length).toBeGreaterThan(8);
  expect(owed.filter((x) => x < 0n).length).toBeGreaterThan(8);
});

test('60 needs at the ends of their ranges: no payment is below 0, and every amount fits its lane', () => {
  const played = seeds(60).map((seed) => checked(seed, true));
  expect(played.filter(({ called }) => called > 0n).length).toBeGreaterThan(5);
});
