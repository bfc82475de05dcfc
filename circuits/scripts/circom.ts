/**
 * Runs the circom compiler on absolute paths; started as a child process by compile.ts. The command line tool
 * of circom2 opens only the parents of the working folder, which loses `-l` folders beside it. No randomness is
 * passed in, so that nothing in the output can depend on it: its hashes are in git.
 */
import * as fs from 'node:fs';
import { createRequire } from 'node:module';

interface Circom2 {
  CircomRunner: new (options: object) => { execute(wasm: Uint8Array): Promise<unknown> };
  bindings: object;
}

const require = createRequire(import.meta.url);
const { CircomRunner, bindings } = require('circom2') as Circom2;
const exit = (code: number): never => process.exit(code);
const noRandomness = (bytes: Uint8Array, offset: number, size: number) =>
  bytes.fill(0, offset, offset + size);
const runner = new CircomRunner({
  args: process.argv.slice(2),
  env: {},
  preopens: { '/': '/' },
  bindings: { ...bindings, fs, exit, kill: () => exit(1), randomFillSync: noRandomness },
});
await runner.execute(fs.readFileSync(require.resolve('circom2/circom.wasm')));
