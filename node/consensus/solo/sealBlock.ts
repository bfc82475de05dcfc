/** Blocks sealed, and opened again: a replay relies on openBlock for all of a header but its state hash. */
import {
  Block,
  type BlockHeader,
  blockHash,
  signBlock,
  txRoot,
  verifyBlockSignature,
} from '@veilgrid/protocol/core/block';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { decodeExact } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import type { Head } from '../../store/ledgerStore.js';

const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i]);

export interface NewBlock {
  readonly time: bigint;
  readonly stateHash: Uint8Array;
  readonly txs: Uint8Array[];
}

/** Signs the block that follows `head`. */
export function sealBlock(
  head: Head,
  { time, stateHash, txs }: NewBlock,
  validatorKey: Uint8Array,
): { block: Uint8Array; head: Head } {
  const height = head.height + 1n;
  const header: BlockHeader = { height, time, prevHash: head.blockHash, txRoot: txRoot(txs), stateHash };
  const block = Block.serialize({ header, signature: signBlock(header, validatorKey), txs });
  return { block, head: { height, time, stateHash, blockHash: blockHash(header) } };
}

/**
 * Decodes the block that must follow `head`; its state hash is the replay's to check.
 * @throws ProtocolError MALFORMED, BLOCK_INVALID
 */
export function openBlock(genesis: Genesis, head: Head, bytes: Uint8Array): Block {
  const block = decodeExact(Block, bytes, 'block');
  const { header } = block;
  const check = (condition: boolean, field: string) => ensure(condition, 'BLOCK_INVALID', { field });
  check(verifyBlockSignature(block, genesis.validatorKey), 'signature');
  check(header.height === head.height + 1n, 'header.height');
  check(same(header.prevHash, head.blockHash), 'header.prevHash');
  check(header.time >= head.time, 'header.time');
  check(same(header.txRoot, txRoot(block.txs)), 'header.txRoot');
  return block;
}
