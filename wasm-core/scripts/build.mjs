/**
 * Builds the WebAssembly module and inlines it as base64 in src/generated/wasm.ts.
 * Skipped when neither sources nor scripts have changed, by content.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constantsSource, R } from './constants.mjs';
import { fieldSource } from './field.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
const MAX_BYTES = 200 * 1024;
const TARGET = join(ROOT, 'src/generated/wasm.ts');
const OPTIONS = ['--runtime', 'stub', '-O3', '--noAssert', '--enable', 'bulk-memory', '--use', 'abort='];

function main() {
  const stamp = `// Sources ${sourcesHash()}.`;
  if (existsSync(TARGET) && readFileSync(TARGET, 'utf8').startsWith(stamp)) return;
  const generated = join(ROOT, 'assembly/generated');
  mkdirSync(generated, { recursive: true });
  writeFileSync(join(generated, 'fr.ts'), fieldSource(R));
  writeFileSync(join(generated, 'fq.ts'), fieldSource(Q));
  writeFileSync(join(generated, 'constants.ts'), constantsSource());
  const wasm = compile();
  if (wasm.length > MAX_BYTES) throw new Error(`the module has ${wasm.length} bytes, more than ${MAX_BYTES}`);
  mkdirSync(dirname(TARGET), { recursive: true });
  writeFileSync(TARGET, `${stamp}\nexport const WASM_BASE64 =\n  '${wasm.toString('base64')}';\n`);
  console.log(`wasm-core: ${wasm.length} bytes of WebAssembly`);
}

function compile() {
  const asc = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
  const out = join(ROOT, 'assembly/generated/core.wasm');
  const { status } = spawnSync(process.execPath, [asc, 'assembly/index.ts', '-o', out, ...OPTIONS], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('AssemblyScript refused the sources');
  return readFileSync(out);
}

function sourcesHash() {
  const hash = createHash('sha256');
  for (const folder of ['scripts', 'assembly']) {
    const files = readdirSync(join(ROOT, folder)).filter((name) => /\.(ts|mjs)$/.test(name));
    for (const name of files.sort())
      hash.update(`${folder}/${name}\0`).update(readFileSync(join(ROOT, folder, name)));
  }
  return hash.digest('hex');
}

main();
