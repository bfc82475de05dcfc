/** `veilgrid disclose export`: a household takes its own readings along, as a file that other programs read. */
import {
  type ExportFormat,
  type ExportGap,
  exportReadings,
  type GapReason,
  type ReadingsExport,
} from '@veilgrid/client-sdk';
import { STATUS_METER } from '@veilgrid/protocol/core/readings';
import { type Command, Option } from 'commander';
import { dayValue, type WalletOptions, walletCommand, wholeNumber } from '../../options.js';
import { formatDay } from '../../terminal/dates.js';
import { writeNew } from '../../terminal/files.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { patiently } from '../../terminal/patience.js';
import { openWallet } from '../../wallets.js';

interface ExportOptions extends WalletOptions {
  readonly format: ExportFormat;
  readonly from: number;
  readonly to: number;
  readonly position?: number;
  readonly out?: string;
}

export function exportCommand(): Command {
  return walletCommand('export', 'the own settled readings as a file, from the seed and the chain alone')
    .addOption(
      new Option('--format <form>', 'espi: Green Button; csv: half hours, as docs/data.md describes')
        .choices(['espi', 'csv'] satisfies ExportFormat[])
        .makeOptionMandatory(),
    )
    .requiredOption('--from <date>', 'first day: YYYY-MM-DD', dayValue)
    .requiredOption('--to <date>', 'last day: YYYY-MM-DD', dayValue)
    .option('--position <n>', 'which of several own points', wholeNumber(2 ** 24))
    .option('--out <file>', 'a new file that only its owner can read (default: print it)')
    .hook('preAction', (called) => {
      const { from, to } = called.opts<ExportOptions>();
      if (from > to) called.error('error: --from must not come after --to');
    })
    .action((options: ExportOptions) => printed(options, (closers) => runExport(options, closers)));
}

/** Gaps are said on stderr where the file itself is printed. */
async function runExport(options: ExportOptions, closers: Closers): Promise<Output> {
  const { format, from, to, position, out } = options;
  const { ctx } = await openWallet(options, closers);
  const choice = { format, from, to, ...(position !== undefined && { position }) };
  const made = await patiently('Reading the chain', closers, exportReadings(ctx, choice));
  if (out !== undefined) await writeNew(out, 'out', made.text);
  const json = { ...exportJson(made), ...(out === undefined ? { text: made.text } : { file: out }) };
  if (out === undefined && !options.json) {
    process.stderr.write(`${summary(made)}\n`);
    return { json, text: made.text.trimEnd() };
  }
  return { json, text: summary(made) };
}

function exportJson({ format, position, days, gaps }: ReadingsExport) {
  return {
    ...{ format, position },
    days: days.map(({ day, status }) => ({ day: formatDay(day), status })),
    gaps: gaps.map(({ day, reason }) => ({ day: formatDay(day), reason })),
  };
}

const REASONS: Readonly<Record<GapReason, string>> = {
  noAuction: 'nothing was opened',
  noPoint: "the connection point was not this wallet's",
  notSettled: 'not settled',
  notFinal: 'may still be settled',
  unreadable: "the wallet's memos do not open",
};

function summary({ position, days, gaps }: ReadingsExport): string {
  const asked = days.length + gaps.length;
  const estimated = days.filter(({ status }) => status !== STATUS_METER).map(({ day }) => formatDay(day));
  return [
    `Position ${position}: ${days.length} of ${asked} days exported.`,
    ...(estimated.length > 0 ? [`Read by the DSO: ${estimated.join(', ')}.`] : []),
    ...runsOf(gaps).map(
      ({ first, last, reason }) =>
        `Missing: ${formatDay(first)}${last > first ? ` to ${formatDay(last)}` : ''}, ${REASONS[reason]}.`,
    ),
  ].join('\n');
}

interface Run {
  readonly first: number;
  readonly last: number;
  readonly reason: GapReason;
}

/** Days that follow on each other and are missing for one reason. */
function runsOf(gaps: readonly ExportGap[]): Run[] {
  const runs: Run[] = [];
  for (const { day, reason } of gaps) {
    const before = runs.at(-1);
    if (before?.last === day - 1 && before.reason === reason)
      runs[runs.length - 1] = { ...before, last: day };
    else runs.push({ first: day, last: day, reason });
  }
  return runs;
}
