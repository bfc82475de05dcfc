import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { cachedFolder } from './cached.js';
import { runChild } from './child.js';
import { type CompiledCircuit, circuitSource, compileSource } from './compile.js';
import { ArtifactError } from './errors.js';
import { checkFile, sha256 } from './hashes.js';
import { type CircuitRecord, loadManifest, type Manifest } from './manifest.js';
import { cacheDir, scriptPath } from './paths.js';
import { readR1cs } from './r1cs.js';
import type { CircuitSource } from './sources.js';
import type { CircuitName, ProfileName } from './spec.js';
import { SEED_LABEL } from './trapdoor.js';

/** Names how a key folder was made; to be changed with the code that makes it. */
const KEY_FORMAT = 'groth16 zkey 1';

/** Compiling takes up to 0.3 GB, the keys of the largest circuit 0.4 (`npm run bench:circuits`). */
const MEMORY_PER_BUILD = 0.5 * 2 ** 30;

/** Constraints as the manifest knows them; a circuit that it does not know may be the largest. */
function knownCosts(): (name: CircuitName) => number {
  const known = circuitsOfManifest()?.full ?? {};
  return (name) => known[name]?.constraints ?? Number.POSITIVE_INFINITY;
}

function circuitsOfManifest(): Manifest['circuits'] | undefined {
  try {
    return loadManifest().circuits;
  } catch {
    // Keys are being made for the first time.
    return undefined;
  }
}

export interface BuildProgress {
  stage: 'compile' | 'key' | 'done';
  /** Of this stage; the compiler does not tell, so 0 until it is done. */
  percent: number;
}

/** A compiled circuit with its development keys, all in the cache. */
export interface BuiltCircuit {
  compiled: CompiledCircuit;
  zkey: string;
  verificationKey: string;
  record: CircuitRecord;
}

/** Compiles a circuit and makes its development keys, each only if the cache has them not. */
export async function buildSource(
  source: CircuitSource,
  onProgress: (progress: BuildProgress) => void = () => {},
): Promise<BuiltCircuit> {
  onProgress({ stage: 'compile', percent: 0 });
  const compiled = await compileSource(source);
  const folder = join(
    cacheDir(),
    'keys',
    sha256(JSON.stringify([KEY_FORMAT, SEED_LABEL, compiled.r1csSha256])),
  );
  const hashes = await cachedFolder(folder, async (scratch) => {
    onProgress({ stage: 'key', percent: 0 });
    await checkFile(
      compiled.r1cs,
      compiled.r1csSha256,
      'Delete the cache folder that holds it; it is built again.',
    );
    const { exitCode, output } = await runChild(scriptPath('devkey'), [compiled.r1cs, scratch], (text) => {
      const percent = Number(text.trim().split('\n').at(-1));
      if (Number.isInteger(percent)) onProgress({ stage: 'key', percent });
    });
    if (exitCode !== 0)
      throw new ArtifactError('R1CS', `no keys for this circuit:\n${output}`, { file: compiled.r1cs });
  });
  onProgress({ stage: 'done', percent: 100 });
  const { nConstraints, nPublic } = readR1cs(readFileSync(compiled.r1cs));
  return {
    compiled,
    zkey: join(folder, 'circuit.zkey'),
    verificationKey: join(folder, 'verification_key.json'),
    record: {
      constraints: nConstraints,
      publicSignals: nPublic,
      r1csSha256: compiled.r1csSha256,
      wasmSha256: compiled.wasmSha256,
      zkeySha256: hashes['circuit.zkey']!,
      verificationKeySha256: hashes['verification_key.json']!,
    },
  };
}

export function buildCircuit(
  profile: ProfileName,
  name: CircuitName,
  onProgress?: (progress: BuildProgress) => void,
): Promise<BuiltCircuit> {
  return buildSource(circuitSource(profile, name), onProgress);
}

/** Runs `task` for each target on as many cores as there are and memory allows, longest first. */
export async function eachCircuit<T extends { name: CircuitName }>(
  targets: readonly T[],
  task: (target: T) => Promise<void>,
): Promise<void> {
  const cost = knownCosts();
  const queue = [...targets].sort((x, y) => cost(y.name) - cost(x.name) || 0);
  const lanes = Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / MEMORY_PER_BUILD)));
  const lane = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await task(next).catch((error) => {
        queue.length = 0; // the other lanes finish what they have and begin nothing
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
