/** Both forms of the modules in a browser: with relaxed SIMD as it comes, and where V8 is told that it cannot fuse. */
import { readFileSync } from 'node:fs';
import { provingArtifacts, verificationKey } from '@veilgrid/circuits';
import { createHasher, fromBytes, toBytes, WasmContext } from '@veilgrid/wasm-core';
import { runsTwins } from '@veilgrid/wasm-core/modules';
import { compileCalculator } from '@veilgrid/wasm-core/prover/files';
import { publicSignals, toProof } from '@veilgrid/wasm-core/prover/result';
import { calculateWitness } from '@veilgrid/wasm-core/prover/witness';
import { VerifyErrorCode } from '@veilgrid/wasm-core/verifier/codes';
import { createVerifier } from '@veilgrid/wasm-core/verifier/verifier';
import { buildReference } from '../circuits/support/reference.js';
import { builders } from '../soundness/cases.js';
import { executablePath, onPage } from './support/browser.js';
import { proveShares } from './support/proveShares.js';
import { blindings } from './support/rawWitness.js';

const FLAWED = 4;
const SWITCHES = { twin: [], scalar: ['--js-flags=--no-enable-fma3'] };

/** A witness, and what Node.js makes of it with known blinding. */
async function provenTransfer() {
  const files = await provingArtifacts('small', 'transfer');
  const build = builders(await createHasher(), await buildReference());
  const inputs = build.transfer([700n, 45n], [600n, 100n], 45n);
  const witness = calculateWitness(await compileCalculator(files.wasm), inputs);
  const points = await proveShares(readFileSync(files.zkey), witness, blindings.random, 1);
  return { files, inputs, witness, points, key: verificationKey('small', 'transfer') };
}

const hashed = toBytes(Array.from({ length: 46 }, (_, i) => BigInt(i) ** 40n));
/** Numbers travel to a page as text. */
const text = (value: unknown) => JSON.stringify(value, (_, x) => (typeof x === 'bigint' ? `${x}` : x));
const parse = (json: string) =>
  JSON.parse(json, (_, x) => (typeof x === 'string' && /^\d+$/.test(x) ? BigInt(x) : x));

(executablePath ? describe : describe.skip)('in a browser', () => {
  let proven: Awaited<ReturnType<typeof provenTransfer>>;
  let hashes: string;
  beforeAll(async () => {
    proven = await provenTransfer();
    hashes = String(fromBytes((await WasmContext.create()).hashMany(hashed, 2, 7n)));
  });

  test.each(['twin', 'scalar'] as const)('hashes, proofs and verdicts, %s', async (form) => {
    const { files, inputs, witness, points, key } = proven;
    const item = {
      key: 'transfer',
      proof: toProof(points),
      publicSignals: publicSignals(witness, key.nPublic),
    };
    const served = { '/circuit.wasm': files.wasm, '/circuit.zkey': files.zkey };
    const got = await onPage(SWITCHES[form], served, (page) =>
      page.evaluate(
        async ({ numbers, key, hashed, witness, blinding, flawed }) => {
          const folder = '/wasm-core/dist/';
          const core: typeof import('@veilgrid/wasm-core') = await import(`${folder}index.js`);
          const modules: typeof import('@veilgrid/wasm-core/modules') = await import(
            `${folder}src/modules.js`
          );
          const shares: typeof import('@veilgrid/wasm-core/prover/share') = await import(
            `${folder}src/prover/share.js`
          );
          const provers: typeof import('@veilgrid/wasm-core/prover/prover') = await import(
            `${folder}src/prover/prover.js`
          );
          const verifiers: typeof import('@veilgrid/wasm-core/verifier/verifier') = await import(
            `${folder}src/verifier/verifier.js`
          );
          const pools: typeof import('@veilgrid/wasm-core/verifier/pool') = await import(
            `${folder}src/verifier/pool.js`
          );
          const { item, inputs } = JSON.parse(numbers, (_, x) =>
            typeof x === 'string' && /^\d+$/.test(x) ? BigInt(x) : x,
          );
          const bytes = async (name: string) => new Uint8Array(await (await fetch(name)).arrayBuffer());
          const files = { wasm: await bytes('/circuit.wasm'), zkey: await bytes('/circuit.zkey') };
          const context = await core.WasmContext.create();
          const hashes = core.fromBytes(context.hashMany(Uint8Array.from(hashed), 2, 7n));
          const share = new shares.ShareProver();
          await share.load(0, files.zkey);
          const parts = [Uint8Array.from(witness), Uint8Array.from(blinding)] as const;
          const transforms = share.transforms(0, ...parts, 0, 1);
          share.sumWitness();
          const points = share.combine([share.sums([transforms])]);
          share.end();
          const prover = provers.createProver({ workers: 2 });
          const result = await prover.prove(files, inputs);
          await prover.close();
          const batch = Array.from({ length: 9 }, (_, i) =>
            i === flawed
              ? { ...item, publicSignals: item.publicSignals.map((x: bigint, j: number) => (j ? x : x + 1n)) }
              : item,
          );
          const verifier = await verifiers.createVerifier({ transfer: key });
          const pool = pools.createVerifierPool({ keys: { transfer: key }, workers: 2 });
          const verdicts = [verifier.verifyMany(batch), await pool.verifyMany([...batch, ...batch])];
          await pool.close();
          return {
            twins: await modules.runsTwins(),
            hashes: String(hashes),
            points: [...points],
            verdicts,
            result: JSON.stringify(result, (_, x) => (typeof x === 'bigint' ? `${x}` : x)),
          };
        },
        {
          numbers: text({ item, inputs }),
          key,
          hashed: [...hashed],
          witness: [...witness],
          blinding: [...blindings.random],
          flawed: FLAWED,
        },
      ),
    );
    expect(got.twins).toBe(form === 'twin' && (await runsTwins()));
    expect(got.hashes).toBe(hashes);
    expect(got.points).toEqual([...points]);
    const refusal = { ok: false, code: VerifyErrorCode.EQUATION_FAILS };
    const verdicts = Array.from({ length: 9 }, (_, i) => (i === FLAWED ? refusal : { ok: true }));
    expect(got.verdicts).toEqual([verdicts, [...verdicts, ...verdicts]]);
    const verifier = await createVerifier({ transfer: key });
    expect(verifier.verify({ key: 'transfer', ...parse(got.result) })).toEqual({ ok: true });
  });
});
