/**
 * Builds the WebAssembly modules and inlines each as base64 in src/generated.
 * Skipped when neither sources nor scripts have changed, by content.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RADIX } from './columns.mjs';
import { compile } from './compile.mjs';
import { constantsSource, R } from './constants.mjs';
import { fieldSource } from './field.mjs';
import { leanFieldSource } from './leanField.mjs';
import { pairingSource } from './pairing.mjs';
import { quadraticFieldSource } from './quadraticField.mjs';
import { twinFieldSource } from './twinField.mjs';
import { RADIX as TWIN_RADIX } from './twinForm.mjs';
import { checkPoints, checkPoseidon, checkTransforms } from './twinFormulas.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
const ZKEY_RADIX = 1n << 256n;
const MAX_BYTES = 200 * 1024;
const TARGET = join(ROOT, 'src/generated');
/**
 * Output, entry, whether with relaxed SIMD: the same sources then take the fields that multiply two elements at once
 * (ASC_FEATURE_RELAXED_SIMD). Prover and verifier are apart: who only hashes need not load them.
 */
const MODULES = [
  ['wasm', 'index.ts', false],
  ['prover', 'prover/index.ts', false],
  ['verifier', 'verifier/index.ts', false],
  ['wasmTwin', 'index.ts', true],
  ['proverTwin', 'prover/index.ts', true],
  ['verifierTwin', 'verifier/index.ts', true],
  ['probe', 'probe.ts', true],
];

async function main() {
  const stamp = `// Sources ${sourcesHash()}.`;
  const current = (name) => existsSync(target(name)) && readFileSync(target(name), 'utf8').startsWith(stamp);
  if (MODULES.every(([name]) => current(name))) return;
  checkPoints(Q);
  checkTransforms(R);
  checkPoseidon(R);
  const generated = join(ROOT, 'assembly/generated');
  mkdirSync(generated, { recursive: true });
  mkdirSync(TARGET, { recursive: true });
  writeFileSync(join(generated, 'fr.ts'), fieldSource(R));
  writeFileSync(join(generated, 'fq.ts'), fieldSource(Q));
  writeFileSync(join(generated, 'constants.ts'), constantsSource());
  writeFileSync(join(generated, 'leanFr.ts'), leanFieldSource(R, proverScalars()));
  writeFileSync(
    join(generated, 'leanFq.ts'),
    leanFieldSource(Q, {
      FROM_ZKEY: (RADIX ** 2n / ZKEY_RADIX) % Q,
      TO_ZKEY: ZKEY_RADIX % Q,
      FROM_PLAIN: RADIX ** 2n % Q,
      FROM_TWIN: (RADIX ** 2n / TWIN_RADIX) % Q,
      TO_TWIN: TWIN_RADIX % Q,
    }),
  );
  writeFileSync(join(generated, 'twinFq.ts'), twinFieldSource(Q, {}));
  writeFileSync(join(generated, 'twinFr.ts'), twinFieldSource(R, { RADIX_SQUARED: TWIN_RADIX ** 2n }));
  writeFileSync(join(generated, 'quadraticFq.ts'), quadraticFieldSource(Q));
  writeFileSync(join(generated, 'pairing.ts'), pairingSource(Q));
  const modules = await Promise.all(
    MODULES.map(([name, entry, isTwin]) => compile(entry, join(generated, `${name}.wasm`), isTwin)),
  );
  for (const [i, wasm] of modules.entries()) {
    const [name] = MODULES[i];
    if (wasm.length > MAX_BYTES)
      throw new Error(`the module has ${wasm.length} bytes, more than ${MAX_BYTES}`);
    writeFileSync(target(name), `${stamp}\nexport const WASM_BASE64 =\n  '${wasm.toString('base64')}';\n`);
    console.error(`wasm-core: ${name} has ${wasm.length} bytes of WebAssembly`);
  }
}

/** zkey files hold residues in Montgomery form by 2^256, the terms' coefficients twice. */
function proverScalars() {
  const root = power(5n, (R - 1n) >> 28n, R); // 5 generates the field's group
  return {
    FROM_PLAIN: (RADIX * RADIX) % R,
    TO_TWIN: TWIN_RADIX % R,
    TERM: RADIX ** 2n / ZKEY_RADIX ** 2n,
    ROOT: (root * RADIX) % R,
    HALF: (((R + 1n) / 2n) * RADIX) % R,
  };
}

function power(base, exponent, modulus) {
  let result = 1n;
  for (let b = base, e = exponent; e > 0n; e >>= 1n, b = (b * b) % modulus)
    if (e & 1n) result = (result * b) % modulus;
  return result;
}

const target = (name) => join(TARGET, `${name}.ts`);

function sourcesHash() {
  const hash = createHash('sha256');
  for (const folder of ['scripts', 'assembly', 'assembly/curve', 'assembly/prover', 'assembly/verifier']) {
    const files = readdirSync(join(ROOT, folder)).filter((name) => /\.(ts|mjs)$/.test(name));
    for (const name of files.sort())
      hash.update(`${folder}/${name}\0`).update(readFileSync(join(ROOT, folder, name)));
  }
  return hash.digest('hex');
}

await main();
