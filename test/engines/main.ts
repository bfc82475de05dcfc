/**
 * Both forms of the WebAssembly modules on the engine that runs this: `npm run engines` does on each that is supported.
 * One line says what was found; exits with 1 on any difference.
 */
import { readFileSync } from 'node:fs';
import { provingArtifacts, verificationKey } from '@veilgrid/circuits';
import { R } from '@veilgrid/protocol/core/crypto/field';
import { createHasher, fromBytes, toBytes, WasmContext } from '@veilgrid/wasm-core';
import { createJsHasher } from '@veilgrid/wasm-core/js/hasher';
import { runsTwins } from '@veilgrid/wasm-core/modules';
import { compileCalculator } from '@veilgrid/wasm-core/prover/files';
import { createProver } from '@veilgrid/wasm-core/prover/prover';
import { publicSignals, toProof } from '@veilgrid/wasm-core/prover/result';
import { calculateWitness } from '@veilgrid/wasm-core/prover/witness';
import { createVerifierPool } from '@veilgrid/wasm-core/verifier/pool';
import { createVerifier, type VerifyItem } from '@veilgrid/wasm-core/verifier/verifier';
import { buildReference } from '../circuits/support/reference.js';
import { builders } from '../soundness/cases.js';
import { FORMS, type Form, inForm } from '../wasm/support/forms.js';
import { proveShares } from '../wasm/support/proveShares.js';
import { blindings } from '../wasm/support/rawWitness.js';

const THREADS = 2;
const [BATCH, FLAWED] = [9, 4];

const flaws: string[] = [];
const must = (holds: boolean, what: string) => {
  if (!holds) flaws.push(what);
};

/** One for each way of filling four lanes, and elements at the field's end. */
const hashed = Array.from({ length: 2 * 23 }, (_, i) =>
  i % 5 === 0 ? R - 1n - BigInt(i) : BigInt(i) ** 40n,
);

async function hashes(): Promise<bigint[]> {
  return fromBytes((await WasmContext.create()).hashMany(toBytes(hashed), 2, 7n));
}

function judged(results: readonly { readonly ok: boolean }[]): boolean {
  return results.every(({ ok }, i) => ok === (i !== FLAWED));
}

/** What each form answers: proofs of one witness with the same blinding, alone and by two shares. */
async function answers(form: Form, files: { wasm: string; zkey: string }, witness: Uint8Array) {
  const zkey = readFileSync(files.zkey);
  const [alone, shared] = [
    await proveShares(zkey, witness, blindings.random, 1),
    await proveShares(zkey, witness, blindings.random, THREADS),
  ];
  must(Buffer.compare(alone, shared) === 0, `${form}: shares prove otherwise`);
  const key = verificationKey('small', 'settle');
  const signals = publicSignals(witness, key.nPublic);
  const item: VerifyItem = { key: 'settle', proof: toProof(alone), publicSignals: signals };
  const batch = Array.from({ length: BATCH }, (_, i) =>
    i === FLAWED ? { ...item, publicSignals: signals.map((x, j) => (j === 0 ? x + 1n : x)) } : item,
  );
  const verifier = await createVerifier({ settle: key });
  must(verifier.verify(item).ok, `${form}: a proof alone`);
  must(judged(verifier.verifyMany(batch)), `${form}: a batch`);
  const pool = createVerifierPool({ keys: { settle: key }, workers: THREADS });
  must(judged(await pool.verifyMany(batch)), `${form}: a batch in threads`);
  await pool.close();
  return { hashes: await hashes(), points: Buffer.from(alone).toString('hex'), verifier };
}

const twins = await runsTwins();
// Whether the processor can is told where its flags are: this runs on Linux alone.
const fuses = /^flags\s*:.*\bfma\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
must(twins === fuses, `twins run: ${twins}, the processor fuses: ${fuses}`);

const files = await provingArtifacts('small', 'settle');
const inputs = builders(await createHasher(), await buildReference()).settle();
const witness = calculateWitness(await compileCalculator(files.wasm), inputs);
const js = await createJsHasher();
const expected = Array.from(
  { length: hashed.length / 2 },
  (_, i) => js.permute(hashed.slice(2 * i, 2 * i + 2), 7n, 1)[0],
);
const ask = (form: Form) => inForm(form, () => answers(form, files, witness));
const [twin, scalar] = [await ask('twin'), await ask('scalar')];
must(twin.points === scalar.points, 'the forms prove otherwise');
for (const [form, { hashes }] of Object.entries({ twin, scalar }))
  must(String(hashes) === String(expected), `${form}: hashes`);
for (const form of FORMS) {
  const result = await inForm(form, async () => {
    const prover = createProver({ workers: THREADS });
    const proven = await prover.prove(files, inputs);
    await prover.close();
    return proven;
  });
  for (const { verifier } of [twin, scalar])
    must(verifier.verify({ key: 'settle', ...result }).ok, `${form}: a proof by threads`);
}

const { node, v8 } = process.versions;
console.log(
  `Node.js ${node}, V8 ${v8}, twins ${twins ? 'run' : 'do not run'}: ${flaws.join(', ') || 'all agree'}`,
);
process.exitCode = flaws.length === 0 ? 0 : 1;
