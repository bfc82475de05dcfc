/** What the settle statement says of late bills and of settlements beside them. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { lateRefund, settleCircuitInputs } from '@veilgrid/protocol/market/settlement';
import { createHasher } from '@veilgrid/wasm-core';
import { tryWitness, withValues } from '../support/binding.js';
import { PROFILES_TESTED } from '../support/profiles.js';
import { type Circuit, COMPILE_TIMEOUT, openCircuit } from '../support/r1cs.js';
import { buildReference, type Reference } from '../support/reference.js';
import { costOf, type SettleCase, settleDay, settleOutputs, settleWitness } from '../support/settleCase.js';

const [SHOWN, NOTE] = [1, 3];
const LARGEST = 2n ** 45n - 1n;

describe.each(PROFILES_TESTED)('late bills, %s profile', (_, params) => {
  const DAY: SettleCase = { ...settleDay(params), late: true };
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
  const accepts = (day: SettleCase, values = {}) =>
    tryWitness(circuit, withValues(inputsOf(day), values)) !== undefined;
  const signalsOf = (day: SettleCase) => circuit.publicSignals(circuit.witness(inputsOf(day)));
  function expectBilled(day: SettleCase) {
    const expected = settleOutputs(reference, day);
    expect(signalsOf(day).slice(0, expected.length)).toEqual(expected);
  }
  /** A day with this deposit and refund (or shortfall, below 0), by its fixed charge. */
  function leaving(deposit: bigint, refund: bigint): SettleCase {
    const rest = costOf(DAY).cost - DAY.market.fixedPerDay;
    return { ...DAY, deposit, market: { ...DAY.market, fixedPerDay: deposit - refund - rest } };
  }

  test('it shows what it pays and the deposit; a settlement shows nothing', () => {
    expectBilled(DAY);
    const paid = DAY.deposit - costOf(DAY).cost;
    expect(signalsOf(DAY)[SHOWN]).toBe(paid + 2n ** 45n * DAY.deposit);
    expect(signalsOf({ ...DAY, late: false })[SHOWN]).toBe(0n);
  });

  test('no credit above the deposit', () => {
    const TIER = 5_000n;
    for (const refund of [0n, 1n, TIER - 1n, TIER, TIER + 1n, 3n * TIER, LARGEST, -1n, -LARGEST]) {
      const day = leaving(TIER, refund);
      expectBilled(day);
      const paid = lateRefund(TIER, refund > 0n ? refund : 0n);
      expect(signalsOf(day)[SHOWN]).toBe(paid + 2n ** 45n * TIER);
    }
    const notes = [TIER, TIER + 1n, 2n * TIER].map((refund) => signalsOf(leaving(TIER, refund))[NOTE]);
    expect(new Set(notes).size).toBe(1);
    const settled = [TIER, TIER + 1n, 2n * TIER].map(
      (refund) => signalsOf({ ...leaving(TIER, refund), late: false })[NOTE],
    );
    expect(new Set(settled).size).toBe(3);
  });

  test.each([false, true])('excess and deposit at their edges, late %s', (late) => {
    for (const [deposit, refund] of [
      [0n, LARGEST],
      [LARGEST, 0n],
      [LARGEST, LARGEST],
      [1n, LARGEST],
      [LARGEST, -LARGEST],
    ] as const)
      expectBilled({ ...leaving(deposit, refund), late });
    for (const [deposit, refund] of [
      [0n, LARGEST + 1n],
      [LARGEST + 1n, 0n],
      [LARGEST + 1n, LARGEST],
      [-1n, 0n],
      [-1n, LARGEST],
    ] as const)
      expect([deposit, refund, accepts({ ...leaving(deposit, refund), late })]).toEqual([
        deposit,
        refund,
        false,
      ]);
  });

  test('late is a bit', () => {
    for (const late of [2n, -1n]) expect(accepts(DAY, { late })).toBe(false);
  });

  test('other terms, other masks of everything but the tags', () => {
    const one = circuit.publicSignals(circuit.witness(inputsOf(DAY)));
    const two = circuit.publicSignals(circuit.witness(withValues(inputsOf(DAY), { terms: 5n })));
    const lanes = [6, 7 + params.laneWords];
    expect(two.slice(0, 6)).toEqual(one.slice(0, 6));
    const same = one.slice(...lanes).filter((x, i) => x === two[6 + i]);
    expect(same).toEqual([]);
    const group = circuit.publicSignals(circuit.witness(withValues(inputsOf(DAY), { groupId: 5n })));
    const outputs = 7 + params.laneWords;
    expect(one.slice(0, outputs).flatMap((x, i) => (x === group[i] ? [] : [i]))).toEqual([4, 5]);
  });
});
