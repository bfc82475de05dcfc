/** Deliveries of one need, verified as a block of them is. */
import { availableParallelism } from 'node:os';
import { verificationKey } from '@veilgrid/circuits';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { createVerifierPool } from '@veilgrid/wasm-core/verifier/pool';
import { createVerifier } from '@veilgrid/wasm-core/verifier/verifier';
import { groth16 } from 'snarkjs';
import { copiedItems } from '../copiedProofs.js';
import { deliveries } from '../deliveries.js';
import { type Row, row } from '../rows.js';
import { snarkjsForm } from '../snarkjsForm.js';
import { ALL_THREADS } from '../threads.js';
import { medians, warmUp } from '../timing.js';

const BATCH = 1_000;
/** Proofs that snarkjs verifies. */
const PLAIN = 20;
const ROUNDS = 3;
const MILLI = 1000;

function ensure(held: boolean): void {
  if (!held) throw new Error('a valid proof was refused');
}

export async function batchRows(hasher: Hasher): Promise<Row[]> {
  const key = verificationKey('full', 'deliver');
  const items = await copiedItems(hasher, { circuit: 'deliver', inputs: deliveries }, BATCH);
  const plain = items.slice(0, PLAIN).map(snarkjsForm);
  const pool = createVerifierPool({ keys: { deliver: key }, workers: availableParallelism() });
  const verifier = await createVerifier({ deliver: key });
  const all = async () => ensure((await pool.verifyMany(items)).every(({ ok }) => ok));
  const oneThread = () => ensure(verifier.verifyMany(items).every(({ ok }) => ok));
  const snarkjs = async () => {
    for (const { proof, signals } of plain) ensure(await groth16.verify(key, signals, proof));
  };
  await warmUp(all, 2);
  const [threads, single, peer] = await medians(ROUNDS, all, oneThread, snarkjs);
  await pool.close();
  const name = `verify a delivery in a batch of ${BATCH} of one need, full profile`;
  const against = (how: string, seconds: number) => {
    const [ours, theirs] = [(seconds * MILLI) / BATCH, (peer! * MILLI) / PLAIN];
    return row(`${name}, ${how}`, ours, 'ms', 'snarkjs groth16.verify, one by one', theirs);
  };
  return [against(ALL_THREADS, threads!), against('one thread', single!)];
}
