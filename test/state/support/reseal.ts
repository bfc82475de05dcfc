import { Block, type BlockHeader, blockHash, txRoot } from '@veilgrid/protocol/core/block';
import { signFinality } from '@veilgrid/protocol/core/finality';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import { SIGNERS, secretOf } from './genesis.js';

/** What a dishonest validator may change. */
export interface Forgery {
  readonly header?: Partial<BlockHeader>;
  /** txRoot follows, unless the header says another one. */
  readonly transactions?: readonly Uint8Array[];
}

/** A block with other content, signed anew: by the validator, unless somebody else is named. */
export function reseal(
  { block }: LedgerBlock,
  { header: change = {}, transactions }: Forgery,
  signer = SIGNERS.validator,
): LedgerBlock {
  const before = Block.deserialize(block);
  const txs = (transactions ?? before.transactions).map((tx) => new Uint8Array(tx));
  const header = { ...before.header, txRoot: txRoot(txs), ...change };
  return {
    block: Block.serialize({ header, transactions: txs }),
    finality: signFinality(blockHash(header), secretOf(signer)),
  };
}
