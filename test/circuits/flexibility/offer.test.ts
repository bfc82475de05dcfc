import { mul } from '@veilgrid/protocol/core/crypto/babyjub';
import { R } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { dummyPath } from '@veilgrid/protocol/core/money/note';
import { createHasher } from '@veilgrid/wasm-core';
import { tryWitness, unboundInputs, unboundWires, withValues } from '../support/binding.js';
import {
  type FlexOfferCase,
  flexOfferDay,
  flexOfferInputs,
  flexOfferOutputs,
  NEED_SCALAR,
} from '../support/flexOfferCase.js';
import { PROFILES_TESTED } from '../support/profiles.js';
import { type Circuit, COMPILE_TIMEOUT, openCircuit } from '../support/r1cs.js';
import { buildReference, fr, type Reference } from '../support/reference.js';

const SIZES: Record<string, number[]> = { small: [9_007, 24], medium: [9_583, 26] };
const MAX_QTY = 2 ** 24 - 1;

describe.each(PROFILES_TESTED)('offer, %s profile', (profile, params) => {
  const { K } = params;
  const OFFER = flexOfferDay(params);
  let circuit: Circuit;
  let hasher: Hasher;
  let reference: Reference;
  beforeAll(async () => {
    [circuit, hasher, reference] = await Promise.all([
      openCircuit('offer', params.profile),
      createHasher(),
      buildReference(),
    ]);
  }, COMPILE_TIMEOUT);

  const inputsOf = (change: Partial<FlexOfferCase> = {}) =>
    flexOfferInputs(hasher, reference, { ...OFFER, ...change }, params);
  const accepts = (change: Partial<FlexOfferCase>) => tryWitness(circuit, inputsOf(change)) !== undefined;
  const acceptsValues = (values: Record<string, bigint>, change: Partial<FlexOfferCase> = {}) =>
    tryWitness(circuit, withValues(inputsOf(change), values)) !== undefined;

  function expectOffered(change: Partial<FlexOfferCase> = {}) {
    const witness = circuit.witness(inputsOf(change));
    const outputs = flexOfferOutputs(reference, { ...OFFER, ...change });
    expect(circuit.publicSignals(witness).slice(0, outputs.length)).toEqual(outputs);
    return witness;
  }

  const alone = (k: number, level: number, qty: number) => OFFER.cells.with(k, { level, qty });

  test('a valid witness satisfies the constraints and gives the expected outputs', () => {
    const witness = expectOffered();
    expect(circuit.satisfied(witness)).toBe(true);
    const inputs = inputsOf();
    expect(circuit.publicSignals(witness).slice(7 + params.orderWords)).toEqual([
      ...[inputs.context, inputs.noteRoot, inputs.deposit, inputs.needId, inputs.flexDay, inputs.flexRoot],
      ...[inputs.asset, OFFER.window, OFFER.up, ...OFFER.places],
      ...[OFFER.collateral, OFFER.maxPay, BigInt(OFFER.maxQty), inputs.Px, inputs.Py],
    ]);
  });

  test('size', () => {
    expect([circuit.constraints, circuit.nPublic]).toEqual(SIZES[profile]);
  });

  test('every input is bound', () => {
    const { free, notHeld } = unboundInputs(circuit, inputsOf({ extra: 10n ** 9n }));
    // The context is bound by Groth16 alone; the need's scalars enter only inequalities with slack, and of the area's
    // places one is the point's.
    const need = ['places[0]', 'collateral', 'maxPay', 'maxQty'];
    expect(free).toEqual(['context', ...need]);
    expect(notHeld).toEqual(['places[0]']);
  });

  test('every wire, so every hint, is bound', () => {
    // The context's square has two roots, and one place of the area is the point's; both are given to the prover.
    expect(unboundWires(circuit, circuit.witness(inputsOf()))).toEqual(['main.context', 'main.places[0]']);
  });

  test('the deposit covers every half hour exactly', () => {
    expectOffered({ extra: 0n });
    expect(accepts({ extra: -1n })).toBe(false);
    expect(acceptsValues({ collateral: OFFER.collateral + 1n }, { extra: 0n })).toBe(false);
    const roomy = { capDown: 3_000, capUp: 3_000, maxQty: 3_000, window: 2n ** BigInt(K) - 1n };
    OFFER.cells.forEach(({ qty }, k) => {
      const more = (extra: bigint) => acceptsValues({ [`qty[${k}]`]: BigInt(qty + 1) }, { ...roomy, extra });
      expect([k, more(0n), more(OFFER.collateral)]).toEqual([k, false, true]);
    });
  });

  test('what it may bring stays below 2^44', () => {
    const cells = OFFER.cells.map(({ level }) => ({ level, qty: 0 })).with(0, { level: 3, qty: 1 });
    expect(accepts({ cells, maxPay: 2n ** 44n - 1n })).toBe(true);
    expect(accepts({ cells, maxPay: 2n ** 44n })).toBe(false);
  });

  test('an offer of nothing, of no deposit, paid by a note that there is', () => {
    const nothing = { cells: OFFER.cells.map(({ level }) => ({ level, qty: 0 })), extra: 0n };
    expectOffered({ ...nothing, change: 0n });
    expect(accepts({ ...nothing, extra: -1n, change: 1n })).toBe(false);
    expect(acceptsValues({ inRho: 1n }, { ...nothing, change: 0n })).toBe(false);
    const inputs = inputsOf({ ...nothing, change: 0n });
    expect(tryWitness(circuit, { ...inputs, inPath: dummyPath(params) })).toBeUndefined();
  });

  test('the input note pays deposit and change', () => {
    expect(accepts({ change: 0n })).toBe(true);
    expect(accepts({ change: -1n })).toBe(false);
    expect(accepts({ change: 2n ** 64n - 1n })).toBe(true);
    expect(accepts({ change: 2n ** 64n })).toBe(false);
    expect(accepts({ extra: 2n ** 64n })).toBe(false);
  });

  test('a Wh more than capability, need or window allow', () => {
    const extra = 10n ** 15n;
    const most = (k: number, change: Partial<FlexOfferCase>, limit: number) => {
      const qty = `qty[${k}]`;
      expect([k, acceptsValues({ [qty]: BigInt(limit) }, { extra, ...change })]).toEqual([k, true]);
      expect([k, acceptsValues({ [qty]: BigInt(limit + 1) }, { extra, ...change })]).toEqual([k, false]);
      // Nor by a limit that the prover raises.
      const raised = { ...change, limDown: BigInt(limit + 1), limUp: BigInt(limit + 1) };
      expect([k, acceptsValues({ [qty]: BigInt(limit + 1) }, { extra, ...raised })]).toEqual([k, false]);
    };
    for (let k = 0; k < K; k++) {
      const kind = k % 4;
      if (kind === 3) most(k, {}, 0);
      else if (kind === 2) most(k, {}, OFFER.capUp);
      else most(k, {}, OFFER.maxQty);
    }
    most(0, { capDown: 500, maxQty: 900 }, 500);
    most(2, { capUp: 900, maxQty: 500 }, 500);
    // A limit below 0 lets nothing be offered.
    const none = { limDown: -1n, limUp: -1n, extra };
    expect(acceptsValues({ 'qty[0]': 0n }, none)).toBe(false);
    expect(acceptsValues({ 'qty[0]': R - 1n }, none)).toBe(false);
  });

  test('cells and capabilities at their bounds', () => {
    const wide: Partial<FlexOfferCase> = {
      ...{ capDown: 2 ** 25 - 1, capUp: 2 ** 25 - 1, maxQty: MAX_QTY, window: 2n ** BigInt(K) - 1n },
      ...{ cells: alone(0, 65_535, MAX_QTY), extra: 2n ** 60n },
    };
    expectOffered(wide);
    for (const k of [0, K - 1]) {
      for (const [name, bad] of [
        [`level[${k}]`, [65_536n, R - 1n]],
        [`qty[${k}]`, [2n ** 24n, R - 1n]],
      ] as const)
        for (const value of bad)
          expect([name, value, acceptsValues({ [name]: value }, wide)]).toContain(false);
    }
    // A capability beyond its bits would stand for another pair in the leaf.
    expect(accepts({ ...wide, capDown: 2 ** 25 })).toBe(false);
    expect(accepts({ ...wide, capUp: 2 ** 25 })).toBe(false);
    const caps = { capDown: BigInt(OFFER.capDown) + 2n ** 32n, capUp: BigInt(OFFER.capUp) - 1n };
    expect(acceptsValues(caps)).toBe(false);
  });

  test('the place is one of the area’s', () => {
    for (const place of OFFER.places) expect(accepts({ place })).toBe(true);
    expect(accepts({ place: 13n })).toBe(false);
    expect(acceptsValues({ place: 7n })).toBe(false);
  });

  test('another point, key, payee, note, day or tree is refused', () => {
    const inputs = inputsOf();
    for (const name of [
      'sk',
      'point',
      'payPk',
      'blind',
      'capDown',
      'capUp',
      'flexRoot',
      'noteRoot',
      'asset',
    ]) {
      const value = inputs[name] as bigint;
      expect([name, acceptsValues({ [name]: value + 1n })]).toEqual([name, false]);
    }
  });

  test('the nullifier is the day’s, whatever the need', () => {
    const nullifier = (values: Record<string, bigint>) =>
      circuit.publicSignals(circuit.witness(withValues(inputsOf(), values)))[1];
    expect(nullifier({ needId: 5n })).toBe(nullifier({}));
    expect(nullifier({ flexDay: 5n })).not.toBe(nullifier({}));
  });

  test('ephemeral scalars: 246 bits', () => {
    expectOffered({ b: 0n });
    expectOffered({ b: 2n ** 246n - 1n });
    expect(acceptsValues({ b: 2n ** 246n })).toBe(false);
  });

  test('the ciphertext opens with the need’s scalar to what was committed', () => {
    const inputs = inputsOf();
    const signals = circuit.publicSignals(circuit.witness(inputs));
    const S = mul({ x: signals[4]!, y: signals[5]! }, NEED_SCALAR);
    const count = params.orderWords + 1;
    const needId = inputs.needId as bigint;
    const stream = reference.squeeze('ENC', [S.x, S.y, needId], Math.max(3, count), count);
    const opened = stream.map((k, i) => fr(signals[6 + i]! - k));
    expect(reference.H('ORDER', [needId, ...opened])).toBe(signals[3]);
  });
});
