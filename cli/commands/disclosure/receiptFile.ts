/** A receipt as a household gets it: signed, and once it is rooted with what shows it under the root. */
import { KeptReceipt } from '@veilgrid/client-sdk/disclosure/ownReceipts';
import type { MerkleProof } from '@veilgrid/protocol/core/crypto/merkle';
import { decodeExact } from '@veilgrid/protocol/core/ssz';
import type { SignedReceipt } from '@veilgrid/protocol/disclosure/receipts';
import { readBytes } from '../../terminal/files.js';

/** With 32 siblings it takes 1,209. */
const MAX_BYTES = 4096;

export function receiptBytes(signed: SignedReceipt, proof?: MerkleProof): Uint8Array {
  const { index, size, path } = proof ?? { index: 0, size: 0, path: [] };
  return KeptReceipt.serialize({ signed, index, size, path: [...path] });
}

/** @throws ProtocolError NOT_FOUND, TOO_LARGE, MALFORMED */
export async function readReceipt(file: string): Promise<{ signed: SignedReceipt; proof?: MerkleProof }> {
  const { signed, ...proof } = decodeExact(
    KeptReceipt,
    await readBytes(file, 'receipt', MAX_BYTES),
    'receipt',
  );
  return { signed, ...(proof.size > 0 && { proof }) };
}
