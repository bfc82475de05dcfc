import { type Note, noteCommitment, TRANSFER_MEMO_BYTES } from '@veilgrid/protocol/core/money/note';
import type { Slip } from '@veilgrid/protocol/core/money/slip';
import { hasher } from './hasher.js';

/** What a payer's slip says of a note; the memo tells nobody anything. */
export function slipOf(note: Note): { slip: Slip } {
  const { asset, value } = note;
  const memo = new Uint8Array(TRANSFER_MEMO_BYTES).fill(9);
  return { slip: { asset, value, cm: noteCommitment(hasher, note), memo } };
}
