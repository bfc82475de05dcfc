/** Settlements verified one after the other, and all at once. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { provingArtifacts, verificationKey } from '@veilgrid/circuits';
import { encodeProof } from '@veilgrid/protocol/core/crypto/proof';
import { createHasher, toBytes } from '@veilgrid/wasm-core';
import { createVerifier, type VerifyItem } from '@veilgrid/wasm-core/verifier/verifier';
import type { Row } from '../rows.js';
import { settleItems } from '../settleProofs.js';
import type { Programs } from './programs.js';
import { peerOf, rowsOf } from './turns.js';

const BATCH = 256;
const ALONE = 16;
const ROUNDS = 5;
const WARM_UP_SECONDS = 1;
const MILLI = 1000;

export async function verificationRows({ rust, go }: Programs, folder: string): Promise<Row[]> {
  const items = await settleItems(await createHasher(), BATCH);
  const verifier = await createVerifier({ settle: verificationKey('full', 'settle') });
  const file = join(folder, 'settlements');
  writeFileSync(file, Buffer.concat(items.map(bytesOf)));
  const { zkey } = await provingArtifacts('full', 'settle');
  const args = (way: string, count: number) => ['verify', way, zkey, file, `${count}`];
  const ensure = (held: boolean) => {
    if (!held) throw new Error('a valid proof was refused');
  };
  const common = {
    ...{ unit: 'ms CPU', rounds: ROUNDS, warmUp: WARM_UP_SECONDS },
    check: (result: string) => ensure(result === 'valid'),
  };
  const alone = await rowsOf({
    ...common,
    name: 'verify one settle proof, full profile, one thread',
    scale: MILLI / ALONE,
    ours: () => ensure(items.slice(0, ALONE).every((item) => verifier.verify(item).ok)),
    peers: [
      ...peerOf('arkworks verify_with_processed_vk, points checked', rust, args('alone', ALONE)),
      ...peerOf('arkworks, signals summed by msm, points checked', rust, args('summed', ALONE)),
      ...peerOf("gnark-crypto, gnark's verification by its parts, points checked", go, args('alone', ALONE)),
    ],
  });
  const batch = await rowsOf({
    ...common,
    name: `verify a settle proof in a batch of ${BATCH}, full profile, one thread`,
    scale: MILLI / BATCH,
    ours: () => ensure(verifier.verifyMany(items).every(({ ok }) => ok)),
    peers: [
      ...peerOf('arkworks multi_pairing of a random combination, points checked', rust, args('batch', BATCH)),
      ...peerOf(
        'gnark-crypto PairingCheck of a random combination, points checked',
        go,
        args('batch', BATCH),
      ),
    ],
  });
  return [...alone, ...batch];
}

/** As the programs read it. */
function bytesOf({ proof, publicSignals }: VerifyItem): Uint8Array {
  return Buffer.concat([encodeProof(proof), toBytes(publicSignals)]);
}
