/** The chain of signed headers, without replaying what the blocks do. */
import { Block, blockHash, txRoot, verifyBlockSignature } from '@veilgrid/protocol/core/block';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { decodeExact } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';

/** The block (or genesis) that the next one points back to. */
export interface ChainHead {
  readonly height: bigint;
  readonly time: bigint;
  readonly hash: Uint8Array;
}

const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((x, i) => x === b[i]);

/** The head that block 1 follows. */
export function genesisHead(genesis: Genesis): ChainHead {
  return { height: 0n, time: BigInt(genesis.json.time), hash: genesis.hash };
}

/**
 * Decodes the block that must follow `head`: height, back pointer, time, transactions and signature hold.
 * That its state hash is right, only a replay can tell.
 * @throws ProtocolError MALFORMED, BLOCK_INVALID
 */
export function verifyBlock(
  genesis: Genesis,
  head: ChainHead,
  bytes: Uint8Array,
): { block: Block; head: ChainHead } {
  const block = decodeExact(Block, bytes, 'block');
  const { header } = block;
  const check = (holds: boolean, field: string) => ensure(holds, 'BLOCK_INVALID', { field });
  check(header.height === head.height + 1n, 'header.height');
  check(same(header.prevHash, head.hash), 'header.prevHash');
  check(header.time >= head.time, 'header.time');
  check(same(header.txRoot, txRoot(block.txs)), 'header.txRoot');
  check(verifyBlockSignature(block, genesis.validatorKey), 'signature');
  return { block, head: { height: header.height, time: header.time, hash: blockHash(header) } };
}
