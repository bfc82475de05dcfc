import type { Cell } from '@veilgrid/protocol/core/books/cells';
import type { PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import { clearingStateCommitment } from '@veilgrid/protocol/core/books/clearingState';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { createHasher } from '@veilgrid/wasm-core';
import fc from 'fast-check';
import { tryWitness, unboundInputs, unboundWires } from '../support/binding.js';
import {
  AUCTION,
  column,
  clearingDay as dayOf,
  ENOUGH,
  ordersOf,
  ordersOfVectors,
  vectorDays,
} from '../support/clearingDay.js';
import { closeOutputs, sumsByDefinition } from '../support/clearingReference.js';
import { openForced } from '../support/forcedHints.js';
import { partOf } from '../support/partOf.js';
import { PROFILES_TESTED } from '../support/profiles.js';
import { type Circuit, COMPILE_TIMEOUT, openCircuit } from '../support/r1cs.js';
import { often } from '../support/wholeDay.js';
import type { Inputs } from '../support/witness.js';

const MAX_QTY = 2 ** 24 - 1;
const MAX_LEVEL = 65_535;
const cell = (side: number, level: number, qty: number): Cell => ({ side, level, qty });

const SIZES: Record<string, number[]> = { small: [1915, 20], medium: [5262, 41] };

describe.each(PROFILES_TESTED)('close, %s profile', (profile, params) => {
  const { K } = params;
  /** Days of vectors as orders. */
  const vectorOrders = vectorDays(params).map(ordersOfVectors);
  const clearingDay = (orders: readonly (readonly Cell[])[], periods?: readonly PeriodClearing[]) =>
    dayOf(hasher, orders, periods, params);

  let hasher: Hasher;
  let close: Circuit;
  let clear: Circuit;

  beforeAll(async () => {
    hasher = await createHasher();
    close = await openCircuit('close', params.profile);
    clear = await openCircuit('clear', params.profile);
  }, COMPILE_TIMEOUT);

  /** Public outputs of the close, its constraints checked; undefined where it refuses. */
  function outputsOf(inputs: Inputs): bigint[] | undefined {
    const witness = tryWitness(close, inputs);
    if (witness === undefined) return undefined;
    expect(close.satisfied(witness)).toBe(true);
    return close.publicSignals(witness).slice(0, -5);
  }

  /** The close's inputs for an honest sum at whatever periods the operator claims. */
  function closeInputs(orders: readonly (readonly Cell[])[], periods: readonly PeriodClearing[]): Inputs {
    const count = orders.filter((cells) => cells.some((c) => c.qty > 0)).length;
    return stateInputs({ salt: 5n, sums: sumsByDefinition(orders, periods), count }, periods);
  }

  function stateInputs(
    state: { salt: bigint; sums: readonly bigint[]; count: number },
    periods: readonly PeriodClearing[],
  ): Inputs {
    const parameter = (name: 'L' | 'H' | 'lambda' | 'rationed') => periods.map((p) => BigInt(p[name]));
    return {
      context: 1n,
      auctionId: AUCTION,
      state: clearingStateCommitment(hasher, state, periods),
      minGroup: BigInt(ENOUGH),
      hides: 0n,
      salt: state.salt,
      sums: state.sums,
      count: BigInt(state.count),
      L: parameter('L'),
      H: parameter('H'),
      lambda: parameter('lambda'),
      rationed: parameter('rationed'),
    };
  }

  /** Whether the operator can prove these parameters: every batch and the close. */
  function provable(orders: readonly (readonly Cell[])[], periods: readonly PeriodClearing[]): boolean {
    if (tryWitness(close, closeInputs(orders, periods)) === undefined) return false;
    return clearingDay(orders, periods).batches.every((b) => tryWitness(clear, b) !== undefined);
  }

  const inRange = ({ L, H, lambda, rationed }: PeriodClearing) =>
    L >= 0 && L <= MAX_LEVEL && H >= 0 && H <= MAX_LEVEL && lambda >= 0 && lambda <= MAX_QTY && rationed <= 1;

  /** The parameters of one period moved by one, and the side flipped. */
  function neighbours(period: PeriodClearing): PeriodClearing[] {
    const { L, H, lambda, rationed } = period;
    return [
      ...[-1, 1].flatMap((d) => [
        { ...period, L: L + d },
        { ...period, H: H + d },
        { ...period, L: L + d, H: H + d },
        { ...period, lambda: lambda + d },
      ]),
      { ...period, rationed: 1 - rationed },
      { ...period, rationed: 1 - rationed, lambda: rationed === 0 ? lambda + 1 : Math.max(lambda - 1, 0) },
    ].filter(inRange);
  }

  /** A period of each kind and the last of the day: more of the same kinds cost minutes. */
  const tried = (periods: readonly PeriodClearing[]) =>
    periods.map((period, k) => [period, k] as const).filter(([, k]) => k < 4 || k === K - 1);

  // Buys long, sells long, L < H with volume at both ends, one-sided.
  const day = ordersOf(
    often(params, [
      [cell(0, 50, 700), cell(0, 50, 300), cell(1, 50, 400), cell(1, 50, 0), cell(0, 3, 9)],
      [cell(0, 9, 40), cell(1, 9, 90), cell(1, 9, 10), cell(0, 8, 5)],
      [cell(0, 200, 30), cell(1, 100, 30), cell(0, 100, 5), cell(1, 200, 5)],
      [cell(0, MAX_LEVEL, 8), cell(0, 0, MAX_QTY)],
    ]),
  );

  test('size', () => {
    expect([close.constraints, close.nPublic]).toEqual(SIZES[profile]);
  });

  test('gives the results of the vectors', () => {
    vectorDays(params).forEach((vectors) => {
      const orders = ordersOfVectors(vectors);
      const expected = vectors.map((v) => v.expect);
      const { periods, close: inputs } = clearingDay(orders);
      const outputs = outputsOf(inputs)!;
      expect(outputs).toEqual(closeOutputs(periods, orders));
      const shown = (value: (e: (typeof expected)[number]) => number) =>
        expected.map((e) => BigInt(e.traded ? value(e) : 0));
      expect(outputs[0]).toBe(expected.reduce((bits, e, k) => bits + (BigInt(e.traded) << BigInt(k)), 0n));
      expect(outputs.slice(3)).toEqual([
        ...shown((e) => e.level),
        ...shown((e) => e.lambdaBuy),
        ...shown((e) => e.lambdaSell),
      ]);
    });
  });

  test('gives the result by definition on random books', () => {
    // A narrow band of levels makes ties; both ends of level and quantity are always in reach.
    const cells = fc.record({
      side: fc.constantFrom(0, 1),
      level: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom(MAX_LEVEL - 1, MAX_LEVEL)),
      qty: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(MAX_QTY)),
    });
    const book = fc.array(cells, { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(book, { minLength: K, maxLength: K }), (books) => {
        const orders = ordersOf(books);
        const { periods, close: inputs } = clearingDay(orders);
        expect(outputsOf(inputs)).toEqual(closeOutputs(periods, orders));
      }),
      { numRuns: Math.ceil(240 / K) },
    );
  });

  test('no parameter is at the discretion of the operator', () => {
    for (const orders of [day, ...vectorOrders.filter((_, i) => i % Math.ceil(K / 2) === 0)]) {
      const { periods } = clearingDay(orders);
      tried(periods).forEach(([period, k]) => {
        for (const other of neighbours(period)) {
          const accepted = provable(orders, periods.with(k, other));
          if (accepted)
            throw new Error(`accepted ${JSON.stringify({ period, other, book: column(orders, k) })}`);
        }
      });
    }
  });

  test('no other pair of levels is provable', () => {
    const { periods } = clearingDay(day);
    tried(periods).forEach(([period, k]) => {
      const levels = [0, 8, 9, 10, 50, 51, 100, 150, 200, 201, MAX_LEVEL];
      for (const L of levels) {
        for (const H of levels) {
          if (H < L || (L === period.L && H === period.H)) continue;
          for (const margin of [period, { lambda: 0, rationed: 0 }]) {
            const { lambda, rationed } = margin;
            expect(provable(day, periods.with(k, { ...period, L, H, lambda, rationed }))).toBe(false);
          }
        }
      }
    });
  });

  test('every input is bound', () => {
    for (const orders of [day, []]) {
      const inputs = clearingDay(orders).close;
      // 5 orders or none are not enough for ten, nor for eleven; as public signals the three are given. A day without
      // orders has nothing to hide.
      const free = ['context', 'auctionId', 'minGroup'];
      const nothing = orders.length === 0 ? ['hides'] : [];
      expect(unboundInputs(close, inputs)).toEqual({ free: [...free, ...nothing], notHeld: [] });
      // 1 + 1 is no bit.
      expect(unboundInputs(close, { ...inputs, hides: 1n })).toEqual({ free, notHeld: [] });
    }
  });

  test('every wire is bound', () => {
    for (const orders of [day, [], vectorOrders[7]!]) {
      for (const hides of [0n, 1n]) {
        const witness = close.witness({ ...clearingDay(orders).close, hides });
        // Dummy squares have two roots; of enough nothing is hidden. As public signals the three are given.
        const enough = close.publicSignals(witness)[1] === 1n ? ['main.hides'] : [];
        expect(unboundWires(close, witness)).toEqual(['main.context', 'main.auctionId', ...enough]);
      }
    }
  });

  test('a day without orders', () => {
    const outputs = outputsOf(clearingDay([]).close);
    expect(outputs).toEqual(Array<bigint>(3 + 3 * K).fill(0n));
  });

  test('the volume is shown from ten orders that are not null', () => {
    const traders = (n: number) =>
      Array.from({ length: n }, (_, i) => Array.from({ length: K }, () => cell(i % 2, 5, 3)));
    const idle = Array.from({ length: K }, () => cell(0, 5, 0));
    const shown = (orders: Cell[][]) => outputsOf(clearingDay(orders).close)!.slice(0, 3);
    expect(shown([...traders(9), idle, idle])).toEqual([2n ** BigInt(K) - 1n, 0n, 0n]);
    expect(shown([...traders(10), idle])).toEqual([2n ** BigInt(K) - 1n, 1n, BigInt(5 * 3 * K)]);
  });

  test('a book that hides shows of too few nothing, and of enough everything', () => {
    const traders = (n: number) =>
      Array.from({ length: n }, (_, i) => Array.from({ length: K }, () => cell(i % 2, 5, 3 + (i % 4))));
    for (const orders of [traders(9), traders(10)]) {
      const { periods, close: inputs } = clearingDay(orders);
      const shown = closeOutputs(periods, orders);
      expect(shown[0]).toBe(2n ** BigInt(K) - 1n);
      expect(outputsOf(inputs)).toEqual(shown);
      const hidden = orders.length < ENOUGH ? shown.map(() => 0n) : shown;
      expect(outputsOf({ ...inputs, hides: 1n })).toEqual(hidden);
      // Neither more nor less than all of it: no other public value is provable.
      for (const hides of [2n, -1n, partOf(0n, 1n, 7n)])
        expect(outputsOf({ ...inputs, hides })).toBeUndefined();
    }
  });

  test('what is hidden is right all the same', () => {
    const { periods } = clearingDay(day);
    tried(periods).forEach(([period, k]) => {
      for (const other of neighbours(period)) {
        const claimed = periods.with(k, other);
        const hidden = { ...closeInputs(day, claimed), hides: 1n };
        const accepted =
          tryWitness(close, hidden) !== undefined &&
          clearingDay(day, claimed).batches.every((b) => tryWitness(clear, b) !== undefined);
        expect([other, accepted]).toEqual([other, false]);
      }
    });
  });

  test('enough begins at the group that the ledger asks for', () => {
    const periods = clearingDay([]).periods;
    const sums = Array<bigint>(params.clearingWords).fill(0n);
    const enough = (count: number, minGroup: bigint) =>
      outputsOf({ ...stateInputs({ salt: 3n, sums, count }, periods), minGroup })?.[1];
    const MOST = 2 ** 18;
    for (const count of [0, 1, 9, 10, 12, 13, MOST - 1, MOST]) {
      for (const minGroup of [0, 1, 10, 13, count, count + 1, MOST, MOST + 1])
        expect([count, minGroup, enough(count, BigInt(minGroup))]).toEqual([
          count,
          minGroup,
          count >= minGroup ? 1n : 0n,
        ]);
    }
    // What no record holds is proven of no day: it lies too far from every count.
    for (const minGroup of [2n ** 20n, 2n ** 253n]) expect(enough(12, minGroup)).toBeUndefined();
  });

  test('refuses a wrong count', () => {
    const inputs = clearingDay(day).close;
    for (const count of [4n, 6n, 10n, -1n]) expect(outputsOf({ ...inputs, count })).toBeUndefined();
  });

  test('a cheating prover can neither unpack other sums nor misjudge the count', async () => {
    const { circuit, hints } = await openForced('core/books/close.circom', `Close(${K})`, {
      at: ['7 * K', 'i'],
      size: '7 * K + 1',
    });
    expect(hints).toBe(2); // `enough` and the sums
    const inputs = clearingDay(day).close;
    const words = inputs.sums as bigint[];
    const sums = Array.from(
      { length: 7 * K },
      (_, i) => (words[Math.floor(i / 5)]! >> BigInt(50 * (i % 5))) % 2n ** 50n,
    );
    const accepts = (lanes: readonly bigint[], enough: bigint) =>
      tryWitness(circuit, { ...inputs, forced: [...lanes, enough] }) !== undefined;
    expect(accepts(sums, 0n)).toBe(true);
    // A Wh more on both sides of a period leaves X and Y as they are.
    expect(accepts(sums.with(0, sums[0]! + 1n).with(1, sums[1]! + 1n), 0n)).toBe(false);
    // The count is 5. The fraction brings the bounded number to 0.
    expect(inputs.count).toBe(5n);
    for (const enough of [1n, 2n, -1n, partOf(4n, 4n - 9n, 0n)]) expect(accepts(sums, enough)).toBe(false);
    // Whatever group is asked for, one judgement at most is provable: both differences never lie in the range.
    const both = [0n, 1n, 5n, 6n, 2n ** 18n, 2n ** 19n + 5n, 2n ** 19n + 6n, -1n, 2n ** 252n];
    for (const minGroup of both) {
      const judged = [0n, 1n].filter(
        (enough) => tryWitness(circuit, { ...inputs, minGroup, forced: [...sums, enough] }) !== undefined,
      );
      expect([minGroup, judged.length <= 1]).toEqual([minGroup, true]);
    }
  });

  test('the largest day: 2^18 orders of the largest quantity', () => {
    type Row = [lanes: bigint[], L: number, H: number, lambda: number, rationed: number];
    const half = 2n ** 17n * BigInt(MAX_QTY);
    const all = 2n * half;
    // D(>=L), S(<=L), D(=L), S(=L), V(=H), M, C
    const crossed: Row = [[half, half, half, half, 0n, 0n, 2n ** 17n], 5, 5, 0, 0];
    const buysAlone: Row = [[all, 0n, all, 0n, 0n, 0n, 2n ** 18n], 3, MAX_LEVEL, 0, 0];
    const apart: Row = [[half, 0n, half, 0n, half, 0n, 2n ** 17n], 3, 9, 0, 0];
    const sellsAlone: Row = [[0n, all, 0n, all, 0n, 2n ** 18n, 2n ** 18n], 0, 0, 1, 1];
    const inputs = (rows: Row[]) => {
      const sums = Array<bigint>(params.clearingWords).fill(0n);
      rows
        .flatMap(([lanes]) => lanes)
        .forEach((lane, i) => {
          sums[Math.floor(i / 5)]! += lane << BigInt(50 * (i % 5));
        });
      const periods = rows.map(
        ([, L, H, lambda, rationed]) => ({ L, H, lambda, rationed }) as PeriodClearing,
      );
      return stateInputs({ salt: 1n, sums, count: 2 ** 18 }, periods);
    };
    const rows = often(params, [crossed, buysAlone, apart, sellsAlone]);
    const tradedIn = rows.flatMap((row, k) => (row === crossed ? [2n ** BigInt(k)] : []));
    const volume = half * BigInt(tradedIn.length);
    const traded = tradedIn.reduce((bits, bit) => bits + bit, 0n);
    expect(outputsOf(inputs(rows))?.slice(0, 3)).toEqual([traded, 1n, volume]);
    // Sells long without their margin; demand that supply at L does not meet.
    expect(outputsOf(inputs(rows.with(3, [sellsAlone[0], 0, 0, 0, 0])))).toBeUndefined();
    expect(
      outputsOf(inputs(rows.with(1, [[all, 0n, 0n, 0n, 0n, 0n, 0n], 0, MAX_LEVEL, 0, 0]))),
    ).toBeUndefined();
  });
});
