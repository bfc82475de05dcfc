import { readFile } from 'node:fs/promises';
import { ProverError } from './groth16-errors.js';
import { type ProofJob, prove } from './prover.js';

/** Files stay in memory: a day proves the same few circuits many times. */
const read = new Map<string, Promise<Uint8Array>>();

function bytesOf(file: string | Uint8Array): Promise<Uint8Array> {
  if (typeof file !== 'string') return Promise.resolve(file);
  const bytes = read.get(file) ?? readFile(file);
  read.set(file, bytes);
  return bytes;
}

process.on('message', async ({ files, input }: ProofJob) => {
  try {
    const [wasm, zkey] = await Promise.all([bytesOf(files.wasm), bytesOf(files.zkey)]);
    process.send!({ value: await prove({ files: { wasm, zkey }, input }) });
  } catch (cause) {
    const code = cause instanceof ProverError ? cause.code : 'PROVE';
    process.send!({ error: { code, message: (cause as Error).message } });
  }
});
