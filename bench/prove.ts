/**
 * npm run bench:prove [-- --json]: proofs of a settlement and of a clearing batch in full size, by all threads,
 * against snarkjs from the same witness in the same process, which reads its key anew as its interface has it.
 * With --peak ours|snarkjs CIRCUIT WTNS it only proves once and prints its own peak memory in MB.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provingArtifacts, verificationKey } from '@veilgrid/circuits';
import { paramsOf } from '@veilgrid/protocol/params';
import { createHasher } from '@veilgrid/wasm-core';
import { createProver } from '@veilgrid/wasm-core/src/prover/prover';
import { createVerifier } from '@veilgrid/wasm-core/src/verifier/verifier';
import { curves, groth16, type MemoryFile, wtns } from 'snarkjs';
import { print, type Row, row, secondsOf } from './rows.js';
import { clearInputs, settleInputs } from './statements.js';

/** Not measured here: natively, on a like machine of two cores, on a chain of multiplications. */
const NATIVE = `Native provers on a like machine (2 cores, a chain of 2^14 / 2^15 constraints):
arkworks 0.74 / 1.32 s, gnark 0.33 / 0.67 s.`;

const CIRCUITS = ['settle', 'clear'] as const;
type Measured = (typeof CIRCUITS)[number];
/** Best of, in turns: a proof takes seconds, and a machine's other work only adds to it. */
const ROUNDS = 2;

async function witnessOf(circuit: Measured, wasm: string): Promise<Uint8Array> {
  const [hasher, params] = [await createHasher(), paramsOf('full')];
  const input = circuit === 'settle' ? settleInputs(hasher, params) : await clearInputs(hasher, params);
  const out: MemoryFile = { type: 'mem' };
  await wtns.calculate(input, wasm, out);
  return out.data!;
}

/** Our first proof is checked and warms up; the peer has compiled what it needs before its second. */
async function measure(circuit: Measured, folder: string): Promise<Row[]> {
  const { wasm, zkey } = await provingArtifacts('full', circuit);
  const data = await witnessOf(circuit, wasm);
  const prover = createProver();
  const first = await prover.proveWitness(zkey, data);
  const verifier = await createVerifier({ [circuit]: verificationKey('full', circuit) });
  if (!verifier.verify({ key: circuit, ...first }).ok) throw new Error(`${circuit}: proof refused`);
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await secondsOf(() => prover.proveWitness(zkey, data)));
    theirs.push(await secondsOf(() => groth16.prove(zkey, { type: 'mem', data })));
  }
  await prover.close();
  const name = `prove ${circuit}, full profile, all threads`;
  const file = join(folder, `${circuit}.wtns`);
  writeFileSync(file, data);
  const peak = (who: string) =>
    Number(execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--peak', who, circuit, file]));
  return [
    row(name, 's', Math.min(...ours), Math.min(...theirs), 'snarkjs groth16.prove', 3),
    ...(circuit === 'clear'
      ? [row(`${name}, peak memory`, 'MB', peak('ours'), peak('snarkjs'), 'snarkjs groth16.prove', 1)]
      : []),
  ];
}

async function provePeak(who: string, circuit: Measured, file: string): Promise<void> {
  const { zkey } = await provingArtifacts('full', circuit);
  if (who === 'ours') {
    const prover = createProver();
    await prover.proveWitness(zkey, file);
    await prover.close();
  } else await groth16.prove(zkey, { type: 'mem', data: readFileSync(file) });
  console.log(process.resourceUsage().maxRSS / 1024);
}

const peakAt = process.argv.indexOf('--peak');
if (peakAt > 0) {
  const [who, circuit, file] = process.argv.slice(peakAt + 1) as [string, Measured, string];
  await provePeak(who, circuit, file);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'veilgrid-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const rows: Row[] = [];
  for (const circuit of CIRCUITS) rows.push(...(await measure(circuit, folder)));
  print(rows);
  process.stderr.write(`${NATIVE}\n`);
}
// snarkjs's threads would keep the process alive.
await (await curves.getCurveFromName('bn128')).terminate();
