/** The sample of what the tool tries is another one with every seed. */
import { someOf } from './mutation.js';
import { randomNumbers } from './randomNumbers.js';

const SEEDS = Array.from({ length: 60 }, (_, seed) => BigInt(seed));

test('every case, first and last wires among them, is left out by some seeds and chosen by others', () => {
  const wires = Array.from({ length: 8 }, (_, i) => i);
  for (const most of [1, 4])
    for (const wire of wires) {
      const chosen = SEEDS.filter((seed) => someOf(wires, most, randomNumbers(seed)).includes(wire)).length;
      expect([most, wire, chosen > 0 && chosen < SEEDS.length]).toEqual([most, wire, true]);
    }
});

test('the same seed gives the same numbers', () => {
  const drawn = (seed: bigint) => Array.from({ length: 5 }, randomNumbers(seed));
  expect(drawn(7n)).toEqual(drawn(7n));
  expect(drawn(7n)).not.toEqual(drawn(8n));
});
