import { BASE8, SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import { mod, R } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { settleCircuitInputs } from '@veilgrid/protocol/market/settlement';
import { createHasher } from '@veilgrid/wasm-core';
import fc from 'fast-check';
import { tryWitness, unboundInputs, unboundWires, withValues } from '../support/binding.js';
import { PROFILES_TESTED } from '../support/profiles.js';
import { type Circuit, COMPILE_TIMEOUT, openCircuit } from '../support/r1cs.js';
import { buildReference, type Reference } from '../support/reference.js';
import {
  costOf,
  type SettleCase,
  settleDay,
  settleOutputs,
  settleWitness,
  voidResult,
} from '../support/settleCase.js';

const SIZES: Record<string, number> = { small: 10_598, medium: 12_334 };

describe.each(PROFILES_TESTED)('settle, %s profile', (profile, params) => {
  const { K } = params;
  const DAY = settleDay(params);
  const OUTPUTS = 7 + params.laneWords;
  const total = (of: 'imported' | 'exported') => DAY.readings.reduce((sum, r) => sum + r[of], 0);
  /** `first` in the first period and `rest` in the others. */
  const alone = <T>(first: T, rest: T) => Array<T>(K).fill(rest).with(0, first);

  let circuit: Circuit;
  let hasher: Hasher;
  let reference: Reference;
  beforeAll(async () => {
    [circuit, hasher, reference] = await Promise.all([
      openCircuit('settle', params.profile),
      createHasher(),
      buildReference(),
    ]);
  }, COMPILE_TIMEOUT);

  const inputsOf = (day: SettleCase) => settleCircuitInputs(settleWitness(hasher, reference, day, params));
  const accepts = (change: Partial<SettleCase>) =>
    tryWitness(circuit, inputsOf({ ...DAY, ...change })) !== undefined;
  const acceptsValues = (values: Record<string, bigint>) =>
    tryWitness(circuit, withValues(inputsOf(DAY), values)) !== undefined;

  /** The circuit accepts the day and computes what the formulas say. */
  function expectSettled(day: SettleCase) {
    const witness = circuit.witness(inputsOf(day));
    expect(circuit.publicSignals(witness).slice(0, OUTPUTS)).toEqual(settleOutputs(reference, day));
    return witness;
  }

  const VOID = voidResult(params);
  const flat = (price: bigint) => Array<bigint>(K).fill(price);

  test('a valid witness satisfies the constraints and gives the expected outputs', () => {
    expect(circuit.satisfied(expectSettled(DAY))).toBe(true);
    const { auction, status, context } = settleWitness(hasher, reference, DAY, params);
    const inputs = circuit.publicSignals(circuit.witness(inputsOf(DAY))).slice(OUTPUTS);
    expect(inputs.slice(0, 10)).toEqual([
      ...[context, BigInt(status), 0n, 0n],
      ...[auction.auctionId, auction.groupId, auction.terms, auction.chainId, 20_500n, auction.orderRoot],
    ]);
    expect(inputs).toHaveLength(17 + 7 * K);
    expect(inputs.slice(-K)).toEqual([...DAY.market.discount]);
  });

  // Public inputs without a part in the bill of DAY, so the statement holds for any value of them: the DSO's
  // key beside a meter's signature, margins of the other side, prices of absent residuals, the network charge
  // without import, the discount without local energy.
  const dsoKey = ['dsoX', 'dsoY'];
  const at = (name: string, ...kinds: number[]) =>
    DAY.cells.flatMap((_, k) => (kinds.includes(k % 4) ? [`${name}[${k}]`] : []));
  const partless = [
    ...[...at('lambdaBuy', 2, 3), ...at('lambdaSell', 0, 1)],
    ...[...at('importPrice', 1, 3), ...at('exportPrice', 0, 2)],
    ...[...at('network', 2), ...at('discount', 3)],
  ];

  test.each([false, true])('every input is bound, late %s', (late) => {
    const { free, notHeld } = unboundInputs(circuit, inputsOf({ ...DAY, late }));
    expect(notHeld).toEqual([...dsoKey, ...partless]);
    // Margins of orders not at p change nothing either.
    const margins = [...at('lambdaBuy', 0), ...at('lambdaSell', 3)];
    expect(free.toSorted()).toEqual(['context', ...dsoKey, ...margins, ...partless].toSorted());
  });

  test('every wire, so every hint, is bound', () => {
    const unbound = (day: SettleCase) => unboundWires(circuit, circuit.witness(inputsOf(day)));
    const named = (names: readonly string[]) => names.map((name) => `main.${name}`);
    // The context's square has two roots; as a public signal the context is given to the prover.
    expect(unbound(DAY)).toEqual(named(['context', ...dsoKey, ...partless]));
    expect(unbound({ ...DAY, late: true, open: 1 })).toEqual(named(['context', ...dsoKey, ...partless]));
    expect(unbound({ ...DAY, status: 1, deposit: 1n })).toEqual(named(['context', ...partless]));
    // Every lane counted, so that every inverse stands for a product that is not 0.
    const readings = DAY.readings.map(() => ({ imported: 3, exported: 2 }));
    const { satisfied } = circuit;
    const full = circuit.witness(inputsOf({ ...DAY, readings }));
    const inverses = full.flatMap((_, wire) =>
      circuit.names(wire).some((n) => /inv$/.test(n)) ? [wire] : [],
    );
    const free = inverses.filter((wire) => satisfied(full.with(wire, mod(full[wire]! + 1n))));
    expect(free.flatMap((wire) => circuit.names(wire)[0]!)).toEqual([]);
  });

  test('a void auction settles with no fill', () => {
    const day = { ...DAY, result: VOID };
    expectSettled(day);
    expect(costOf(day).trade).toBe(0n);
    // Levels above 0 are no fills there, though the published price level is 0.
    expect(costOf(day).cost).not.toBe(costOf(DAY).cost);
  });

  test('fills around p*', () => {
    const settle = (side: number, level: number, margin: number) => {
      const cells = DAY.cells.with(0, { side, level, qty: 1000 });
      const margins = DAY.result.lambdaBuy.with(0, margin);
      expectSettled({ ...DAY, cells, result: { ...DAY.result, lambdaBuy: margins, lambdaSell: margins } });
    };
    for (const side of [0, 1]) {
      for (const level of [0, 619, 620, 621, 65_535]) settle(side, level, 999);
      for (const margin of [0, 1, 1000, 1001, 2 ** 24 - 1]) settle(side, 620, margin);
    }
  });

  test('an undelivered sale pays the discount back', () => {
    const delivered = { ...DAY, readings: DAY.readings.with(2, { imported: 0, exported: 500 }) };
    expectSettled(delivered);
    expect(costOf(DAY).network - costOf(delivered).network).toBe(200n * DAY.market.discount[2]!);
  });

  test('negative prices', () => {
    expectSettled({
      ...DAY,
      market: { ...DAY.market, floor: -(2n ** 24n) + 1n, importPrice: flat(-9n), exportPrice: flat(-5000n) },
    });
  });

  test('deposits: none, exact, all of the range', () => {
    const { cost } = costOf(DAY);
    for (const deposit of [0n, cost - 1n, cost, cost + 1n, 2n ** 45n - 1n])
      expectSettled({ ...DAY, deposit });
    for (const deposit of [2n ** 45n, R - 1n]) expect(accepts({ deposit })).toBe(false);
  });

  test('shortfall below 2^45', () => {
    const costing = (fixedPerDay: bigint) => ({
      ...DAY,
      deposit: 0n,
      market: { ...DAY.market, fixedPerDay },
    });
    const fixed = 2n ** 45n - 1n - (costOf(DAY).cost - DAY.market.fixedPerDay);
    expectSettled(costing(fixed));
    expect(accepts(costing(fixed + 1n))).toBe(false);
  });

  test('network below 2^45', () => {
    const metered = {
      readings: DAY.readings.with(0, { imported: 2 ** 23, exported: 0 }),
      dayImportCap: 2 ** 26,
    };
    const charge = (network: bigint) => ({
      ...metered,
      result: VOID,
      deposit: 2n ** 45n - 1n,
      market: { ...DAY.market, network: alone(network, 0n) },
    });
    expectSettled({ ...DAY, ...charge(2n ** 22n - 1n) });
    expect(accepts(charge(2n ** 22n))).toBe(false);
  });

  test('readings: 24 bits each, within the day caps', () => {
    const at = (imported: number, exported: number, k = 3) => DAY.readings.with(k, { imported, exported });
    const wide = { dayImportCap: 2 ** 32 - 1, dayExportCap: 2 ** 32 - 1 };
    for (const [imported, exported] of [
      [2 ** 24 - 1, 2 ** 24 - 1],
      [2 ** 24 - 1, 0],
      [0, 2 ** 24 - 1],
    ] as const) {
      expectSettled({ ...DAY, ...wide, deposit: 2n ** 44n, readings: at(imported, exported) });
    }
    // A meter that signs malformed words: out of range, or borrowing from the slot above.
    expect(accepts({ ...wide, deposit: 2n ** 44n, readings: at(2 ** 24, 0) })).toBe(false);
    expect(accepts({ ...wide, deposit: 2n ** 44n, readings: at(0, 2 ** 24) })).toBe(false);
    expect(accepts({ ...wide, readings: at(-1, 5) })).toBe(false);
    expect(accepts({ ...wide, readings: at(2 ** 24, 0, K - 1) })).toBe(false);
    expect(accepts({ ...wide, readings: at(5, -1, K - 1) })).toBe(false);
    const [imported, exported] = [total('imported'), total('exported')];
    expectSettled({ ...DAY, dayImportCap: imported, dayExportCap: exported });
    expect(accepts({ dayImportCap: imported - 1 })).toBe(false);
    expect(accepts({ dayExportCap: exported - 1 })).toBe(false);
  });

  test('every period counts towards the day caps and the bill', () => {
    const caps = { dayImportCap: total('imported'), dayExportCap: total('exported') };
    const { cost } = costOf(DAY);
    DAY.readings.forEach(({ imported, exported }, k) => {
      const more = (by: Partial<(typeof DAY.readings)[number]>) => ({
        readings: DAY.readings.with(k, { imported, exported, ...by }),
      });
      expect([k, accepts({ ...caps, ...more({ imported: imported + 1 }) })]).toEqual([k, false]);
      expect([k, accepts({ ...caps, ...more({ exported: exported + 1 }) })]).toEqual([k, false]);
      const day = { ...DAY, ...more({ imported: imported + 7, exported: exported + 2 }) };
      expectSettled(day);
      expect([k, costOf(day).cost === cost]).toEqual([k, false]);
    });
  });

  test('the same reading under another status, day, chain, point or value is refused', () => {
    const inputs = inputsOf(DAY);
    for (const change of [
      { day: 20_501n },
      { chainId: 1n },
      { position: 18n },
      { status: 1n },
      { open: 1n },
    ]) {
      expect(tryWitness(circuit, { ...inputs, ...change })).toBeUndefined();
    }
    expect(acceptsValues({ 'imp[0]': 2199n })).toBe(false);
    // Same packed word: 2^30 Wh of import for 1 Wh of export.
    expect(acceptsValues({ 'imp[3]': 10n + 2n ** 30n, 'exp[3]': 2499n })).toBe(false);
  });

  test('the key goes with the status', () => {
    expectSettled({ ...DAY, status: 1 });
    expect(accepts({ status: 1, signer: 1 })).toBe(false);
    expect(accepts({ status: 0, signer: 2 })).toBe(false);
    expect(accepts({ status: 0, signer: 3 })).toBe(false);
    expect(accepts({ status: 2, signer: 2 })).toBe(false);
  });

  test('signatures are canonical and on the curve', () => {
    const { S } = inputsOf(DAY);
    expect(acceptsValues({ S: S + SUBGROUP_ORDER })).toBe(false);
    expect(acceptsValues({ R8x: BASE8.x, R8y: BASE8.y })).toBe(false);
    expect(acceptsValues({ R8x: 1n, R8y: 1n })).toBe(false);
    // Under a key of order 2 the equation would hold for any message: 1 * B8 = B8 + 8h * A.
    const forged = { dsoX: 0n, dsoY: R - 1n, R8x: BASE8.x, R8y: BASE8.y, S: 1n };
    expect(tryWitness(circuit, { ...inputsOf({ ...DAY, status: 1 }), ...forged })).toBeUndefined();
  });

  test('an order repacked into the same word is refused', () => {
    // A level that borrows from the quantity, a side that carries into the level, a quantity that borrows
    // from the next cell.
    expect(acceptsValues({ 'level[0]': 800n + 2n ** 19n, 'qty[0]': 1499n })).toBe(false);
    expect(acceptsValues({ 'side[0]': 2n, 'level[0]': 799n })).toBe(false);
    expect(acceptsValues({ 'qty[0]': 1500n + 2n ** 30n, 'side[1]': R - 1n })).toBe(false);
    const end = K - 1;
    const { side, level, qty } = DAY.cells[end]!;
    const [levelAt, qtyAt] = [BigInt(level) + 2n ** 19n, BigInt(qty) - 1n];
    expect(acceptsValues({ [`level[${end}]`]: levelAt, [`qty[${end}]`]: qtyAt })).toBe(false);
    expect(
      acceptsValues({ [`side[${end}]`]: BigInt(side) + 2n, [`level[${end}]`]: BigInt(level) - 1n }),
    ).toBe(false);
  });

  test('random days agree with the formulas', () => {
    const u = (max: number) => fc.nat({ max });
    const signed = fc.integer({ min: -50_000, max: 50_000 }).map(BigInt);
    const near = fc.oneof(u(3), u(65_535));
    const whole = <T>(x: fc.Arbitrary<T>) => fc.array(x, { minLength: K, maxLength: K });
    const random = fc.record({
      cells: whole(fc.record({ side: u(1), level: near, qty: fc.oneof(u(3000), u(2 ** 24 - 1)) })),
      readings: whole(fc.record({ imported: u(5000), exported: u(5000) })),
      traded: u(2 ** K - 1).map(BigInt),
      p: whole(near),
      lambdaBuy: whole(u(3000)),
      lambdaSell: whole(u(3000)),
      prices: whole(fc.record({ imports: signed, exports: signed, network: u(9999), part: u(100) })),
      deposit: fc.bigInt({ min: 0n, max: 2n ** 40n }),
      status: u(1),
      open: u(1),
      late: fc.boolean(),
    });
    fc.assert(
      fc.property(random, (r) => {
        const network = r.prices.map((x) => BigInt(x.network));
        const market = {
          ...DAY.market,
          importPrice: r.prices.map((x) => x.imports),
          exportPrice: r.prices.map((x) => x.exports),
          network,
          discount: network.map((n, k) => (n * BigInt(r.prices[k]!.part)) / 100n),
        };
        const { traded, p, lambdaBuy, lambdaSell } = r;
        const result = { ...DAY.result, traded, p, lambdaBuy, lambdaSell };
        const { cells, readings, deposit, status, open, late } = r;
        expectSettled({ ...DAY, cells, readings, deposit, status, open, late, market, result });
      }),
      { numRuns: 15, seed: 7 },
    );
  });

  test('constraint count', () => {
    expect(circuit.constraints).toBe(SIZES[profile]);
  });
});
