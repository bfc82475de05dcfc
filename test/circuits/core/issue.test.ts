import { R } from '@veilgrid/protocol/core/crypto/field';
import type { Note } from '@veilgrid/protocol/core/money/note';
import { issueCircuitInputs } from '@veilgrid/protocol/core/money/slip';
import { unboundInputs, unboundWires } from '../support/binding.js';
import { PROFILES_TESTED } from '../support/profiles.js';
import { type Circuit, COMPILE_TIMEOUT, openCircuit } from '../support/r1cs.js';
import { buildReference, type Reference } from '../support/reference.js';

const NOTE: Note = { asset: 1n, value: 700n, ownerPk: 900n, rho: 60n };

describe.each(PROFILES_TESTED)('issue, %s profile', (_, { profile }) => {
  let circuit: Circuit;
  let reference: Reference;
  beforeAll(async () => {
    [circuit, reference] = await Promise.all([openCircuit('issue', profile), buildReference()]);
  }, COMPILE_TIMEOUT);

  test.each<[string, Note]>([
    ['money', NOTE],
    ['the most that a note holds', { ...NOTE, value: 2n ** 64n - 1n }],
    ['of an asset like any field element', { ...NOTE, asset: R - 1n, ownerPk: R - 1n, rho: R - 1n }],
  ])('a note satisfies the constraints and gives its commitment: %s', (_name, note) => {
    const witness = circuit.witness(issueCircuitInputs(note, 4_711n));
    expect(circuit.satisfied(witness)).toBe(true);
    expect(circuit.publicSignals(witness)).toEqual([
      reference.H('NOTE', [note.asset, note.value, note.ownerPk, note.rho]),
      4_711n,
      note.asset,
      note.value,
    ]);
  });

  test('every input is bound', () => {
    // The context alone appears in no other signal; Groth16 binds it as a public input. Nothing but the commitment
    // says who owns the note, and how it is blinded.
    expect(unboundInputs(circuit, issueCircuitInputs(NOTE, 4_711n))).toEqual({
      free: ['context'],
      notHeld: [],
    });
  });

  test('every wire, so every hint, is bound', () => {
    // The context's square has two roots; as a public signal the context is given to the prover.
    const witness = circuit.witness(issueCircuitInputs(NOTE, 4_711n));
    expect(unboundWires(circuit, witness)).toEqual(['main.context']);
  });

  test('constraint count', () => {
    expect(circuit.constraints).toBe(298);
  });
});
