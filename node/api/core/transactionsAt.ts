import { Block } from '@veilgrid/protocol/core/block';
import { BLOCKS_ANSWER_BYTES } from '../../config.js';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import type { Place } from '../../store/ledgerStore.js';

/**
 * The transactions at these places, in their order; where whole blocks must be read for them, as many as one answer may
 * read, and one at least. Several to a block are read once.
 */
export function transactionsAt(ledger: Pick<SoloLedger, 'block'>, places: readonly Place[]): Uint8Array[] {
  const found: Uint8Array[] = [];
  let read = 0;
  let at: bigint | undefined;
  let transactions: readonly Uint8Array[] = [];
  for (const { height, index } of places) {
    if (height !== at) {
      if (read >= BLOCKS_ANSWER_BYTES) break;
      const block = ledger.block(height)!;
      read += block.length;
      at = height;
      transactions = Block.deserialize(block).transactions;
    }
    // A copy: what is left of the block is not kept with it.
    found.push(new Uint8Array(transactions[index]!));
  }
  return found;
}
