import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from './cached.js';
import { runChild } from './child.js';
import { ArtifactError } from './errors.js';
import { cacheDir, packageRoot, scriptPath } from './paths.js';
import { type CircuitSource, searchDirs, sourceHash } from './sources.js';
import { type CircuitName, circuitSpec, mainSource, type ProfileName } from './spec.js';

/** A compiled circuit's files, and their hashes when it was compiled. */
export interface CompiledCircuit {
  r1cs: string;
  wasm: string;
  sym: string;
  r1csSha256: string;
  wasmSha256: string;
}

/** Arguments of the compiler for a source whose main stands in the file `main`. */
export function compilerArgs(source: CircuitSource, main: string, out: string): string[] {
  const libraries = searchDirs(source).flatMap((dir) => ['-l', dir]);
  return [main, '--r1cs', '--wasm', '--sym', '--O2', '-o', out, ...libraries];
}

/** Compiles a circuit, or finds it in the cache by the hash of all its sources. */
export async function compileSource(source: CircuitSource): Promise<CompiledCircuit> {
  const folder = join(cacheDir(), 'compiled', sourceHash(source));
  const hashes = await cachedFolder(folder, async (scratch) => {
    const main = join(scratch, 'main.circom');
    await writeFile(main, source.main);
    const { exitCode, output } = await runChild(scriptPath('circom'), compilerArgs(source, main, scratch));
    if (exitCode !== 0) throw new ArtifactError('COMPILE', `the compiler refused the circuit:\n${output}`);
    await rename(join(scratch, 'main_js', 'main.wasm'), join(scratch, 'main.wasm'));
    for (const name of await readdir(scratch)) {
      if (!/^main\.(r1cs|wasm|sym)$/.test(name)) await rm(join(scratch, name), { recursive: true });
    }
  });
  return {
    r1cs: join(folder, 'main.r1cs'),
    wasm: join(folder, 'main.wasm'),
    sym: join(folder, 'main.sym'),
    r1csSha256: hashes['main.r1cs']!,
    wasmSha256: hashes['main.wasm']!,
  };
}

/** The source of a circuit of circuits.json. */
export function circuitSource(profile: ProfileName, name: CircuitName): CircuitSource {
  return { main: mainSource(circuitSpec(profile, name)), includeDirs: [packageRoot] };
}

/** Compiles a circuit of circuits.json, or finds it in the cache. */
export function compileCircuit(profile: ProfileName, name: CircuitName): Promise<CompiledCircuit> {
  return compileSource(circuitSource(profile, name));
}
