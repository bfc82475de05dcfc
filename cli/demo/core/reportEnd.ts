/** How a module's day ends in words: what was refused, whether the books hold, who looked, how long it took. */
import type { Circuit } from '@veilgrid/protocol/kinds';
import { seconds, table } from '../../terminal/format.js';
import type { Replayed } from '../town/replayProcess.js';
import type { Audited } from './auditLedger.js';
import type { Refusal } from './refusals.js';

interface EndedDay {
  readonly genesisHash: string;
  readonly refused: readonly Refusal[];
  /** Milliseconds by stage, in order. */
  readonly timings: Readonly<Record<string, number>>;
}

interface EndedRun {
  readonly day: EndedDay;
  readonly audited: Pick<Audited, 'transactions' | 'proofs'> & {
    readonly statements: Readonly<Partial<Record<Circuit, number>>>;
  };
  readonly replayed: Pick<Replayed, 'blocks'>;
  readonly checks: { readonly auditVerified: boolean; readonly moneyConserved: boolean };
  readonly seconds: number;
}

export const mark = (holds: boolean) => (holds ? 'yes' : 'NO');

export function endOfReport({ day, audited, replayed, checks, seconds: total }: EndedRun): string[] {
  const timings = Object.entries(day.timings).map(([stage, ms]) => [stage, seconds(ms)]);
  return [
    'Refused by the ledger, each with its code:',
    table([['what was tried', 'code'], ...day.refused.map(({ case: what, code }) => [what, code])]),
    '',
    `Money conserved to the unit: ${mark(checks.moneyConserved)}`,
    `A fresh process replayed ${replayed.blocks} blocks from genesis ${day.genesisHash}; the auditor's own rules`,
    `went through ${audited.transactions} transactions and ${audited.proofs} proofs: ${mark(checks.auditVerified)}`,
    `Proofs: ${Object.entries(audited.statements)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}.`,
    '',
    table([['stage', 'seconds'], ...timings, ['total', total.toFixed(1)]]),
    '',
  ];
}
