import { type Cell, orderCommitment, packOrder } from '@veilgrid/protocol/core/books/cells';
import type { PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import { packClearingParams } from '@veilgrid/protocol/core/books/clearingState';
import { mod, R } from '@veilgrid/protocol/core/crypto/field';
import { type Hasher, hash } from '@veilgrid/protocol/core/crypto/hash';
import { fold } from '@veilgrid/protocol/core/lists';
import { TAGS } from '@veilgrid/protocol/tags';
import { createHasher } from '@veilgrid/wasm-core';
import { clearingOrders } from '../../soundness/cases.js';
import { tryWitness, unboundInputs, unboundWires, withValues } from '../support/binding.js';
import { clearingDay as dayOf, ordersOf, ordersOfVectors, vectorDays } from '../support/clearingDay.js';
import { sumsByDefinition } from '../support/clearingReference.js';
import { partOf } from '../support/partOf.js';
import { PROFILES_TESTED } from '../support/profiles.js';
import { type Circuit, COMPILE_TIMEOUT, openCircuit } from '../support/r1cs.js';
import { pack } from '../support/reference.js';
import { often } from '../support/wholeDay.js';
import type { Inputs } from '../support/witness.js';

const MAX_QTY = 2 ** 24 - 1;
const cell = (side: number, level: number, qty: number): Cell => ({ side, level, qty });
const b = BigInt;

const SIZES = { small: 2731, medium: 7132 } as Record<string, number>;

describe.each(PROFILES_TESTED)('clear, %s profile', (profile, params) => {
  const { K, clearN } = params;
  const end = clearN - 1;
  let hasher: Hasher;
  let circuit: Circuit;

  beforeAll(async () => {
    hasher = await createHasher();
    circuit = await openCircuit('clear', params.profile);
  }, COMPILE_TIMEOUT);

  const clearingDay = (orders: readonly (readonly Cell[])[], periods?: readonly PeriodClearing[]) =>
    dayOf(hasher, orders, periods, params);

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

  // Three batches, the last with a padding slot; nulls and extremes in between.
  const day = clearingOrders(params);

  test('size', () => {
    expect([circuit.constraints, circuit.nPublic]).toEqual([SIZES[profile], 7]);
  });

  test('chains of batches give the sums by definition', () => {
    for (const orders of [day, [], [day[4]!], ...vectorDays(params).slice(1, 5).map(ordersOfVectors)]) {
      const { batches, periods } = clearingDay(orders);
      batches.forEach((inputs, i) => {
        const witness = circuit.witness(inputs);
        expect(circuit.satisfied(witness)).toBe(true);
        const [stateOut, ...publicInputs] = circuit.publicSignals(witness);
        expect(stateOut).toBe(stateOf(orders.slice(0, (i + 1) * clearN), periods, inputs.saltOut as bigint));
        const { context, auctionId, foldStart, foldEnd, stateIn, first } = inputs;
        expect(publicInputs).toEqual([context, auctionId, foldStart, foldEnd, stateIn, first]);
      });
    }
  });

  test('the extremes of quantity, level and margin', () => {
    const orders = ordersOf(
      often(params, [
        [cell(0, 65_535, MAX_QTY), cell(1, 65_535, MAX_QTY)],
        [cell(0, 0, MAX_QTY), cell(1, 0, MAX_QTY - 1)],
        [cell(0, 65_535, MAX_QTY), cell(1, 0, MAX_QTY)],
        [cell(1, 0, MAX_QTY)],
      ]),
    );
    for (const inputs of clearingDay(orders).batches) expect(accepts(inputs)).toBe(true);
  });

  test('every input is bound, but what a padding slot or the first state leave unused', () => {
    const { batches } = clearingDay(day);
    // A proof may be made for any context, but then holds for that one only.
    expect(unboundInputs(circuit, batches[1]!)).toEqual({ free: ['context'], notHeld: [] });
    const unused = (name: string) => ({ free: ['context', name], notHeld: [name] });
    expect(unboundInputs(circuit, batches[0]!)).toEqual(unused('saltIn'));
    expect(unboundInputs(circuit, batches[2]!)).toEqual(unused(`inner[${end}]`));
  });

  test('every wire is bound', () => {
    const { batches, periods } = clearingDay(day);
    let filedAbove = 0;
    batches.forEach((inputs, batch) => {
      // The context's square has two roots; as a public signal the context is given to the prover. A null
      // order above L = H may be filed as between the two: it adds nothing either way.
      const slots = day.slice(batch * clearN, (batch + 1) * clearN);
      const above = slots.flatMap((cells, i) =>
        cells.flatMap(({ level, qty }, k) => {
          const { L, H } = periods[k]!;
          return qty === 0 && L === H && level > H ? [`main.cell[${i}][${k}].above`] : [];
        }),
      );
      const unbound = unboundWires(circuit, circuit.witness(inputs));
      expect(unbound.toSorted()).toEqual(['main.context', ...above].toSorted());
      filedAbove += above.length;
    });
    expect(filedAbove).toBeGreaterThan(0);
  });

  test('refuses an order dropped, added, reordered, or of another auction', () => {
    const { batches } = clearingDay(day);
    const full = batches[1]!;
    expect(accepts(full)).toBe(true);
    const swap = (name: string) => ({ [name]: [...(full[name] as bigint[])].reverse() });
    expect(accepts({ ...full, ...swap('side'), ...swap('level'), ...swap('qty'), ...swap('inner') })).toBe(
      false,
    );
    expect(accepts(withValues(full, { [`active[${end}]`]: 0n }))).toBe(false);
    expect(accepts(withPadding(full, end))).toBe(false);
    expect(accepts(withValues(batches[2]!, { [`active[${end}]`]: 1n }))).toBe(false);
    expect(accepts(withValues(full, { auctionId: 1n }))).toBe(false);
    // Batches out of turn: the next batch's orders on this batch's state.
    const { foldStart, foldEnd } = batches[2]!;
    expect(accepts({ ...full, foldStart: foldStart!, foldEnd: foldEnd! })).toBe(false);
  });

  test('refuses slots that are not bits, or active after inactive', () => {
    const { batches } = clearingDay(day);
    const last = batches[2]!;
    expect(accepts(withValues(last, { 'active[0]': 2n }))).toBe(false);
    expect(accepts(withValues(last, { [`active[${end}]`]: R - 1n }))).toBe(false);
    // Padding folded by a fraction that lands on foldEnd, in place of the order.
    const empty = withPadding(last, 0);
    const [auctionId, from, to] = [empty.auctionId, empty.foldStart, empty.foldEnd] as bigint[];
    const words = packOrder(Array.from({ length: K }, () => cell(1, 0, 0)));
    const c = orderCommitment(hasher, auctionId!, words, (empty.inner as bigint[])[0]!);
    const fraction = partOf(from!, fold(hasher, from!, c), to!);
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
    const last = clearingDay(day).batches[2]!;
    for (const k of [0, 2, K - 1]) {
      for (const [name, value] of [
        ['qty', 1n],
        ['level', 1n],
        ['side', 0n],
      ] as const)
        expect(accepts(withValues(last, { [`${name}[${end}][${k}]`]: value }))).toBe(false);
    }
  });

  test('refuses a first batch that does not start from nothing, and a later one that does', () => {
    const { batches } = clearingDay(day);
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
    const first = clearingDay(day).batches[0]!;
    for (const change of [
      ...[0, 2, K - 1].flatMap((k): Record<string, bigint>[] => [
        { [`H[${k}]`]: 65_536n },
        { [`L[${k}]`]: -1n },
        { [`lambda[${k}]`]: 1n << 24n },
        { [`lambda[${k}]`]: -1n },
        { [`rationed[${k}]`]: 2n },
      ]),
      { 'L[0]': 51n },
    ]) {
      expect(accepts(withValues(first, change))).toBe(false);
    }
    // Nobody stands anywhere, so nothing but its range bounds L from below.
    expect(accepts(withValues(clearingDay([]).batches[0]!, { 'L[2]': -1n }))).toBe(false);
  });

  test('refuses volume strictly between L and H, and only that', () => {
    const { periods } = clearingDay(day);
    const between = (qty: number, level: number, side: number) => {
      const orders = [day[0]!.with(3, cell(side, level, qty)), day[1]!];
      return accepts(clearingDay(orders, periods).batches[0]!);
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
    const first = clearingDay(day).batches[0]!;
    const words = packOrder(day[0]!);
    const repack = (change: Record<string, bigint>) => {
      const inputs = withValues(first, change);
      const [side, level, qty] = ['side', 'level', 'qty'].map((name) => (inputs[name] as bigint[][])[0]!);
      const cells = side!.map((s, k) => s + 2n * level![k]! + (qty![k]! << 20n));
      expect(pack(cells, 5, 50).map(mod)).toEqual(words);
      return accepts(inputs);
    };
    expect(repack({})).toBe(true);
    for (const k of [0, K - 1]) {
      const { side, level, qty } = day[0]![k]!;
      const name = (of: string) => `${of}[0][${k}]`;
      for (const sign of [1, -1]) {
        const moved = { [name('level')]: b(level + sign * 2 ** 19), [name('qty')]: b(qty - sign) };
        expect(repack(moved)).toBe(false);
        const carried = { [name('side')]: b(side + 2 * sign), [name('level')]: b(level - sign) };
        expect(repack(carried)).toBe(false);
      }
    }
    expect(repack({ 'qty[0][0]': b(700 + 2 ** 30), 'side[0][1]': -1n })).toBe(false);
    expect(repack({ 'qty[0][0]': b(700 - 2 ** 30), 'side[0][1]': 1n })).toBe(false);
  });
});

/** The slot emptied as if nobody had ordered. */
function withPadding(inputs: Inputs, slot: number): Inputs {
  const set = (name: string, value: bigint) => {
    const rows = inputs[name] as bigint[][];
    return { [name]: rows.with(slot, Array<bigint>(rows[slot]!.length).fill(value)) };
  };
  const active = (inputs.active as bigint[]).with(slot, 0n);
  return { ...inputs, ...set('side', 1n), ...set('level', 0n), ...set('qty', 0n), active };
}
