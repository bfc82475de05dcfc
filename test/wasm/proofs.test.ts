import { provingArtifacts, verificationKey } from '@veilgrid/circuits';
import type { Groth16Proof } from '@veilgrid/protocol/core/crypto/proof';
import type { Circuit as CircuitName } from '@veilgrid/protocol/kinds';
import { CIRCUITS } from '@veilgrid/protocol/kinds';
import { createHasher } from '@veilgrid/wasm-core';
import { createProver, type Prover } from '@veilgrid/wasm-core/prover/prover';
import { createVerifier } from '@veilgrid/wasm-core/verifier/verifier';
import * as snarkjs from 'snarkjs';
import { buildReference } from '../circuits/support/reference.js';
import type { Inputs } from '../circuits/support/witness.js';
import { builders, casesOf } from '../soundness/cases.js';
import { useSnarkjsCurve } from './support/snarkjsCurve.js';
import { wtnsOf } from './support/wtnsOf.js';

const text = (x: bigint) => x.toString();
const forSnarkjs = ({ a, b, c }: Groth16Proof): snarkjs.SnarkjsProof => ({
  pi_a: [...a.map(text), '1'],
  pi_b: [...b.map((pair) => pair.map(text)), ['1', '0']],
  pi_c: [...c.map(text), '1'],
  protocol: 'groth16',
  curve: 'bn128',
});
const fromSnarkjs = ({ pi_a: a, pi_b: b, pi_c: c }: snarkjs.SnarkjsProof): Groth16Proof => {
  const pair = (xs: string[]) => [BigInt(xs[0]!), BigInt(xs[1]!)] as const;
  return { a: pair(a), b: [pair(b[0]!), pair(b[1]!)], c: pair(c) };
};

useSnarkjsCurve();

describe('every circuit, small profile', () => {
  let prover: Prover;
  let inputsOf: (circuit: CircuitName) => Inputs;
  beforeAll(async () => {
    prover = createProver({ workers: 2 });
    const build = builders(await createHasher(), await buildReference());
    inputsOf = (circuit) => casesOf(build, circuit)[0]!.inputs;
  });
  afterAll(() => prover.close());

  test.each(CIRCUITS)('%s: snarkjs accepts our proof, and we accept its', async (circuit) => {
    const files = await provingArtifacts('small', circuit);
    const key = verificationKey('small', circuit);
    const input = inputsOf(circuit);
    const ours = await prover.prove(files, input);
    const signals = ours.publicSignals.map(text);
    expect(await snarkjs.groth16.verify(key, signals, forSnarkjs(ours.proof))).toBe(true);
    const wtns = await wtnsOf(input, files.wasm);
    const theirs = await snarkjs.groth16.prove(files.zkey, { type: 'mem', data: wtns });
    expect(theirs.publicSignals).toEqual(signals);
    const verifier = await createVerifier({ key });
    for (const proof of [fromSnarkjs(theirs.proof), (await prover.proveWitness(files.zkey, wtns)).proof])
      expect(verifier.verify({ key: 'key', proof, publicSignals: ours.publicSignals })).toEqual({ ok: true });
  });
});
