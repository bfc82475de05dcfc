/** Poseidon in batches. All hashes are compared by their sum. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { R } from '@veilgrid/protocol/core/crypto/field';
import { fromBytes, toBytes, WasmContext } from '@veilgrid/wasm-core';
import { elements } from '../elements.js';
import type { Row } from '../rows.js';
import type { Programs } from './programs.js';
import { peerOf, rowsOf } from './turns.js';

const BATCH = 2000;
const ROUNDS = 5;
const WARM_UP_SECONDS = 1;
const MICRO = 1e6;

export async function hashRows(width: number, { rust, go }: Programs, folder: string): Promise<Row[]> {
  const inputs = width - 1;
  const bytes = toBytes(elements(inputs * BATCH));
  const file = join(folder, `inputs-${width}`);
  writeFileSync(file, bytes);
  const context = await WasmContext.create();
  const ours = () => context.hashMany(bytes, inputs, 0n);
  const sum = fromBytes(ours()).reduce((total, hash) => (total + hash) % R, 0n);
  const args = ['hash', `${width}`, file];
  return rowsOf({
    name: `Poseidon t=${width}, batch of ${BATCH}, bytes, one thread`,
    unit: 'µs CPU',
    scale: MICRO / BATCH,
    rounds: ROUNDS,
    warmUp: WARM_UP_SECONDS,
    ours,
    peers: [
      ...peerOf('light-poseidon, elements in and out', rust, args),
      ...peerOf('go-iden3-crypto poseidon.Hash', go, args),
    ],
    check: (result) => {
      if (BigInt(result) !== sum) throw new Error(`Poseidon t=${width}: a peer's hashes are others`);
    },
  });
}
