import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { isSpent, listNotes, noteCount } from '../../state/core/money/notes.js';
import type { Handlers } from '../http/handlers.js';

export function noteHandlers({ view }: SoloLedger): Pick<Handlers, 'notes' | 'nullifier'> {
  return {
    notes: ({ query: { from, limit } }) => ({
      total: noteCount(view),
      items: listNotes(view, from, limit).map(({ index: _, ...leaf }) => leaf),
    }),
    nullifier: ({ params: { nf } }) => ({ spent: isSpent(view, nf) }),
  };
}
