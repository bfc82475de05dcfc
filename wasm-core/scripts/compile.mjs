/** Compiles sources of assembly: the build its modules, tests what no module exports. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const OPTIONS = [
  '--runtime',
  'stub',
  '-O3',
  '--noAssert',
  '--enable',
  'bulk-memory',
  '--enable',
  'simd',
  '--use',
  'abort=',
];
const TWIN = ['--enable', 'relaxed-simd'];

const run = promisify(execFile);

/** The module of an entry, which `out` has too. */
export async function compile(entry, out, isTwin) {
  const asc = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
  const args = [asc, `assembly/${entry}`, '-o', out, ...OPTIONS, ...(isTwin ? TWIN : [])];
  const { stderr } = await run(process.execPath, args, { cwd: ROOT });
  process.stderr.write(stderr);
  return readFileSync(out);
}
