/** Proofs of one circuit verified together, beside snarkjs one by one. */
import { availableParallelism } from 'node:os';
import { verificationKey } from '@veilgrid/circuits';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { createVerifierPool } from '@veilgrid/wasm-core/verifier/pool';
import { createVerifier } from '@veilgrid/wasm-core/verifier/verifier';
import { groth16 } from 'snarkjs';
import { type Copied, copiedItems } from './copiedProofs.js';
import { type Row, row } from './rows.js';
import { snarkjsForm } from './snarkjsForm.js';
import { ALL_THREADS } from './threads.js';
import { medians, warmUp } from './timing.js';

/** Proofs that snarkjs verifies. */
const PLAIN = 20;
const ROUNDS = 5;
const MILLI = 1000;

export interface Batch {
  /** What is verified, for names of rows. */
  readonly name: string;
  readonly size: number;
  /** Batches of a measured run, one after the other: a short one is interrupted less than its share. */
  readonly repeat: number;
}

function ensure(held: boolean): void {
  if (!held) throw new Error('a valid proof was refused');
}

export async function batchRows(hasher: Hasher, of: Copied, { name, size, repeat }: Batch): Promise<Row[]> {
  const key = verificationKey('full', of.circuit);
  const items = await copiedItems(hasher, of, size);
  const plain = items.slice(0, PLAIN).map(snarkjsForm);
  const pool = createVerifierPool({ keys: { [of.circuit]: key }, workers: availableParallelism() });
  const verifier = await createVerifier({ [of.circuit]: key });
  const all = async () => {
    for (let i = 0; i < repeat; i++) ensure((await pool.verifyMany(items)).every(({ ok }) => ok));
  };
  const oneThread = () => {
    for (let i = 0; i < repeat; i++) ensure(verifier.verifyMany(items).every(({ ok }) => ok));
  };
  const snarkjs = async () => {
    for (const { proof, signals } of plain) ensure(await groth16.verify(key, signals, proof));
  };
  await warmUp(all, 2);
  const [threads, single, peer] = await medians(ROUNDS, all, oneThread, snarkjs);
  await pool.close();
  const against = (how: string, seconds: number) => {
    const [ours, theirs] = [(seconds * MILLI) / (size * repeat), (peer! * MILLI) / plain.length];
    return row(`${name}, ${how}`, ours, 'ms', 'snarkjs groth16.verify, one by one', theirs);
  };
  return [against(ALL_THREADS, threads!), against('one thread', single!)];
}
