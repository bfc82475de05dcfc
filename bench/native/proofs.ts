/** Proofs from a witness. What the peers prove is verified. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verificationKey } from '@veilgrid/circuits';
import { decodeProof } from '@veilgrid/protocol/core/crypto/proof';
import { createProver } from '@veilgrid/wasm-core/prover/prover';
import { createVerifier } from '@veilgrid/wasm-core/verifier/verifier';
import { type ProvenStatement, provenStatement } from '../provenStatement.js';
import type { Row } from '../rows.js';
import type { Programs } from './programs.js';
import { peerOf, rowsOf } from './turns.js';

const ROUNDS = 3;
/** One proof more: V8 has compiled most by the first. */
const WARM_UP_SECONDS = 0.1;

export async function proofRows(
  circuit: ProvenStatement['circuit'],
  { rust, go }: Programs,
  folder: string,
): Promise<Row[]> {
  const { zkey, witness } = await provenStatement(circuit);
  const file = join(folder, `${circuit}.wtns`);
  writeFileSync(file, witness);
  const args = ['prove', zkey, file];
  const verifier = await createVerifier({ [circuit]: verificationKey('full', circuit) });
  const prover = createProver({ workers: 1 });
  try {
    const { publicSignals } = await prover.proveWitness(zkey, witness);
    return await rowsOf({
      name: `prove ${circuit} from a witness, full profile, one thread`,
      unit: 's CPU',
      scale: 1,
      rounds: ROUNDS,
      warmUp: WARM_UP_SECONDS,
      ours: () => prover.proveWitness(zkey, witness),
      peers: [
        ...peerOf('arkworks Groth16, circom reduction', rust, args),
        ...peerOf("gnark-crypto, a proof's transforms and sums", go, args),
      ],
      check: (hex) => {
        const proof = decodeProof(Buffer.from(hex, 'hex'));
        if (!verifier.verify({ key: circuit, proof, publicSignals }).ok)
          throw new Error(`a peer's proof of ${circuit} was refused`);
      },
    });
  } finally {
    await prover.close();
  }
}
