/** What each party could see of the day, with the day's own numbers. docs/threat-model.md gives the reasons. */
import { MIN_GROUP } from '@veilgrid/protocol/params';
import type { DayOutcome } from './outcome.js';

export interface View {
  readonly party: string;
  readonly sees: string;
}

export function viewsOf({ points, auction, households, aggregate, invoices }: DayOutcome): View[] {
  const result = auction.result!;
  const traded = result.p.filter((_, k) => ((result.traded >> BigInt(k)) & 1n) === 1n).length;
  const tiers = new Set(households.map((h) => h.deposit)).size;
  return [
    {
      party: 'Anybody',
      sees:
        `${points} enrolled points, ${auction.orders} orders (${tiers} deposit tiers) and ` +
        `${auction.settlements} settlements that nothing links to points, prices and margins of ${traded} ` +
        `periods${result.enough ? ', the traded volume' : ''}, ` +
        (aggregate
          ? `the sums of ${aggregate.members} households (both sides where ${MIN_GROUP} or more fill them, else their net), ` +
            'how many fill which hours'
          : `no sum (never of fewer than ${MIN_GROUP})`),
    },
    {
      party: 'Operator',
      sees: `after the regulator's release ${auction.orders} order vectors without owners; no reading, no bill`,
    },
    { party: 'Regulator', sees: 'as much as anybody; it released one half of a key and checks every proof' },
    {
      party: 'DSO (A)',
      sees: `which points settled and ${invoices.length} shortfalls to invoice; no order, no reading, no bill`,
    },
    { party: 'Statistician (B)', sees: 'which points settled; no order, no reading, no bill' },
    { party: 'Supplier', sees: 'whom it has contracts with, and its pool; no order, no reading, no bill' },
    { party: 'Bank', sees: 'who brought money in; not what it was spent on' },
    { party: 'Each household', sees: 'its own orders, readings and bill, and what anybody sees' },
    { party: 'DSO and statistician together', sees: 'could open every settlement: they must not collude' },
  ];
}
