/** Compiles sources of assembly: the build its modules, tests what no module exports. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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

/** The module of an entry, which `out` has too. */
export function compile(entry, out, isTwin) {
  const asc = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
  const { status } = spawnSync(
    process.execPath,
    [asc, `assembly/${entry}`, '-o', out, ...OPTIONS, ...(isTwin ? TWIN : [])],
    { cwd: ROOT, stdio: 'inherit' },
  );
  if (status !== 0) throw new Error('AssemblyScript refused the sources');
  return readFileSync(out);
}
