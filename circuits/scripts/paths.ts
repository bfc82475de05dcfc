import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

/** The package's own folder: this file runs as `<package>/dist/scripts/paths.js`. */
export const packageRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A script of this folder that runs as a child process. */
export const scriptPath = (name: string): string => join(packageRoot, 'dist', 'scripts', `${name}.js`);

/** The development keys that this software carries, and the hashes of its circuits. */
export const ownKeysDir = join(packageRoot, 'keys');

/** Verification keys and manifest; an operator with keys of a ceremony of its own points elsewhere. */
export function keysDir(): string {
  return resolve(process.env.VEILGRID_KEYS ?? ownKeysDir);
}

/** Where compiled circuits and proving keys are kept; git-ignored, safe to delete. */
export function cacheDir(): string {
  return resolve(process.env.VEILGRID_CACHE ?? join(packageRoot, '.cache'));
}

export const circomVersion = (require('circom2/package.json') as { version: string }).version;

/** Folder that holds `circomlib/`, so that sources say `include "circomlib/circuits/…"` from any place. */
export const circomlibParent = dirname(dirname(require.resolve('circomlib/package.json')));
