import { fail } from '@veilgrid/protocol/errors';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { frozenCount, listFrozen } from '../../state/core/readings/freeze.js';
import { getReadingTree } from '../../state/core/readings/tree.js';
import type { Handlers } from '../http/handlers.js';

export function readingHandlers(ledger: SoloLedger): Pick<Handlers, 'readings' | 'frozenReadings'> {
  const { view } = ledger;
  return {
    readings: ({ params: { id } }) => {
      const tree = getReadingTree(ledger.context, view, id);
      if (!tree) throw fail('NOT_FOUND', { field: 'id' });
      const { frozen, ...told } = tree;
      return { ...told, ...(frozen !== undefined && { frozen }) };
    },
    frozenReadings: ({ query: { from, limit } }) => ({
      total: frozenCount(view),
      items: listFrozen(view, from, limit),
    }),
  };
}
