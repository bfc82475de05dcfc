import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { createHasher } from '@veilgrid/wasm-core';
import fc from 'fast-check';
import { tryWitness, unboundInputs, unboundWires, withValues } from '../support/binding.js';
import {
  buyersStep,
  buyingCell,
  type ClaimCase,
  claimDay,
  claimInputs,
  claimOutputs,
  fillsOf,
  marketOrder,
  paymentOf,
} from '../support/claimCase.js';
import { partOf } from '../support/partOf.js';
import { PROFILES_TESTED } from '../support/profiles.js';
import { type Circuit, COMPILE_TIMEOUT, openCircuit } from '../support/r1cs.js';
import { buildReference, type Reference } from '../support/reference.js';

const SIZES: Record<string, number[]> = { small: [4_080, 26], medium: [4_511, 47] };
const MAX_QTY = 2 ** 24 - 1;

describe.each(PROFILES_TESTED)('claim, %s profile', (profile, params) => {
  const { K } = params;
  const CLAIM = claimDay(params);
  let circuit: Circuit;
  let hasher: Hasher;
  let reference: Reference;
  beforeAll(async () => {
    [circuit, hasher, reference] = await Promise.all([
      openCircuit('claim', params.profile),
      createHasher(),
      buildReference(),
    ]);
  }, COMPILE_TIMEOUT);

  const inputsOf = (change: Partial<ClaimCase> = {}) =>
    claimInputs(hasher, reference, { ...CLAIM, ...change }, params);
  const accepts = (change: Partial<ClaimCase>) => tryWitness(circuit, inputsOf(change)) !== undefined;
  const acceptsValues = (values: Record<string, bigint>) =>
    tryWitness(circuit, withValues(inputsOf(), values)) !== undefined;

  function expectClaimed(change: Partial<ClaimCase> = {}) {
    const witness = circuit.witness(inputsOf(change));
    expect(circuit.publicSignals(witness).slice(0, 6)).toEqual(
      claimOutputs(reference, { ...CLAIM, ...change }),
    );
    return witness;
  }

  const cellAt = (k: number, level: number, qty: number) => CLAIM.cells.with(k, { level, qty });
  const at = (name: string, ...kinds: number[]) =>
    CLAIM.cells.flatMap((_, k) => (kinds.includes(k % 4) ? [`${name}[${k}]`] : []));

  test('a valid witness satisfies the constraints and gives the expected outputs', () => {
    const witness = expectClaimed();
    expect(circuit.satisfied(witness)).toBe(true);
    const inputs = inputsOf();
    const [p, lambda] = [CLAIM.p, CLAIM.lambda].map((xs) => xs.map(BigInt));
    expect(circuit.publicSignals(witness).slice(6)).toEqual([
      ...[4_711n, 0n, inputs.needId, inputs.terms, 1n, inputs.offerRoot, CLAIM.share, CLAIM.traded],
      ...[...p!, ...lambda!, ...CLAIM.fixed],
    ]);
  });

  test('size', () => {
    expect([circuit.constraints, circuit.nPublic]).toEqual(SIZES[profile]);
  });

  test.each([false, true])('every input is bound, late %s', (late) => {
    // Half hours that sold nothing have no availability; margins bind at p alone, and levels only compare.
    const unfilled = at('fixed', 3);
    const free = ['context', ...at('p', 0, 2, 3), ...at('lambda', 0, 2, 3), ...unfilled];
    const bound = unboundInputs(circuit, inputsOf({ late }));
    expect(bound.free.toSorted()).toEqual(free.toSorted());
    expect(bound.notHeld).toEqual(unfilled);
  });

  test('every wire, so every hint, is bound', () => {
    for (const late of [false, true]) {
      const unbound = unboundWires(circuit, circuit.witness(inputsOf({ late })));
      // The context's square has two roots; as public signals these are given to the prover.
      expect(unbound).toEqual(['context', ...at('fixed', 3)].map((name) => `main.${name}`));
    }
  });

  test('fills around p', () => {
    for (const level of [0, 449, 450, 451, 65_535]) {
      for (const margin of [0, 1, 899, 900, 901, MAX_QTY])
        expectClaimed({ cells: cellAt(0, level, 900), lambda: CLAIM.lambda.with(0, margin) });
    }
    for (const [level, p] of [
      [0, 0],
      [0, 65_535],
      [65_535, 0],
      [65_535, 65_535],
    ] as const)
      for (const qty of [0, MAX_QTY])
        expectClaimed({ cells: cellAt(K - 1, level, qty), p: CLAIM.p.with(K - 1, p), deposit: 2n ** 43n });
  });

  test('nothing traded, and a void need with its share', () => {
    const zeros = Array<number>(K).fill(0);
    const none = { traded: 0n, p: zeros, lambda: zeros, fixed: zeros.map(BigInt) };
    expectClaimed(none);
    expectClaimed({ ...none, late: true });
    expectClaimed({ ...none, cells: CLAIM.cells.map(() => ({ level: 0, qty: 0 })), deposit: 0n });
  });

  test('late: the note holds the deposit at most, and says so', () => {
    const outputs = (late: boolean) => claimOutputs(reference, { ...CLAIM, late });
    expectClaimed({ late: true });
    expect(outputs(true).slice(0, 2)).toEqual([paymentOf(reference, CLAIM.deposit), CLAIM.deposit]);
    expect(outputs(false)[1]).toBe(0n);
    expect(acceptsValues({ late: 2n })).toBe(false);
    expect(acceptsValues({ late: partOf(0n, 1n, 7n) })).toBe(false);
  });

  test('payments below 2^45', () => {
    const fills = fillsOf(CLAIM);
    const available = fills.reduce((sum, fill, k) => sum + fill * CLAIM.fixed[k]!, 0n);
    const share = 2n ** 45n - 1n - CLAIM.deposit - available;
    expectClaimed({ share });
    expect(accepts({ share: share + 1n })).toBe(false);
  });

  test('a unit more is not provable', () => {
    const inputs = inputsOf();
    const deposit = inputs.deposit as bigint;
    expect(acceptsValues({ deposit: deposit + 1n })).toBe(false);
    const witness = circuit.witness(inputs);
    const { violatedBy } = circuit.examine(witness);
    const wire = circuit.wire('main.payCm')!;
    const paid = deposit + CLAIM.share + fillsOf(CLAIM).reduce((sum, x, k) => sum + x * CLAIM.fixed[k]!, 0n);
    expect(paymentOf(reference, paid)).toBe(witness[wire]);
    expect(violatedBy([[wire, paymentOf(reference, paid + 1n)]])).toBeDefined();
  });

  test.each([
    ['an order of the market', marketOrder],
    ['the buyer’s step', buyersStep],
    ['an offer of which a cell buys', buyingCell],
  ])('refused as an offer: %s', (_name, entry) => {
    expect(accepts({})).toBe(true);
    expect(accepts({ entry })).toBe(false);
  });

  test('another point, payee or need is refused', () => {
    const inputs = inputsOf();
    const opening = ['position', 'meterAx', 'meterAy', 'dayImportCap', 'dayExportCap', 'kA', 'kB', 'open'];
    for (const name of [...opening, 'payPk', 'salt', 'needId', 'offerRoot'])
      expect([name, acceptsValues({ [name]: (inputs[name] as bigint) + 1n })]).toEqual([name, false]);
  });

  test('an offer repacked into the same word is refused', () => {
    for (const k of [0, K - 1]) {
      const { level, qty } = CLAIM.cells[k]!;
      const [l, q] = [`level[${k}]`, `qty[${k}]`];
      expect(acceptsValues({ [l]: BigInt(level) + 2n ** 19n, [q]: BigInt(qty - 1) })).toBe(false);
      expect(acceptsValues({ [l]: BigInt(level) - 2n ** 19n, [q]: BigInt(qty + 1) })).toBe(false);
    }
    // A quantity that borrows from the next cell.
    const [first, second] = CLAIM.cells.map(({ qty }) => BigInt(qty));
    expect(acceptsValues({ 'qty[0]': first! + 2n ** 30n, 'qty[1]': second! - 1n })).toBe(false);
  });

  test('random claims agree with the text', () => {
    const u = (max: number) => fc.nat({ max });
    const near = fc.oneof(u(3), u(65_535));
    const whole = <T>(x: fc.Arbitrary<T>) => fc.array(x, { minLength: K, maxLength: K });
    const random = fc.record({
      cells: whole(fc.record({ level: near, qty: fc.oneof(u(3_000), u(2 ** 20)) })),
      traded: u(2 ** K - 1).map(BigInt),
      p: whole(near),
      lambda: whole(fc.oneof(u(3_000), u(MAX_QTY))),
      fixed: whole(u(2 ** 18).map(BigInt)),
      deposit: fc.bigInt({ min: 0n, max: 2n ** 43n - 1n }),
      share: fc.bigInt({ min: 0n, max: 2n ** 43n - 1n }),
      late: fc.boolean(),
    });
    fc.assert(
      fc.property(random, (r) => void expectClaimed(r)),
      { numRuns: 15, seed: 7 },
    );
  });
});
