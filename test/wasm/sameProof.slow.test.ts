/** The same for keys of real circuits: any witness, and true ones, whose proofs snarkjs and our verifier accept. */
import { readFileSync } from 'node:fs';
import { type ProfileName, provingArtifacts, verificationKey } from '@veilgrid/circuits';
import type { Circuit as CircuitName } from '@veilgrid/protocol/kinds';
import { paramsOf } from '@veilgrid/protocol/params';
import { createHasher } from '@veilgrid/wasm-core';
import { compileCalculator } from '@veilgrid/wasm-core/prover/files';
import { publicSignals, toProof } from '@veilgrid/wasm-core/prover/result';
import { calculateWitness } from '@veilgrid/wasm-core/prover/witness';
import { readProvingKey } from '@veilgrid/wasm-core/prover/zkey';
import { createVerifier } from '@veilgrid/wasm-core/verifier/verifier';
import * as snarkjs from 'snarkjs';
import { buildReference } from '../circuits/support/reference.js';
import { builders, casesOf } from '../soundness/cases.js';
import { fullCase } from '../soundness/fullCases.js';
import { expectSame, loadBoth } from './support/bothForms.js';
import { FORMS, inForm } from './support/forms.js';
import { toJson } from './support/groth16.js';
import { blindings, KIND_NAMES, rawWitness } from './support/rawWitness.js';
import { useSnarkjsCurve } from './support/snarkjsCurve.js';

useSnarkjsCurve();

async function inputsOf(profile: ProfileName, circuit: CircuitName) {
  const build = builders(await createHasher(), await buildReference(), paramsOf(profile));
  return (profile === 'full' ? fullCase(build, circuit) : casesOf(build, circuit)[0]!).inputs;
}

/** A true witness's proof is one and the same, and everybody accepts it. */
async function proveTruly(profile: ProfileName, circuit: CircuitName, shares: number) {
  const files = await provingArtifacts(profile, circuit);
  const provers = await loadBoth(readFileSync(files.zkey), shares);
  const calculator = await compileCalculator(files.wasm);
  const witness = calculateWitness(calculator, await inputsOf(profile, circuit));
  const proof = toProof(expectSame(provers, witness, blindings.random));
  const key = verificationKey(profile, circuit);
  const signals = publicSignals(witness, key.nPublic);
  expect(await snarkjs.groth16.verify(key, signals.map(String), toJson(proof))).toBe(true);
  for (const form of FORMS) {
    const verifier = await inForm(form, () => createVerifier({ key }));
    expect(verifier.verify({ key: 'key', proof, publicSignals: signals })).toEqual({ ok: true });
  }
}

test.each(['transfer', 'settle', 'clear'] as const)('%s, small profile: a true witness', (circuit) =>
  proveTruly('small', circuit, 2),
);

test.each(['settle', 'clear'] as const)('%s, full profile: a true witness', (circuit) =>
  proveTruly('full', circuit, 1),
);

test('issue, small profile: any witness', async () => {
  const zkey = readFileSync((await provingArtifacts('small', 'issue')).zkey);
  const provers = await loadBoth(zkey);
  const { nVars } = readProvingKey(zkey);
  for (const kind of KIND_NAMES) expectSame(provers, rawWitness(kind, nVars), blindings.extreme);
});
