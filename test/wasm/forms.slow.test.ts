/** Pools take the same form in every thread as their process would, and both forms answer alike. */

import { createHasher } from '@veilgrid/wasm-core';
import { runsTwins } from '@veilgrid/wasm-core/modules';
import { buildReference } from '../circuits/support/reference.js';
import { builders, casesOf } from '../soundness/cases.js';
import { compiledBy } from './support/compiledModules.js';

/** A batch of hashes, one of proofs of which the fifth is another's, and a proof of a small circuit. */
const POOLS = `
  const { readFileSync } = await import('node:fs');
  const { provingArtifacts, verificationKey } = await import('@veilgrid/circuits');
  const { fromBytes, HashPool, toBytes } = await import('@veilgrid/wasm-core');
  const { createProver } = await import('@veilgrid/wasm-core/prover/prover');
  const { createVerifierPool } = await import('@veilgrid/wasm-core/verifier/pool');
  const hashes = await HashPool.create(2);
  const items = toBytes(Array.from({ length: 40 }, (_, i) => BigInt(i) ** 40n));
  console.log(fromBytes(await hashes.hashMany(items, 2, 7n)).join());
  hashes.close();
  const files = await provingArtifacts('small', 'issue');
  const prover = createProver({ workers: 2 });
  const input = JSON.parse(process.env.INPUT, (_, x) => (typeof x === 'string' ? BigInt(x) : x));
  const { proof, publicSignals } = await prover.prove(files, input);
  await prover.close();
  const pool = createVerifierPool({ keys: { issue: verificationKey('small', 'issue') }, workers: 2 });
  const batch = Array.from({ length: 18 }, (_, i) => ({
    key: 'issue',
    proof,
    publicSignals: publicSignals.map((x) => (i === 4 ? x + 1n : x)),
  }));
  console.log(JSON.stringify(await pool.verifyMany(batch)));
  await pool.close();`;

test('threads of all pools take one form, and forms agree', async () => {
  const { inputs } = casesOf(builders(await createHasher(), await buildReference()), 'issue')[0]!;
  const INPUT = JSON.stringify(inputs, (_, x) => (typeof x === 'bigint' ? String(x) : x));
  const run = (env: NodeJS.ProcessEnv) => compiledBy(POOLS, { env: { ...env, INPUT } });
  const [usual, scalar] = [await run({}), await run({ VEILGRID_SIMD: 'off' })];
  expect(scalar.threads).toEqual(['prover', 'verifier', 'wasm']);
  if (await runsTwins()) expect(usual.threads).toEqual(['probe', 'proverTwin', 'verifierTwin', 'wasmTwin']);
  expect(usual.output).toBe(scalar.output);
  const results: { ok: boolean }[] = JSON.parse(usual.output.split('\n')[1]!);
  expect(results.map(({ ok }) => ok)).toEqual(Array.from({ length: 18 }, (_, i) => i !== 4));
});
