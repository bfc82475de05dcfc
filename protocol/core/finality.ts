/** What shows that a block is final; it stands beside the block. protocol/core.md "Finality". */
import { ed25519 } from '@noble/curves/ed25519.js';
import { verifyEd25519 } from './crypto/ed25519.js';
import type { Genesis } from './genesis.js';
import { byteList, container, type Infer, U32 } from './ssz.js';

const MAX_EVIDENCE_BYTES = 16_000;
/** Epoch, offset, evidence. */
export const MAX_FINALITY_BYTES = 8 + MAX_EVIDENCE_BYTES;

export const Finality = container({
  /** One engine's reign; the embedded ledger has epoch 0 alone. */
  epoch: U32,
  /** Embedded: the validator's Ed25519 signature over the block hash. */
  evidence: byteList(MAX_EVIDENCE_BYTES),
});
export type Finality = Infer<typeof Finality>;

/** The embedded ledger's: made with the block. @param secretKey 32-byte Ed25519 seed of the validator */
export function signFinality(blockHash: Uint8Array, secretKey: Uint8Array): Finality {
  return { epoch: 0, evidence: ed25519.sign(blockHash, secretKey) };
}

/** Whether a block is final by the validators that genesis names. */
export function verifyFinality(
  { consensus }: Pick<Genesis, 'consensus'>,
  blockHash: Uint8Array,
  { epoch, evidence }: Finality,
): boolean {
  const [validator] = consensus.validators;
  return epoch === 0 && verifyEd25519(blockHash, evidence, validator!.publicKey);
}
