/**
 * The clearing's gadgets against a prover that chooses its hints: all choices are tried, and what follows
 * from them is computed by the circuit itself.
 */
import type { Cell } from '@veilgrid/protocol/core/books/cells';
import type { PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import { R } from '@veilgrid/protocol/core/crypto/field';
import { tryWitness } from '../support/binding.js';
import { cellsOf, vectors } from '../support/clearingDay.js';
import { clearByDefinition, sumsByDefinition } from '../support/clearingReference.js';
import { openForced } from '../support/forcedHints.js';
import { partOf } from '../support/partOf.js';
import type { Circuit } from '../support/r1cs.js';
import type { Inputs } from '../support/witness.js';

const MAX_QTY = 2 ** 24 - 1;

const bits = (n: number, of: number) => Array.from({ length: of }, (_, i) => BigInt((n >> i) & 1));

/** All vectors of `n` bits. */
const bitVectors = (n: number) => Array.from({ length: 2 ** n }, (_, i) => bits(i, n));

/** The outputs of every choice of hints the circuit accepts. */
function outcomes(
  circuit: Circuit,
  inputs: Inputs,
  choices: readonly bigint[][],
  outputs: number,
): bigint[][] {
  return choices.flatMap((forced) => {
    const witness = tryWitness(circuit, { ...inputs, forced });
    return witness === undefined ? [] : [circuit.publicSignals(witness).slice(0, outputs)];
  });
}

/** The seven sums of one period. */
function lanes(cells: readonly Cell[], period: PeriodClearing): bigint[] {
  const words = sumsByDefinition(
    cells.map((c) => [c]),
    [period],
  );
  return Array.from({ length: 7 }, (_, i) => (words[Math.floor(i / 5)]! >> BigInt(50 * (i % 5))) % 2n ** 50n);
}

const numbers = (inputs: Readonly<Record<string, number>>): Record<string, bigint> =>
  Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, BigInt(x)]));

describe('Positive', () => {
  test('has one answer within its range and none beyond', async () => {
    const { circuit } = await openForced('core/books/clearing.circom', 'Positive(4)');
    const answers = (value: bigint) =>
      outcomes(circuit, { in: value }, [[0n], [1n], [2n], [R - 1n]], 1).map(([out]) => out);
    expect(answers(0n)).toEqual([0n]);
    for (const value of [1n, 2n, 16n]) expect(answers(value)).toEqual([1n]);
    for (const value of [17n, R - 1n, R / 2n]) expect(answers(value)).toEqual([]);
  });
});

describe('ClearingCell', () => {
  let circuit: Circuit;
  let choices: bigint[][];

  beforeAll(async () => {
    const forced = await openForced('core/books/clearing-cell.circom', 'ClearingCell()');
    expect(forced.hints).toBe(5);
    circuit = forced.circuit;
    choices = bitVectors(forced.hints);
  });

  const periods: [L: number, H: number, lambda: number][] = [
    [100, 200, 0],
    [100, 101, 3],
    [100, 100, 3],
    [0, 65_535, 0],
    [65_535, 65_535, MAX_QTY],
    [0, 0, 1],
  ];
  const sides: [side: number, rationed: number][] = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ];

  test.each(periods)(
    'adds what the definition says, whatever the hints (L %i, H %i, lambda %i)',
    (L, H, lambda) => {
      const levels = new Set(
        [0, L - 1, L, L + 1, H - 1, H, H + 1, 65_535].filter((l) => l >= 0 && l < 65_536),
      );
      for (const level of levels) {
        for (const qty of [0, 2, 3, MAX_QTY]) {
          for (const [side, rationed] of sides) {
            const period = { L, H, lambda, rationed } as PeriodClearing;
            const inputs = numbers({ side, level, qty, L, H, wide: Number(L < H), lambda, rationed });
            const accepted = outcomes(circuit, inputs, choices, 7);
            if (qty > 0) {
              const between = L < level && level < H;
              expect(accepted).toEqual(between ? [] : [lanes([{ side, level, qty }], period)]);
            } else {
              // A null order above L may be filed in two ways, to the same effect.
              expect(accepted.length).toBeGreaterThan(0);
              for (const sums of accepted) expect(sums).toEqual(lanes([{ side, level, qty }], period));
            }
          }
        }
      }
    },
  );

  test('refuses flags that are no bits', () => {
    const values = [0n, 1n, 2n, R - 1n];
    const flags = values.flatMap((a) =>
      values.flatMap((b) => values.flatMap((c) => values.map((d) => [a, b, c, d]))),
    );
    const all = flags.flatMap((four) => [0n, 1n].map((reaches) => [...four, reaches]));
    for (const level of [90, 100, 200, 210]) {
      for (const side of [0, 1]) {
        const inputs = numbers({ side, level, qty: 5, L: 100, H: 200, wide: 1, lambda: 3, rationed: 0 });
        expect(outcomes(circuit, inputs, all, 7)).toHaveLength(1);
      }
    }
    // The one fraction that brings lambda - 1 - qty + reaches * (2 * (qty - lambda) + 1) to 0.
    const atL = numbers({ side: 0, level: 100, qty: 5, L: 100, H: 200, wide: 1, lambda: 3, rationed: 0 });
    const reaches = partOf(-3n, 2n, 0n);
    expect(outcomes(circuit, atL, [[0n, 1n, 0n, 0n, reaches]], 7)).toEqual([]);
  });

  test('refuses every other unpacking of a cell', () => {
    const inputs = numbers({ side: 0, level: 100, qty: 5, L: 100, H: 200, wide: 1, lambda: 3, rationed: 0 });
    expect(outcomes(circuit, inputs, choices, 7)).toHaveLength(1);
    const step = 2n ** 19n;
    for (const [side, level, qty] of [
      [0n, 100n + step, 4n],
      [0n, 100n - step, 6n],
      [2n, 99n, 5n],
      [-1n, 100n, 5n],
      [0n, 100n, 5n + 2n ** 30n],
      [0n, 100n, -1n - 2n ** 24n],
      [0n, 2n ** 18n, 5n],
      [0n, -(2n ** 17n), 5n],
    ] as const) {
      expect(outcomes(circuit, { ...inputs, side, level, qty }, choices, 7)).toEqual([]);
    }
  });
});

describe('ClearingPeriod', () => {
  let circuit: Circuit;

  beforeAll(async () => {
    const forced = await openForced('core/books/clearing-period.circom', 'ClearingPeriod()');
    expect(forced.hints).toBe(3); // buysLong, sellsLong, mid
    circuit = forced.circuit;
  });

  const inputsOf = (cells: readonly Cell[], period: PeriodClearing, shows = 1): Inputs => {
    const { L, H, lambda, rationed } = period;
    return { ...numbers({ L, H, wide: Number(L < H), lambda, rationed, shows }), sums: lanes(cells, period) };
  };
  const results = (inputs: Inputs) => {
    const ends = (inputs.L as bigint) + (inputs.H as bigint);
    const half = (ends * ((R + 1n) / 2n)) % R;
    const mids = [ends / 2n, ends / 2n + 1n, ends / 2n - 1n, inputs.L as bigint, half];
    const sidesLong = [...bitVectors(2), [2n, R - 1n], [R - 1n, 2n]];
    const choices = sidesLong.flatMap((sides) => [...new Set(mids)].map((mid) => [...sides, mid]));
    return outcomes(circuit, inputs, choices, 5);
  };

  test('has the one result of the vectors, whatever the hints', () => {
    for (const vector of vectors) {
      const period = clearByDefinition(cellsOf(vector));
      const { L, H, level, volume, lambdaBuy, lambdaSell, traded } = vector.expect;
      expect({ ...period, traded: Number(period.traded) }).toMatchObject({
        L,
        H,
        level,
        volume,
        lambdaBuy,
        lambdaSell,
        traded,
      });
      const want = traded ? [1, volume, level, lambdaBuy, lambdaSell] : [0, 0, 0, 0, 0];
      expect(results(inputsOf(cellsOf(vector), period))).toEqual([want.map(BigInt)]);
      // Nothing of it is shown of a book of few; volume the caller hides.
      const hidden = [0, traded ? volume : 0, 0, 0, 0];
      expect(results(inputsOf(cellsOf(vector), period, 0))).toEqual([hidden.map(BigInt)]);
    }
  });

  test('refuses sums that borrow from their neighbours in the word', () => {
    const cells = cellsOf({
      buys: [
        [7, 900],
        [9, 100],
      ],
      sells: [
        [7, 400],
        [5, 50],
      ],
    });
    const inputs = inputsOf(cells, clearByDefinition(cells));
    expect(results(inputs)).toHaveLength(1);
    const sums = inputs.sums as bigint[];
    for (const from of [0, 1, 2, 3, 5]) {
      for (const sign of [1n, -1n]) {
        const moved = sums.with(from, sums[from]! + sign * 2n ** 50n).with(from + 1, sums[from + 1]! - sign);
        expect(results({ ...inputs, sums: moved })).toEqual([]);
      }
    }
    // Through D(=L), S(=L), V(=H) and M: X + V stays, M gains one, which the margin would allow here.
    const long = cellsOf({ buys: [[9, 103]], sells: Array.from({ length: 4 }, () => [7, 100]) });
    const honest = inputsOf(long, clearByDefinition(long));
    const [D, S, d, s, V, M, C] = honest.sums as bigint[];
    expect(results(honest)).toHaveLength(1);
    expect(results({ ...honest, sums: [D!, S!, d!, s!, V!, M! + 1n, C!] })).toHaveLength(1);
    expect(
      results({ ...honest, sums: [D!, S!, d! + 2n ** 50n, s! - 1n, V! - 2n ** 50n, M! + 1n, C!] }),
    ).toEqual([]);
  });
});
