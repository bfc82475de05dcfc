import { readFileSync } from 'node:fs';
import { provingArtifacts } from '@veilgrid/circuits';
import { createHasher } from '@veilgrid/wasm-core';
import { compileCalculator } from '@veilgrid/wasm-core/prover/files';
import { ShareProver } from '@veilgrid/wasm-core/prover/share';
import { calculateWitness } from '@veilgrid/wasm-core/prover/witness';
import { buildReference } from '../../circuits/support/reference.js';
import { builders, casesOf } from '../../soundness/cases.js';
import { inForms } from '../support/forms.js';
import { littleEndian, R } from '../support/points.js';

const SHARES = [1, 2, 4, 8];
const BLINDING = [1n, R - 3n, 2n ** 200n];

/** Loaded with one key, a prover for each share of the most there are. */
async function load(zkey: Uint8Array): Promise<ShareProver[]> {
  const provers = Array.from({ length: Math.max(...SHARES) }, () => new ShareProver());
  for (const prover of provers) await prover.load(0, zkey);
  return provers;
}

function prove(provers: readonly ShareProver[], witness: Uint8Array): string {
  const transforms = provers.map((prover, share) =>
    prover.transforms(0, witness.slice(), littleEndian(BLINDING), share, provers.length),
  );
  for (const prover of provers) prover.sumWitness();
  const sums = provers.map((prover) => prover.sums(transforms.map((part) => part.slice())));
  const points = provers[0]!.combine(sums);
  for (const prover of provers) prover.end();
  return Buffer.from(points).toString('hex');
}

test("a real circuit's rows: one proof, by one to eight shares of either form", async () => {
  const files = await provingArtifacts('small', 'transfer');
  const build = builders(await createHasher(), await buildReference());
  const calculator = await compileCalculator(files.wasm);
  const witness = calculateWitness(calculator, casesOf(build, 'transfer')[0]!.inputs);
  const { twin, scalar } = await inForms(() => load(readFileSync(files.zkey)));
  const proofs = [twin, scalar].flatMap((provers) =>
    SHARES.map((shares) => prove(provers.slice(0, shares), witness)),
  );
  expect(new Set(proofs).size).toBe(1);
});
