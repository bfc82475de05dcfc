/**
 * Measures proving. See USAGE. With --peak ours|snarkjs CIRCUIT WTNS it only proves once and prints its own peak
 * memory in MB.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { provingArtifacts, verificationKey } from '@veilgrid/circuits';
import { createProver, type Prover } from '@veilgrid/wasm-core/prover/prover';
import { createVerifier } from '@veilgrid/wasm-core/verifier/verifier';
import { curves, groth16 } from 'snarkjs';
import { usageOf, wantsJson } from './options.js';
import { proveForms } from './proveForms.js';
import { type ProvenStatement, provenStatement } from './provenStatement.js';
import { print, type Row, row } from './rows.js';
import { ALL_THREADS } from './threads.js';
import { cpuLeast, least } from './timing.js';

const USAGE = usageOf(
  'prove',
  `Proofs of a settlement and of a clearing batch in full size, by all threads, against snarkjs from the same
witness in the same process, which reads its key anew as its interface has it. Then CPU time and memory by one
thread beside the scalar module, where this engine runs another, and CPU time by two threads beside one.`,
);

/**
 * How often each is proven: best of, in turns, as a proof takes seconds and a machine's other work only adds to
 * it. The peer has compiled what it needs by its second settlement.
 */
const ROUNDS = { settle: 2, clear: 1 } as const;
const CPU_ROUNDS = 5;
type Measured = ProvenStatement['circuit'];
const PEER = 'snarkjs groth16.prove';
const nameOf = (circuit: Measured) => `prove ${circuit}, full profile, ${ALL_THREADS}`;
const run = promisify(execFile);

/** Peak memory of a process that proves once, of ours and of the peer. */
async function peaks({ circuit, witness }: ProvenStatement, folder: string): Promise<Row> {
  const file = join(folder, `${circuit}.wtns`);
  writeFileSync(file, witness);
  const self = fileURLToPath(import.meta.url);
  const both = ['ours', 'snarkjs'].map((who) => run(process.execPath, [self, '--peak', who, circuit, file]));
  const [ours, peer] = (await Promise.all(both)).map(({ stdout }) => Number(stdout)) as [number, number];
  return row(`${nameOf(circuit)}, peak memory of the process`, ours, 'MB', PEER, peer);
}

/** The first proof of a key takes it in, and is checked. */
async function warmUp(prover: Prover, { circuit, zkey, witness }: ProvenStatement): Promise<void> {
  const proof = await prover.proveWitness(zkey, witness);
  const verifier = await createVerifier({ [circuit]: verificationKey('full', circuit) });
  if (!verifier.verify({ key: circuit, ...proof }).ok) throw new Error(`${circuit}: proof refused`);
}

async function times(prover: Prover, { circuit, zkey, witness }: ProvenStatement): Promise<Row> {
  const [ours, theirs] = await least(
    ROUNDS[circuit],
    () => prover.proveWitness(zkey, witness),
    () => groth16.prove(zkey, { type: 'mem', data: witness }),
  );
  return row(nameOf(circuit), ours!, 's', PEER, theirs!);
}

/** What two threads do twice or wait for. */
async function twoThreads({ circuit, zkey, witness }: ProvenStatement): Promise<Row> {
  const provers = [2, 1].map((workers) => createProver({ workers }));
  const works = provers.map((prover) => () => prover.proveWitness(zkey, witness));
  for (const work of works) await work();
  const [two, one] = await cpuLeast(CPU_ROUNDS, ...works);
  for (const prover of provers) await prover.close();
  return row(`prove ${circuit}, full profile, two threads`, two!, 's of CPU', 'one thread', one!);
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
  const json = wantsJson(USAGE);
  const folder = mkdtempSync(join(tmpdir(), 'veilgrid-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const prover = createProver();
  const clear = await provenStatement('clear');
  // Memory does not depend on what else runs, and CPU time little: these go beside each other.
  const memory = peaks(clear, folder);
  const settle = await provenStatement('settle');
  const forms = [...(await proveForms(settle)), ...(await proveForms(clear))];
  for (const statement of [settle, clear]) await warmUp(prover, statement);
  const peak = await memory;
  const rows = [await times(prover, settle), await times(prover, clear), peak];
  await prover.close();
  print([...rows, await twoThreads(settle), ...forms], json);
}
// snarkjs's threads would keep the process alive.
await (await curves.getCurveFromName('bn128')).terminate();
