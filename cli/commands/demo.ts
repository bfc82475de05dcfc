/** `veilgrid demo`: a day of a module, with everybody in one place: of the market, or several in sequence; of core; of flexibility; of data access. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, hasCode } from '@veilgrid/protocol/errors';
import { MIN_GROUP, paramsOf } from '@veilgrid/protocol/params';
import { toJson } from '@veilgrid/protocol/routes';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { jsonCoreReport, textCoreReport } from '../demo/coreDay/report.js';
import { jsonDisclosureReport, textDisclosureReport } from '../demo/disclosure/report.js';
import { flexPage } from '../demo/flexibility/page/flexPage.js';
import { jsonFlexReport, textFlexReport } from '../demo/flexibility/report.js';
import { MAX_METERS, readMeteredDay } from '../demo/market/csvScenario.js';
import { runDaysDemo } from '../demo/market/days/demo.js';
import { jsonDaysReport, textDaysReport } from '../demo/market/days/report.js';
import { htmlReport } from '../demo/market/page/htmlReport.js';
import { jsonReport, textReport } from '../demo/market/report.js';
import { DEFAULT_DAY, SEED } from '../demo/market/scenario.js';
import { Stages } from '../demo/town/stages.js';
import { dayOption } from '../terminal/dates.js';
import { CheckFailed } from '../terminal/exit.js';
import { interruptible } from '../terminal/interrupt.js';
import { startProgress } from '../terminal/progress.js';

/** Houses on the feeder. */
const MAX_HOUSEHOLDS = 55;
const DEFAULT_HOUSEHOLDS = 12;
const MAX_DAYS = 31;

const MODULES = ['market', 'core', 'flexibility', 'disclosure'] as const;
/** What says how a market day is. */
const OF_MARKET = ['households', 'csv', 'day', 'days'];

interface DemoOptions {
  readonly households?: number;
  readonly csv?: string;
  readonly day?: string;
  readonly days: number;
  readonly out?: string;
  readonly small?: true;
  readonly json?: true;
}

export function demoCommand(): Command {
  return new Command('demo')
    .description('run one day end to end on real data with real proofs, then audit it')
    .addArgument(
      new Argument(
        '[module]',
        'market: a market day; core: a day in which all that modules stand on occurs, with what the ledger refuses ' +
          '(takes --small and --json alone); flexibility: a need of a DSO, called and delivered by homes against ' +
          'their own days before, and one that is not called (takes --small, --json and --out); disclosure: what a ' +
          'household answers to one recipient, and what is refused (takes --small and --json alone)',
      )
        .choices(MODULES)
        .default('market'),
    )
    .option(
      '--households <n>',
      `households, ${MIN_GROUP} to ${MAX_HOUSEHOLDS} (default: ${DEFAULT_HOUSEHOLDS})`,
      householdsOption,
    )
    .addOption(
      new Option(
        '--csv <file>',
        `your own meters instead, up to ${MAX_METERS}: meter_id,timestamp,import_wh,export_wh (docs/data.md)`,
      ).conflicts('households'),
    )
    .option(
      '--day <date>',
      `day for sun and tariff, YYYY-MM-DD (default: ${DEFAULT_DAY}); with --csv a UTC day of the file ` +
        '(default: its first whole one)',
      dayOption,
    )
    .option('--out <dir>', 'write the day as one HTML page, report.html, into this folder')
    .addOption(
      new Option(
        '--days <n>',
        `days in sequence, 1 to ${MAX_DAYS}; from 2 on with changes of keys, meters and owners, a day of few, ` +
          'a void auction, prices below zero (5 show everything)',
      )
        .argParser(daysOption)
        .default(1)
        .conflicts(['csv', 'out']),
    )
    .option(
      '--small',
      'small profile: 4 periods a day instead of 48 (circuits compile in a tenth of the time)',
    )
    .option('--json', 'print one JSON object instead of the report')
    .action(demo);
}

interface Outcome {
  /** Null where there is nothing to check. */
  readonly checks: Readonly<Record<string, boolean | null>>;
  readonly text: string;
}

async function oneDay({ households, csv, day: date, out, small, json }: DemoOptions): Promise<Outcome> {
  const profile = small ? 'small' : 'full';
  const metered = csv === undefined ? undefined : await readMeteredDay(csv, paramsOf(profile), date);
  // A folder that cannot be made is better known before the day than after it.
  if (out !== undefined) await makeFolder(out);
  const run = await interruptible(async (closers, signal) => {
    // With it come the whole node and its data, which no other command needs.
    const { runDemo } = await import('../demo/market/run.js');
    const progress = startProgress();
    closers.defer(() => progress.stop());
    const day = {
      profile,
      households: households ?? DEFAULT_HOUSEHOLDS,
      date: metered?.date ?? date ?? DEFAULT_DAY,
      seed: SEED,
      metered,
    } as const;
    return runDemo(day, closers, new Stages(progress, signal));
  });
  if (out !== undefined) await writeFile(join(out, 'report.html'), htmlReport(run));
  return { checks: { ...run.checks }, text: json ? `${toJson(jsonReport(run))}\n` : textReport(run) };
}

async function severalDays({ households, day, days, small, json }: DemoOptions): Promise<Outcome> {
  const run = await interruptible((closers, signal) => {
    const progress = startProgress();
    closers.defer(() => progress.stop());
    const options = {
      profile: small ? 'small' : 'full',
      households: households ?? DEFAULT_HOUSEHOLDS,
      date: day ?? DEFAULT_DAY,
      seed: SEED,
    } as const;
    return runDaysDemo(options, days, closers, new Stages(progress, signal));
  });
  return { checks: run.checks, text: json ? `${toJson(jsonDaysReport(run))}\n` : textDaysReport(run) };
}

async function coreDay({ small, json }: DemoOptions): Promise<Outcome> {
  const run = await interruptible(async (closers, signal) => {
    const { runCoreDemo } = await import('../demo/coreDay/run.js');
    const progress = startProgress();
    closers.defer(() => progress.stop());
    return runCoreDemo(small ? 'small' : 'full', closers, new Stages(progress, signal));
  });
  return {
    checks: { ...run.checks },
    text: json ? `${toJson(jsonCoreReport(run))}\n` : textCoreReport(run),
  };
}

async function flexDay({ out, small, json }: DemoOptions): Promise<Outcome> {
  if (out !== undefined) await makeFolder(out);
  const run = await interruptible(async (closers, signal) => {
    const { runFlexDemo } = await import('../demo/flexibility/run.js');
    const progress = startProgress();
    closers.defer(() => progress.stop());
    return runFlexDemo(small ? 'small' : 'full', closers, new Stages(progress, signal));
  });
  if (out !== undefined) await writeFile(join(out, 'report.html'), flexPage(run));
  return {
    checks: { ...run.checks },
    text: json ? `${toJson(jsonFlexReport(run))}\n` : textFlexReport(run),
  };
}

async function disclosureDay({ small, json }: DemoOptions): Promise<Outcome> {
  const profile = small ? 'small' : 'full';
  const run = await interruptible(async (closers, signal) => {
    const { runDisclosureDemo } = await import('../demo/disclosure/run.js');
    const progress = startProgress();
    closers.defer(() => progress.stop());
    return runDisclosureDemo(profile, closers, new Stages(progress, signal));
  });
  return {
    checks: { ...run.checks },
    text: json ? `${toJson(jsonDisclosureReport(run))}\n` : textDisclosureReport(paramsOf(profile), run),
  };
}

async function demo(module: (typeof MODULES)[number], options: DemoOptions, command: Command): Promise<void> {
  const { checks, text } = await runOf(module, options, command);
  process.stdout.write(text);
  const failed = Object.entries(checks).filter(([, holds]) => holds === false);
  if (failed.length > 0) throw new CheckFailed(`failed: ${failed.map(([name]) => name).join(', ')}`);
}

function runOf(module: (typeof MODULES)[number], options: DemoOptions, command: Command): Promise<Outcome> {
  if (module === 'market') return options.days === 1 ? oneDay(options) : severalDays(options);
  const foreign = module === 'flexibility' ? OF_MARKET : [...OF_MARKET, 'out'];
  const other = foreign.find((name) => command.getOptionValueSource(name) === 'cli');
  if (other !== undefined) command.error(`error: option '--${other}' is of the market's day`);
  if (module === 'core') return coreDay(options);
  return module === 'flexibility' ? flexDay(options) : disclosureDay(options);
}

async function makeFolder(out: string): Promise<void> {
  await mkdir(out, { recursive: true }).catch((error: unknown) => {
    const inTheWay = hasCode(error, 'EEXIST') || hasCode(error, 'ENOTDIR');
    throw inTheWay ? fail('BAD_REQUEST', { field: 'out', reason: 'a file is in the way', file: out }) : error;
  });
}

function householdsOption(text: string): number {
  const n = Number(text);
  if (!/^[0-9]{1,3}$/.test(text) || n < MIN_GROUP || n > MAX_HOUSEHOLDS) {
    throw new InvalidArgumentError(`A number from ${MIN_GROUP} to ${MAX_HOUSEHOLDS} is needed.`);
  }
  return n;
}

function daysOption(text: string): number {
  const n = Number(text);
  if (!/^[0-9]{1,2}$/.test(text) || n < 1 || n > MAX_DAYS) {
    throw new InvalidArgumentError(`A number from 1 to ${MAX_DAYS} is needed.`);
  }
  return n;
}
