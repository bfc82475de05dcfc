/** Blocks that nobody executed: their roots of transactions, their chain and their finality hold. */
import { type BlockHeader, blockHash } from '@veilgrid/protocol/core/block';
import { signFinality } from '@veilgrid/protocol/core/finality';

export function header(prevHash: Uint8Array, change: Partial<BlockHeader>): BlockHeader {
  const zero = new Uint8Array(32);
  return {
    ...{ height: 1n, time: 0n, prevHash, txRoot: zero, noteRoot: 0n, logRoot: zero, stateHash: zero },
    ...change,
  };
}

export const finalityOf = (last: BlockHeader, validatorKey: Uint8Array) =>
  signFinality(blockHash(last), validatorKey);
