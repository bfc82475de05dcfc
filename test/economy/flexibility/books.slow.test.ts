import { checked, seeds } from './support/breaches.js';

test('1,500 random needs, and 500 at the ends of their ranges', () => {
  const played = seeds(1_500).map((seed) => checked(1_000 + seed, false));
  expect(played.filter(({ called }) => called > 0n).length).toBeGreaterThan(600);
  for (const seed of seeds(500)) checked(1_000 + seed, true);
});
