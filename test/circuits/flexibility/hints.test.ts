/** What a cheating prover can make of the hints of the flexibility market's gadgets: nothing. */
import { tryWitness } from '../support/binding.js';
import { openForced } from '../support/forcedHints.js';
import { partOf } from '../support/partOf.js';
import type { Inputs } from '../support/witness.js';

const bigs = (...values: readonly number[]) => values.map(BigInt);

/** All pairs, or triples, of these values. */
const combinations = (values: readonly bigint[], count: number): bigint[][] =>
  count === 0 ? [[]] : combinations(values, count - 1).flatMap((rest) => values.map((x) => [...rest, x]));

/** The circuit with forced hints, and which of some choices it accepts. */
async function opened(file: string, call: string, expected: number) {
  const { circuit, hints } = await openForced(`flexibility/${file}.circom`, call);
  expect(hints).toBe(expected);
  return (inputs: Inputs, choices: readonly (readonly bigint[])[]) =>
    choices.filter((forced) => tryWitness(circuit, { ...inputs, forced }) !== undefined);
}

test('a fill is below, at or above the price, and at it reaches the margin or not', async () => {
  const accepted = await opened('fill-cell', 'FillCell()', 3);
  const values = [...bigs(-2, -1, 0, 1, 2), partOf(-1n, 1n, 0n)];
  for (const [level, qty] of [
    [5, 9],
    [6, 9],
    [7, 9],
    [6, 3],
    [6, 4],
    [0, 0],
  ] as const) {
    const cell = { level: BigInt(level), qty: BigInt(qty), traded: 1n, p: 6n, lambda: 4n };
    const honest = [level < 6, level === 6, qty >= 4].map((x) => (x ? 1n : 0n));
    expect([level, qty, accepted(cell, combinations(values, 3))]).toEqual([level, qty, [honest]]);
  }
});

test('a half hour is delivered or opposed, and reaches what was accepted or not', async () => {
  const accepted = await opened('delivered-period', 'DeliveredPeriod()', 2);
  const prices = { rate: 3n, pen: 2n, rebound: 1n, comp: 4n };
  const values = [...bigs(-2, -1, 0, 1, 2), partOf(0n, 1n, 7n)];
  for (const up of [0n, 1n]) {
    for (const [below, fill] of [
      ...[
        [0, 0],
        [0, 5],
        [4, 5],
        [5, 5],
        [6, 5],
      ],
      ...[
        [-4, 5],
        [-5, 5],
        [-6, 5],
        [7, 0],
        [-7, 0],
      ],
    ] as const) {
      const x = up === 1n ? -below! : below!;
      const honest = [x < 0, Math.abs(x) >= fill!].map((yes) => (yes ? 1n : 0n));
      const inputs = { ...prices, called: 1n, up, fill: BigInt(fill!), below: BigInt(below!) };
      expect([up, below, fill, accepted(inputs, combinations(values, 2))]).toEqual([
        up,
        below,
        fill,
        [honest],
      ]);
    }
  }
  // No integer, or one beyond what readings give: the division's own ranges leave it to this one.
  const choices = combinations(bigs(0, 1), 2);
  for (const below of [2n ** 27n, -(2n ** 27n) - 1n, partOf(0n, 2_048n, 7n)])
    expect(accepted({ ...prices, called: 1n, up: 0n, fill: 5n, below }, choices)).toEqual([]);
});

test('words of a reading have one unpacking', async () => {
  const { circuit, hints } = await openForced('flexibility/baseline.circom', 'UnpackPairs(5, 24)', {
    at: ['k', '5 + k'],
    size: '10',
  });
  expect(hints).toBe(2);
  const imp = bigs(7, 0, 2 ** 24 - 1, 3, 9);
  const exp = bigs(1, 5, 2 ** 24 - 1, 0, 4);
  const pair = (k: number) => imp[k]! + 2n ** 30n * exp[k]!;
  const words = [pair(0) + 2n ** 60n * pair(1) + 2n ** 120n * pair(2) + 2n ** 180n * pair(3), pair(4)];
  const accepts = (forced: readonly bigint[]) => tryWitness(circuit, { words, forced }) !== undefined;
  const honest = [...imp, ...exp];
  expect(accepts(honest)).toBe(true);
  // Between import and export of a half hour, to the next half hour, and to the next word.
  for (const [one, other, slot] of [
    [0, 5, 30n],
    [5, 1, 30n],
    [3, 8, 30n],
    [4, 9, 30n],
  ] as const) {
    for (const by of [1n, -1n]) {
      const moved = honest.with(one, honest[one]! + by * 2n ** slot).with(other, honest[other]! - by);
      expect([one, other, by, accepts(moved)]).toEqual([one, other, by, false]);
    }
  }
  for (let i = 0; i < honest.length; i++) expect(accepts(honest.with(i, honest[i]! + 1n))).toBe(false);
});

test('a mean has one quotient', async () => {
  const accepted = await opened('baseline', 'Baseline(1, 2)', 1);
  const word = (imported: number, exported: number) => [BigInt(imported) + 2n ** 30n * BigInt(exported)];
  const inputs = {
    weight: [1n, 1n, 1n],
    words: [word(800, 20), word(1_000, 7), word(1_301, 0)],
    refImport: [1_100n],
    refExport: [951n],
    n: 2n,
  };
  // (1100 · 2301 − 951 · 7 − 2048 · 780) / 2048 = 452.6…
  const near = Array.from({ length: 9 }, (_, i) => [448n + BigInt(i)]);
  expect(accepted(inputs, near)).toEqual([[452n]]);
  // 780 Wh above nothing.
  const none = { ...inputs, words: [word(800, 20), word(0, 0), word(0, 1)] };
  const far = Array.from({ length: 9 }, (_, i) => [-785n + BigInt(i)]);
  expect(accepted(none, far)).toEqual([[-781n]]);
});
