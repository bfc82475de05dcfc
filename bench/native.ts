/** Measures against native programs. See USAGE. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashRows } from './native/hashes.js';
import { builtPrograms } from './native/programs.js';
import { proofRows } from './native/proofs.js';
import { verificationRows } from './native/verifications.js';
import { usageOf, wantsJson } from './options.js';
import { print, type Row } from './rows.js';

const USAGE = usageOf(
  'native',
  `Proofs, verification and Poseidon on one thread, against native programs in the same run, in turns: arkworks and
light-poseidon in Rust, gnark-crypto and go-iden3-crypto in Go. CPU time of the calls alone, medians. Proofs of the
peers are verified, their hashes compared. cargo and go fetch and compile them the first time, into the cache; where
one of them is not installed its rows are left out.

Rust is compiled with -C target-cpu=native, lto and one codegen unit, arkworks with its "asm" and without its
"parallel"; Go as it is, which chooses its assembly by the processor, with GOMAXPROCS 1 and one task a call.`,
);

const json = wantsJson(USAGE);
const programs = builtPrograms();
const isAlone = programs.rust === null && programs.go === null;
if (isAlone) process.stderr.write('without peers there is nothing to measure\n');
print(isAlone ? [] : await measure(), json);

async function measure(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'veilgrid-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  return [
    ...(await proofRows('settle', programs, folder)),
    ...(await proofRows('clear', programs, folder)),
    ...(await verificationRows(programs, folder)),
    ...(await hashRows(3, programs, folder)),
    ...(await hashRows(9, programs, folder)),
  ];
}
