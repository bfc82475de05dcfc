/** Blocks sealed, and opened again: a replay relies on openBlock for all of a header but its three roots of the state. */
import { equalBytes } from '@noble/curves/utils.js';
import { Block, blockHash, txRoot } from '@veilgrid/protocol/core/block';
import { type Finality, signFinality, verifyFinality } from '@veilgrid/protocol/core/finality';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import { decodeExact } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import type { StateRoots } from '../../state/applyBlock.js';
import type { Head } from '../../store/ledgerStore.js';

export interface NewBlock {
  readonly time: bigint;
  readonly roots: StateRoots;
  readonly transactions: Uint8Array[];
}

/** Signs the block that follows `head`: the one place where the validator's key is used. */
export function sealBlock(
  head: Head,
  { time, roots, transactions }: NewBlock,
  validatorKey: Uint8Array,
): { block: Uint8Array; finality: Finality; head: Head } {
  const height = head.height + 1n;
  const header = { height, time, prevHash: head.blockHash, txRoot: txRoot(transactions), ...roots };
  const hash = blockHash(header);
  return {
    block: Block.serialize({ header, transactions }),
    finality: signFinality(hash, validatorKey),
    head: { height, time, stateHash: roots.stateHash, blockHash: hash },
  };
}

/**
 * Decodes the block that must follow `head`, and checks its finality where it comes along.
 * @throws ProtocolError MALFORMED, BLOCK_INVALID
 */
export function openBlock(genesis: Genesis, head: Head, { block: bytes, finality }: LedgerBlock): Block {
  const block = decodeExact(Block, bytes, 'block');
  const { header, transactions } = block;
  const check = (condition: boolean, field: string) => ensure(condition, 'BLOCK_INVALID', { field });
  check(header.height === head.height + 1n, 'header.height');
  check(equalBytes(header.prevHash, head.blockHash), 'header.prevHash');
  check(header.time >= head.time, 'header.time');
  check(equalBytes(header.txRoot, txRoot(transactions)), 'header.txRoot');
  const { blockTxs, blockBytes } = genesis.consensus;
  const size = transactions.reduce((sum, { length }) => sum + length, 0);
  check(transactions.length <= blockTxs && size <= blockBytes, 'transactions');
  if (finality) check(verifyFinality(genesis, blockHash(header), finality), 'finality');
  return block;
}

/**
 * Whether the state says of itself what a header says of it.
 * @throws ProtocolError BLOCK_INVALID
 */
export function checkRoots(said: StateRoots, roots: StateRoots): void {
  const check = (condition: boolean, field: string) => ensure(condition, 'BLOCK_INVALID', { field });
  check(said.noteRoot === roots.noteRoot, 'header.noteRoot');
  check(equalBytes(said.logRoot, roots.logRoot), 'header.logRoot');
  check(equalBytes(said.stateHash, roots.stateHash), 'header.stateHash');
}
