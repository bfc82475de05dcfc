import { mod, R } from '@veilgrid/protocol/core/crypto/field';
import { type Hasher, hash } from '@veilgrid/protocol/core/crypto/hash';
import { fold } from '@veilgrid/protocol/core/lists';
import { type PeriodClearing, packClearingParams } from '@veilgrid/protocol/market/clearing';
import { type Cell, orderCommitment, packOrder } from '@veilgrid/protocol/market/order';
import { TAGS } from '@veilgrid/protocol/tags';
import { createHasher } from '@veilgrid/wasm-core';
import { tryWitness, unboundInputs, unboundWires, withValues } from '../support/binding.js';
import { clearingDay, ordersOf, small, vectorDays } from '../support/clearingDay.js';
import { sumsByDefinition } from '../support/clearingReference.js';
import { partOf } from '../support/partOf.js';
import { type Circuit, openCircuit } from '../support/r1cs.js';
import type { Inputs } from '../support/witness.js';

const MAX_QTY = 2 ** 24 - 1;
const cell = (side: number, level: number, qty: number): Cell => ({ side, level, qty });
const b = BigInt;

let hasher: Hasher;
let circuit: Circuit;

beforeAll(async () => {
  hasher = await createHasher();
  circuit = await openCircuit('clear');
});

const accepts = (inputs: Inputs) => {
  const witness = tryWitness(circuit, inputs);
  return witness !== undefined && circuit.satisfied(witness);
};

/** The state after the first `n` orders, by definition. */
function stateOf(
  orders: readonly (readonly Cell[])[],
  periods: readonly PeriodClearing[],
  salt: bigint,
): bigint {
  const count = orders.filter((cells) => cells.some((c) => c.qty > 0)).length;
  return hash(hasher, TAGS.CLR, [
    salt,
    ...sumsByDefinition(orders, periods),
    b(count),
    ...packClearingParams(periods),
  ]);
}

// Five orders: three batches, the last with a padding slot. Period 0: buys long at one level; 1: sells
// long; 2: one-sided; 3: L < H with volume on both ends. Null orders and extremes in between.
const day = [
  [cell(0, 50, 700), cell(0, 9, 40), cell(0, 0, MAX_QTY), cell(0, 200, 30)],
  [cell(0, 50, 300), cell(1, 9, 90), cell(0, 65_535, 1), cell(1, 100, 30)],
  [cell(1, 50, 400), cell(1, 9, 10), cell(0, 7, 0), cell(0, 100, 5)],
  [cell(1, 50, 0), cell(0, 8, 0), cell(1, 65_535, 0), cell(1, 200, 5)],
  [cell(0, 3, 0), cell(1, 65_535, 0), cell(1, 0, 0), cell(0, 150, 0)],
];

describe('clear', () => {
  test('size', () => {
    expect([circuit.constraints, circuit.nPublic]).toEqual([2731, 7]);
  });

  test('chains of batches give the sums by definition', () => {
    for (const orders of [day, [], [day[4]!], ...vectorDays.slice(10, 14)]) {
      const { batches, periods } = clearingDay(hasher, orders);
      batches.forEach((inputs, i) => {
        const witness = circuit.witness(inputs);
        expect(circuit.satisfied(witness)).toBe(true);
        const [stateOut, ...publicInputs] = circuit.publicSignals(witness);
        expect(stateOut).toBe(
          stateOf(orders.slice(0, (i + 1) * small.clearN), periods, inputs.saltOut as bigint),
        );
        const { context, auctionId, foldStart, foldEnd, stateIn, first } = inputs;
        expect(publicInputs).toEqual([context, auctionId, foldStart, foldEnd, stateIn, first]);
      });
    }
  });

  test('the extremes of quantity, level and margin', () => {
    const orders = ordersOf([
      [cell(0, 65_535, MAX_QTY), cell(1, 65_535, MAX_QTY)],
      [cell(0, 0, MAX_QTY), cell(1, 0, MAX_QTY - 1)],
      [cell(0, 65_535, MAX_QTY), cell(1, 0, MAX_QTY)],
      [cell(1, 0, MAX_QTY)],
    ]);
    for (const inputs of clearingDay(hasher, orders).batches) expect(accepts(inputs)).toBe(true);
  });

  test('every input is bound, but what a padding slot or the first state leave unused', () => {
    const { batches } = clearingDay(hasher, day);
    // A proof may be made for any context, but then holds for that one only.
    expect(unboundInputs(circuit, batches[1]!)).toEqual({ free: ['context'], notHeld: [] });
    const unused = (name: string) => ({ free: ['context', name], notHeld: [name] });
    expect(unboundInputs(circuit, batches[0]!)).toEqual(unused('saltIn'));
    expect(unboundInputs(circuit, batches[2]!)).toEqual(unused('inner[1]'));
  });

  test('every wire is bound', () => {
    const { batches } = clearingDay(hasher, day);
    // The context's square has two roots; as a public signal the context is given to the prover. A null
    // order above H may be filed as between L and H: it adds nothing either way.
    const unbound = batches.map((inputs) => unboundWires(circuit, circuit.witness(inputs)));
    expect(unbound).toEqual([['main.context'], ['main.context'], ['main.context', 'main.cell[0][1].above']]);
  });

  test('refuses an order dropped, added, reordered, or of another auction', () => {
    const { batches } = clearingDay(hasher, day);
    const full = batches[1]!;
    expect(accepts(full)).toBe(true);
    const swap = (name: string) => ({ [name]: [...(full[name] as bigint[])].reverse() });
    expect(accepts({ ...full, ...swap('side'), ...swap('level'), ...swap('qty'), ...swap('inner') })).toBe(
      false,
    );
    expect(accepts(withValues(full, { 'active[1]': 0n }))).toBe(false);
    expect(accepts(withPadding(full, 1))).toBe(false);
    expect(accepts(withValues(batches[2]!, { 'active[1]': 1n }))).toBe(false);
    expect(accepts(withValues(full, { auctionId: 1n }))).toBe(false);
    // Batches out of turn: the next batch's orders on this batch's state.
    const { foldStart, foldEnd } = batches[2]!;
    expect(accepts({ ...full, foldStart: foldStart!, foldEnd: foldEnd! })).toBe(false);
  });

  test('refuses slots that are not bits, or active after inactive', () => {
    const { batches } = clearingDay(hasher, day);
    const last = batches[2]!;
    expect(accepts(withValues(last, { 'active[0]': 2n }))).toBe(false);
    expect(accepts(withValues(last, { 'active[1]': R - 1n }))).toBe(false);
    // Padding folded by a fraction that lands on foldEnd, in place of the order.
    const empty = withPadding(last, 0);
    const [auctionId, start, end] = [empty.auctionId, empty.foldStart, empty.foldEnd] as bigint[];
    const words = packOrder(Array.from({ length: small.K }, () => cell(1, 0, 0)));
    const c = orderCommitment(hasher, auctionId!, words, (empty.inner as bigint[])[0]!);
    const fraction = partOf(start!, fold(hasher, start!, c), end!);
    expect(accepts(withValues(empty, { 'active[0]': fraction }))).toBe(false);
    // The same lone order in the second slot.
    const late = Object.fromEntries(
      ['active', 'side', 'level', 'qty', 'inner'].map((name) => [
        name,
        [...(last[name] as bigint[])].reverse(),
      ]),
    );
    expect(accepts({ ...last, ...late })).toBe(false);
  });

  test('refuses padding with volume or at another place', () => {
    const last = clearingDay(hasher, day).batches[2]!;
    for (const change of [{ 'qty[1][0]': 1n }, { 'level[1][2]': 1n }, { 'side[1][3]': 0n }]) {
      expect(accepts(withValues(last, change))).toBe(false);
    }
  });

  test('refuses a first batch that does not start from nothing, and a later one that does', () => {
    const { batches } = clearingDay(hasher, day);
    for (const change of [
      { 'sumsIn[0]': 1n },
      { countIn: 1n },
      { stateIn: 1n },
      { first: 0n },
      { first: 2n },
    ]) {
      expect(accepts(withValues(batches[0]!, change))).toBe(false);
    }
    expect(accepts(withValues(batches[1]!, { first: 1n }))).toBe(false);
  });

  test('refuses parameters out of range or with L above H', () => {
    const first = clearingDay(hasher, day).batches[0]!;
    for (const change of [
      { 'H[2]': 65_536n },
      { 'L[2]': -1n },
      { 'L[0]': 51n },
      { 'lambda[0]': 1n << 24n },
      { 'lambda[0]': -1n },
      { 'rationed[0]': 2n },
    ]) {
      expect(accepts(withValues(first, change))).toBe(false);
    }
    // Nobody stands anywhere, so nothing but its range bounds L from below.
    expect(accepts(withValues(clearingDay(hasher, []).batches[0]!, { 'L[2]': -1n }))).toBe(false);
  });

  test('refuses volume strictly between L and H, and only that', () => {
    const { periods } = clearingDay(hasher, day);
    const between = (qty: number, level: number, side: number) => {
      const orders = [day[0]!.with(3, cell(side, level, qty)), day[1]!];
      return accepts(clearingDay(hasher, orders, periods).batches[0]!);
    };
    expect([periods[3]!.L, periods[3]!.H]).toEqual([100, 200]);
    for (const side of [0, 1]) {
      for (const level of [101, 150, 199]) {
        expect(between(1, level, side)).toBe(false);
        expect(between(MAX_QTY, level, side)).toBe(false);
        expect(between(0, level, side)).toBe(true);
      }
      for (const level of [99, 100, 200, 201]) expect(between(1, level, side)).toBe(true);
    }
  });

  test('refuses another unpacking of the same words', () => {
    const first = clearingDay(hasher, day).batches[0]!;
    const [word] = packOrder(day[0]!);
    const repack = (change: Record<string, bigint>) => {
      const inputs = withValues(first, change);
      const [side, level, qty] = ['side', 'level', 'qty'].map((name) => (inputs[name] as bigint[][])[0]!);
      const packed = side!.reduce(
        (x, s, k) => x + (s + 2n * level![k]! + (qty![k]! << 20n)) * (1n << b(50 * k)),
        0n,
      );
      expect(mod(packed)).toBe(word);
      return accepts(inputs);
    };
    expect(repack({})).toBe(true);
    expect(repack({ 'level[0][0]': b(50 + 2 ** 19), 'qty[0][0]': 699n })).toBe(false);
    expect(repack({ 'level[0][0]': b(50 - 2 ** 19), 'qty[0][0]': 701n })).toBe(false);
    expect(repack({ 'side[0][0]': 2n, 'level[0][0]': 49n })).toBe(false);
    expect(repack({ 'qty[0][0]': b(700 + 2 ** 30), 'side[0][1]': -1n })).toBe(false);
    expect(repack({ 'qty[0][0]': b(700 - 2 ** 30), 'side[0][1]': 1n })).toBe(false);
  });
});

/** The slot emptied as if nobody had ordered. */
function withPadding(inputs: Inputs, slot: number): Inputs {
  const set = (name: string, value: bigint) => ({
    [name]: (inputs[name] as bigint[][]).with(slot, Array<bigint>(small.K).fill(value)),
  });
  const active = (inputs.active as bigint[]).with(slot, 0n);
  return { ...inputs, ...set('side', 1n), ...set('level', 0n), ...set('qty', 0n), active };
}
