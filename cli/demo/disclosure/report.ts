/** The report of data access: what was asked, what its recipient could verify, what was refused; or one JSON object. */
import type { Circuit } from '@veilgrid/protocol/kinds';
import type { Params } from '@veilgrid/protocol/params';
import { claimText } from '../../commands/disclosure/claimText.js';
import { formatDay } from '../../terminal/dates.js';
import { table } from '../../terminal/format.js';
import { endOfReport, mark } from '../core/reportEnd.js';
import type { DisclosureRunResult } from './outcome.js';

const STATEMENTS = [
  'transfer',
  'order',
  'clear',
  'close',
  'settle',
  'masksum',
] as const satisfies readonly Circuit[];

/** Amounts in 1e-8 currency, energy in Wh, as exact integers (in text where they may pass 2^53). */
export function jsonDisclosureReport({ day, audited, replayed, checks, seconds }: DisclosureRunResult) {
  const onLedger = Object.fromEntries(STATEMENTS.map((name) => [name, audited.statements[name] ?? 0]));
  return {
    module: 'disclosure',
    /** Of disclose those off the ledger; the recipients' keys are beside them. */
    statements: { ...onLedger, disclose: day.provenOffLedger },
    recipientKeys: audited.statements.disclose ?? 0,
    ...checks,
    refused: day.refused,
    claims: day.claims,
    gaps: day.gaps,
    answerBytes: day.answerBytes,
    answersRefused: day.answersRefused,
    consents: day.consents,
    revocations: day.revocations,
    receiptsRooted: day.receiptsRooted,
    dates: day.dates,
    members: day.members,
    genesisHash: day.genesisHash,
    money: day.supply,
    proofsMade: day.proofs,
    proofsRefused: day.refusedProofs,
    audit: { blocks: audited.blocks, transactions: audited.transactions, proofs: audited.proofs },
    replay: replayed,
    seconds,
    milliseconds: day.timings,
  };
}

export function textDisclosureReport(params: Params, run: DisclosureRunResult): string {
  const { day } = run;
  const [first, last] = [day.dates[0], day.dates.at(-1)];
  return [
    `Customer 12 from ${first} to ${last}, settled beside others: ${day.members.join(', ')} settlements a day.`,
    `One answer of ${day.answerBytes} bytes, sealed; what its recipient verified:`,
    '',
    ...day.questions.map((question, q) => `${q + 1}. ${claimText(params, question, day.claims[q]!)}`),
    ...(day.gaps.length > 0 ? [`No reading of ${day.gaps.map(formatDay).join(', ')}.`] : []),
    '',
    `The recipient made the same answer with its own secret, of readings that nobody had: ${mark(day.simulated)}`,
    `Consents: ${day.consents}, revoked ${day.revocations}. Receipts under a root: ${day.receiptsRooted}.`,
    `Proofs off the ledger: ${day.provenOffLedger} disclose.`,
    '',
    'Refused off the ledger, each with its code:',
    table([['what was tried', 'code'], ...day.answersRefused.map(({ case: what, code }) => [what, code])]),
    '',
    ...endOfReport(run),
  ].join('\n');
}
