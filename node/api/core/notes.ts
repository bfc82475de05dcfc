import { MintMemo } from '@veilgrid/protocol/core/money/note';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { isSpent, listNotes, type NoteLeaf, noteCount } from '../../state/core/money/notes.js';
import type { Handlers } from '../http/handlers.js';

export function noteHandlers({ view }: SoloLedger): Pick<Handlers, 'notes' | 'nullifier'> {
  return {
    notes: ({ query: { from, limit } }) => ({
      total: noteCount(view),
      items: listNotes(view, from, limit).map((leaf) => ({
        cm: leaf.cm,
        origin: leaf.origin,
        memo: memoOf(leaf),
      })),
    }),
    nullifier: ({ params: { nf } }) => ({ spent: isSpent(view, nf) }),
  };
}

function memoOf(leaf: NoteLeaf): Uint8Array {
  if (leaf.origin === 'mint') return MintMemo.serialize(leaf);
  return leaf.origin === 'transfer' ? leaf.memo : new Uint8Array();
}
