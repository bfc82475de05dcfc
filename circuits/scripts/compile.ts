import { spawn } from 'node:child_process';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { cachedFolder } from './cached.js';
import { ArtifactError } from './errors.js';
import { cacheDir, circomScript, packageRoot } from './paths.js';
import { type CircuitSource, searchDirs, sourceHash } from './sources.js';
import { type CircuitName, circuitSpec, mainSource, type ProfileName } from './spec.js';

/** Paths of a compiled circuit. */
export interface CompiledCircuit {
  r1cs: string;
  wasm: string;
  sym: string;
}

/** The compiler in a child process: its memory (up to a gigabyte) goes back, and both cores can be used. */
function runCircom(scratch: string, source: CircuitSource): Promise<void> {
  const args = [
    circomScript,
    join(scratch, 'main.circom'),
    '--r1cs',
    '--wasm',
    '--sym',
    '--O2',
    '-o',
    scratch,
  ];
  for (const dir of searchDirs(source)) args.push('-l', dir);
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const stop = () => child.kill('SIGKILL');
    process.once('exit', stop);
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + stripVTControlCharacters(chunk.toString())).slice(-8_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', fail);
    child.on('close', (exitCode) => {
      process.removeListener('exit', stop);
      if (exitCode === 0) done();
      else fail(new ArtifactError('COMPILE', `the compiler refused the circuit:\n${output.trim()}`));
    });
  });
}

/** Compiles a circuit, or finds it in the cache by the hash of all its sources. */
export async function compileSource(source: CircuitSource): Promise<CompiledCircuit> {
  const folder = await cachedFolder(join(cacheDir(), 'compiled', sourceHash(source)), async (scratch) => {
    await writeFile(join(scratch, 'main.circom'), source.main);
    await runCircom(scratch, source);
    await rename(join(scratch, 'main_js', 'main.wasm'), join(scratch, 'main.wasm'));
    for (const name of await readdir(scratch)) {
      if (!/^main\.(r1cs|wasm|sym)$/.test(name)) await rm(join(scratch, name), { recursive: true });
    }
  });
  return { r1cs: join(folder, 'main.r1cs'), wasm: join(folder, 'main.wasm'), sym: join(folder, 'main.sym') };
}

/** The source of a circuit of circuits.json. */
export function circuitSource(profile: ProfileName, name: CircuitName): CircuitSource {
  return { main: mainSource(circuitSpec(profile, name)), includeDirs: [packageRoot] };
}

/** Compiles a circuit of circuits.json, or finds it in the cache. */
export function compileCircuit(profile: ProfileName, name: CircuitName): Promise<CompiledCircuit> {
  return compileSource(circuitSource(profile, name));
}
