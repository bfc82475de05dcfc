/** The chain of blocks, without replaying what they do. */
import { equalBytes } from '@noble/curves/utils.js';
import { Block, blockHash, txRoot } from '@veilgrid/protocol/core/block';
import { verifyFinality } from '@veilgrid/protocol/core/finality';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import { decodeExact } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';

/** The block (or genesis) that the next one points back to. */
export interface ChainHead {
  readonly height: bigint;
  readonly time: bigint;
  readonly hash: Uint8Array;
}

/** The head that block 1 follows. */
export function genesisHead(genesis: Genesis): ChainHead {
  return { height: 0n, time: BigInt(genesis.json.time), hash: genesis.hash };
}

/**
 * Decodes the block that must follow `head`: height, back pointer, time, transactions, genesis' bounds and, where
 * it comes along, finality hold. That its other roots are right, only an audit or a replay can tell.
 * @throws ProtocolError MALFORMED, BLOCK_INVALID
 */
export function verifyBlock(
  genesis: Genesis,
  head: ChainHead,
  { block: bytes, finality }: LedgerBlock,
): { block: Block; head: ChainHead } {
  const block = decodeExact(Block, bytes, 'block');
  const { header, transactions } = block;
  const check = (holds: boolean, field: string) => ensure(holds, 'BLOCK_INVALID', { field });
  check(header.height === head.height + 1n, 'header.height');
  check(equalBytes(header.prevHash, head.hash), 'header.prevHash');
  check(header.time >= head.time, 'header.time');
  check(equalBytes(header.txRoot, txRoot(transactions)), 'header.txRoot');
  const bytesOfAll = transactions.reduce((sum, tx) => sum + tx.length, 0);
  const { blockTxs, blockBytes } = genesis.consensus;
  check(transactions.length <= blockTxs && bytesOfAll <= blockBytes, 'transactions');
  const hash = blockHash(header);
  check(!finality || verifyFinality(genesis, hash, finality), 'finality');
  return { block, head: { height: header.height, time: header.time, hash } };
}
