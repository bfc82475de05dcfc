/** `veilgrid demo`: a market day with everybody in one place. */
import { MIN_GROUP } from '@veilgrid/protocol/params';
import { toJson } from '@veilgrid/protocol/routes';
import { Command, InvalidArgumentError } from 'commander';
import { jsonReport, textReport } from '../demo/report.js';
import { DEFAULT_DAY, SEED } from '../demo/scenario.js';
import { Stages } from '../demo/stages.js';
import { CheckFailed } from '../exit.js';
import { interruptible } from '../interrupt.js';
import { startProgress } from '../progress.js';

/** Houses on the feeder. */
const MAX_HOUSEHOLDS = 55;

interface DemoOptions {
  readonly households: number;
  readonly day: string;
  readonly small?: true;
  readonly json?: true;
}

export function demoCommand(): Command {
  return new Command('demo')
    .description('run one market day end to end on real data with real proofs, then audit it')
    .option('--households <n>', `households, ${MIN_GROUP} to ${MAX_HOUSEHOLDS}`, householdsOption, 12)
    .option('--day <date>', 'day of the year for sun and tariff, YYYY-MM-DD', dayOption, DEFAULT_DAY)
    .option(
      '--small',
      'small profile: 4 periods a day instead of 48 (circuits compile in a tenth of the time)',
    )
    .option('--json', 'print one JSON object instead of the report')
    .action(demo);
}

async function demo(options: DemoOptions): Promise<void> {
  const run = await interruptible(async (closers, signal) => {
    // With it come the whole node and its data, which no other command needs.
    const { runDemo } = await import('../demo/run.js');
    const progress = startProgress();
    closers.defer(() => progress.stop());
    const profile = options.small ? 'small' : 'full';
    const day = { profile, households: options.households, date: options.day, seed: SEED } as const;
    return runDemo(day, closers, new Stages(progress, signal));
  });
  process.stdout.write(options.json ? `${toJson(jsonReport(run))}\n` : textReport(run));
  const failed = Object.entries(run.checks).filter(([, holds]) => !holds);
  if (failed.length > 0) throw new CheckFailed(`failed: ${failed.map(([name]) => name).join(', ')}`);
}

function householdsOption(text: string): number {
  const n = Number(text);
  if (!/^[0-9]{1,3}$/.test(text) || n < MIN_GROUP || n > MAX_HOUSEHOLDS) {
    throw new InvalidArgumentError(`A number from ${MIN_GROUP} to ${MAX_HOUSEHOLDS} is needed.`);
  }
  return n;
}

function dayOption(text: string): string {
  const at = new Date(`${text}T00:00:00Z`);
  const real = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(`${text}T`);
  // The ledger counts days from 1970 on, and its clock starts half a day before.
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) || !real || at.getTime() <= 0) {
    throw new InvalidArgumentError('A date from 1970-01-02 on is needed, as YYYY-MM-DD.');
  }
  return text;
}
