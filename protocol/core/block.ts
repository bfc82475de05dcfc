/** Blocks of the ledger. protocol/core.md "Blocks, genesis, state". */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { MAX_TX_BYTES } from '../params.js';
import { verifyEd25519 } from './crypto/ed25519.js';
import { Bytes32, Bytes64, byteList, container, type Infer, recordsOf, U64 } from './ssz.js';

export const MAX_BLOCK_TXS = 1024;

export const BlockHeader = container({
  height: U64,
  /** Unix seconds; never goes back. */
  time: U64,
  prevHash: Bytes32,
  txRoot: Bytes32,
  /** After this block. */
  stateHash: Bytes32,
});
export type BlockHeader = Infer<typeof BlockHeader>;

export const Block = container({
  header: BlockHeader,
  /** The validator's Ed25519 signature over the block hash. */
  signature: Bytes64,
  txs: recordsOf(byteList(MAX_TX_BYTES), MAX_BLOCK_TXS),
});
export type Block = Infer<typeof Block>;

export function blockHash(header: BlockHeader): Uint8Array {
  return sha256(BlockHeader.serialize(header));
}

/** Binds every byte of every transaction in order, proofs and signatures included. */
export function txRoot(txs: readonly Uint8Array[]): Uint8Array {
  return sha256(concatBytes(...txs.map((tx) => sha256(tx))));
}

export function signBlock(header: BlockHeader, secretKey: Uint8Array): Uint8Array {
  return ed25519.sign(blockHash(header), secretKey);
}

export function verifyBlockSignature(block: Block, validatorKey: Uint8Array): boolean {
  return verifyEd25519(blockHash(block.header), block.signature, validatorKey);
}
