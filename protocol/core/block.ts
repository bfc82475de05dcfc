/** Blocks of the ledger, the same under every engine. protocol/core.md "Blocks, genesis, state". */
import { sha256 } from '@noble/hashes/sha2.js';
import { MAX_TX_BYTES } from '../params.js';
import { MAX_BLOCK_TXS } from './consensus.js';
import { leafHash, merkleRoot } from './crypto/merkle.js';
import { Bytes32, byteList, container, Fr, type Infer, recordsOf, U64 } from './ssz.js';

/** 176 bytes. */
export const BlockHeader = container({
  height: U64,
  /** Unix seconds; never goes back. */
  time: U64,
  /** Hash of the block before, for block 1 that of genesis. */
  prevHash: Bytes32,
  txRoot: Bytes32,
  /** Of the tree of notes after this block, grown or not. */
  noteRoot: Fr,
  /** Of the log after this block. */
  logRoot: Bytes32,
  /** After this block. */
  stateHash: Bytes32,
});
export type BlockHeader = Infer<typeof BlockHeader>;
export const HEADER_BYTES = 176;

/** That it is final stands beside it (finality.ts). No transaction in it is one that the state refuses. */
export const Block = container({
  header: BlockHeader,
  transactions: recordsOf(byteList(MAX_TX_BYTES), MAX_BLOCK_TXS),
});
export type Block = Infer<typeof Block>;

export function blockHash(header: BlockHeader): Uint8Array {
  return sha256(BlockHeader.serialize(header));
}

/** A transaction's leaf under txRoot; it binds every byte, proofs and signatures included. */
export function txLeaf(tx: Uint8Array): Uint8Array {
  return leafHash(sha256(tx));
}

export function txRoot(transactions: readonly Uint8Array[]): Uint8Array {
  return merkleRoot(transactions.map(txLeaf));
}
