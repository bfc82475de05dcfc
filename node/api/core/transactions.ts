import type { SoloLedger } from '../../consensus/solo/ledger.js';
import type { Handlers } from '../http/handlers.js';

export function transactionHandlers(ledger: SoloLedger): Pick<Handlers, 'submit' | 'transaction'> {
  const statusOf = (id: string) => ({ id, ...ledger.txState(id) });
  return {
    async submit({ body, query }) {
      const { vtx, committed } = await ledger.submit(body.tx);
      if (query.wait === 'committed') {
        await committed.catch((error) => {
          // Refused by its block is an answer; that the ledger stopped is not.
          if (ledger.txState(vtx.id).status !== 'rejected') throw error;
        });
      }
      return statusOf(vtx.id);
    },
    transaction: ({ params }) => statusOf(params.id),
  };
}
