import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { dummyPath, type TransferWitness, transferCircuitInputs } from '@veilgrid/protocol/core/money/note';
import { createHasher } from '@veilgrid/wasm-core';
import { tryWitness, unboundInputs, unboundWires, withValues } from '../support/binding.js';
import { PROFILES_TESTED } from '../support/profiles.js';
import { type Circuit, COMPILE_TIMEOUT, openCircuit } from '../support/r1cs.js';
import { buildReference, type Reference } from '../support/reference.js';

const MAX = 2n ** 64n - 1n;
const sk = [424_242n, 535_353n] as const;

describe.each(PROFILES_TESTED)('transfer, %s profile', (_, params) => {
  let circuit: Circuit;
  let hasher: Hasher;
  let reference: Reference;
  beforeAll(async () => {
    [circuit, hasher, reference] = await Promise.all([
      openCircuit('transfer', params.profile),
      createHasher(),
      buildReference(),
    ]);
  }, COMPILE_TIMEOUT);

  function transfer(
    inValues: readonly [bigint, bigint],
    outValues: readonly [bigint, bigint],
    publicOut: bigint,
  ): TransferWitness {
    const notes = inValues.map((value, i) => ({
      asset: 1n,
      value,
      ownerPk: reference.H('KEY', [sk[i]!]),
      rho: 50n + BigInt(i),
    }));
    const commitments = notes.map((n) => reference.H('NOTE', [1n, n.value, n.ownerPk, n.rho]));
    const tree = new Tree8(hasher, params.noteDepth, [...Array(63).fill(7n), ...commitments]);
    const input = (i: 0 | 1) => ({
      ...notes[i]!,
      path: inValues[i] === 0n ? dummyPath(params) : tree.path(63 + i),
    });
    const output = (value: bigint, i: number) => ({
      asset: 1n,
      value,
      ownerPk: 900n + BigInt(i),
      rho: 60n + BigInt(i),
    });
    return {
      sk,
      inputs: [input(0), input(1)],
      outputs: [output(outValues[0], 0), output(outValues[1], 1)],
      noteRoot: tree.root,
      publicOut,
      context: 4_711n,
    };
  }

  const inputsOf = (...args: Parameters<typeof transfer>) => transferCircuitInputs(transfer(...args));
  const accepts = (...args: Parameters<typeof transfer>) =>
    tryWitness(circuit, inputsOf(...args)) !== undefined;

  test('a valid witness satisfies the constraints and gives the expected outputs', () => {
    const w = transfer([700n, 45n], [600n, 100n], 45n);
    const witness = circuit.witness(transferCircuitInputs(w));
    expect(circuit.satisfied(witness)).toBe(true);
    const { H } = reference;
    const inCm = w.inputs.map((n) => H('NOTE', [1n, n.value, n.ownerPk, n.rho]));
    expect(circuit.publicSignals(witness)).toEqual([
      ...inCm.map((cm, i) => H('NF', [sk[i]!, cm])),
      ...w.outputs.map((n) => H('NOTE', [1n, n.value, n.ownerPk, n.rho])),
      4_711n,
      w.noteRoot,
      1n,
      45n,
    ]);
  });

  test('every input is bound', () => {
    // The context alone appears in no other signal; Groth16 binds it as a public input.
    expect(unboundInputs(circuit, inputsOf([700n, 45n], [600n, 100n], 45n))).toEqual({
      free: ['context'],
      notHeld: [],
    });
  });

  test('every wire, so every hint, is bound', () => {
    // The context's square has two roots; as a public signal the context is given to the prover.
    const witness = circuit.witness(inputsOf([700n, 45n], [600n, 100n], 45n));
    expect(unboundWires(circuit, witness)).toEqual(['main.context']);
  });

  test('conservation over u64, without overflow', () => {
    expect(accepts([700n, 45n], [600n, 100n], 46n)).toBe(false);
    expect(accepts([700n, 45n], [600n, 100n], 44n)).toBe(false);
    expect(accepts([MAX, MAX], [MAX, MAX], 0n)).toBe(true);
    expect(accepts([MAX, 1n], [MAX, 0n], 1n)).toBe(true);
    expect(accepts([MAX, 1n], [MAX + 1n, 0n], 0n)).toBe(false);
    expect(accepts([MAX + 1n, 0n], [MAX, 1n], 0n)).toBe(false);
    expect(accepts([MAX, 1n], [0n, 0n], MAX + 1n)).toBe(false);
    expect(accepts([5n, 0n], [6n, -1n], 0n)).toBe(false);
    expect(accepts([5n, 0n], [6n, 0n], -1n)).toBe(false);
    expect(accepts([5n, -1n], [4n, 0n], 0n)).toBe(false);
  });

  test('a note of value 0 needs no place in the tree, any other does', () => {
    expect(accepts([0n, 45n], [45n, 0n], 0n)).toBe(true);
    expect(accepts([0n, 0n], [0n, 0n], 0n)).toBe(true);
    const own = inputsOf([700n, 45n], [745n, 0n], 0n);
    const dummy = [own.inPath[0]!, dummyPath(params)];
    expect(tryWitness(circuit, own)).toBeDefined();
    expect(tryWitness(circuit, { ...own, inPath: dummy })).toBeUndefined();
    // Whole and consistent, but a tree of the spender's own.
    const other = new Tree8(hasher, params.noteDepth, [reference.H('NOTE', [1n, 45n, 1n, 1n])]);
    expect(tryWitness(circuit, { ...own, noteRoot: other.root })).toBeUndefined();
  });

  test('a nullifier of a note of value 0 is still its own', () => {
    const inputs = inputsOf([0n, 45n], [45n, 0n], 0n);
    const nf = circuit.publicSignals(circuit.witness(inputs))[0];
    const other = circuit.publicSignals(circuit.witness(withValues(inputs, { 'inRho[0]': 51n })))[0];
    expect(nf).not.toBe(other);
  });

  test('somebody else’s key spends nothing, nor the other input’s own', () => {
    const inputs = inputsOf([700n, 45n], [745n, 0n], 0n);
    for (const other of [
      [sk[0] + 1n, sk[1]],
      [sk[0], sk[1] + 1n],
      [sk[1], sk[0]],
    ]) {
      expect(tryWitness(circuit, { ...inputs, sk: other })).toBeUndefined();
    }
  });

  test('one key for both inputs will do', () => {
    const w = transfer([700n, 45n], [600n, 100n], 45n);
    const own = { ...w.inputs[1], ownerPk: w.inputs[0].ownerPk };
    const cms = [w.inputs[0], own].map((n) => reference.H('NOTE', [1n, n.value, n.ownerPk, n.rho]));
    const tree = new Tree8(hasher, params.noteDepth, cms);
    const inputs = [
      { ...w.inputs[0], path: tree.path(0) },
      { ...own, path: tree.path(1) },
    ] as const;
    const both = { ...w, sk: [sk[0], sk[0]] as const, inputs, noteRoot: tree.root };
    expect(tryWitness(circuit, transferCircuitInputs(both))).toBeDefined();
  });

  test('constraint count', () => {
    expect(circuit.constraints).toBe(5_697);
  });
});
