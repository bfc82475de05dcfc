import { readFile } from 'node:fs/promises';
import { createWitnessProver, type WitnessProver } from './groth16-prove.js';

/** A circuit's witness calculator and proving key, as paths or bytes. */
export interface ProvingFiles {
  wasm: string | Uint8Array;
  zkey: string | Uint8Array;
}

/** Files given by path stay in memory: a day proves the same few circuits many times. */
const wasms = new Map<string, Promise<Uint8Array>>();
const keys = new Map<string, Promise<WitnessProver>>();

async function load<T>(
  cache: Map<string, Promise<T>>,
  file: string | Uint8Array,
  parse: (bytes: Uint8Array) => T | Promise<T>,
): Promise<T> {
  if (typeof file !== 'string') return parse(file);
  const content = cache.get(file) ?? readFile(file).then(parse);
  cache.set(file, content);
  content.catch(() => cache.delete(file));
  return content;
}

export async function loadProvingFiles(
  files: ProvingFiles,
): Promise<{ wasm: Uint8Array; key: WitnessProver }> {
  const [wasm, key] = await Promise.all([
    load(wasms, files.wasm, (bytes) => bytes),
    load(keys, files.zkey, createWitnessProver),
  ]);
  return { wasm, key };
}
