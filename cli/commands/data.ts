/** `veilgrid data`: files of readings, checked and converted before anything is done with them. */
import {
  convertReadings,
  DataError,
  dateOf,
  type Interval,
  issuesText,
  offsetMinutes,
  parseReadings,
  type ReadingsFile,
  readFileBounded,
} from '@veilgrid/client-sdk/core/readings/index';
import { createFile } from '@veilgrid/client-sdk/files';
import { ensure, fail, hasCode } from '@veilgrid/protocol/errors';
import { paramsOf } from '@veilgrid/protocol/params';
import { Command, InvalidArgumentError } from 'commander';
import { dayNumber, dayOption } from '../terminal/dates.js';
import { CheckFailed } from '../terminal/exit.js';

interface CheckOptions {
  readonly day?: string;
  readonly small?: true;
  readonly json?: true;
}

interface ConvertOptions {
  readonly out: string;
  readonly interval: Interval;
  readonly utcOffset?: number;
  readonly json?: true;
}

export function dataCommand(): Command {
  const data = new Command('data').description('check and convert files of meter readings');
  data
    .command('check')
    .description('read a file meter_id,timestamp,import_wh,export_wh and list all that is wrong with it')
    .argument('<file>', 'CSV file; docs/data.md describes it')
    .option('--day <date>', 'only this UTC day must be whole (default: every day of the file)', dayOption)
    .option('--small', 'for the small profile: periods of six hours, or half hours that are added up')
    .option('--json', 'print one JSON object')
    .action(check);
  data
    .command('convert')
    .description('make half hours of whole Wh out of kWh, net values, other intervals or local time')
    .argument('<file>', 'CSV file; docs/data.md names the columns and states every rule')
    .requiredOption('--out <file>', 'file to write; none that exists is replaced')
    .option('--interval <minutes>', 'minutes of a row: 15, 30 or 60', intervalOption, 30)
    .option(
      '--utc-offset <offset>',
      'offset of timestamps that carry none, as +01:00; without it they are refused',
      offsetOption,
    )
    .option('--json', 'print one JSON object')
    .action(convert);
  return data;
}

/** Bytes from which on reading takes seconds. */
const LARGE = 8_000_000;

async function read(file: string): Promise<Uint8Array> {
  const bytes = await readFileBounded(file);
  if (bytes.length > LARGE) process.stderr.write(`Reading ${Math.round(bytes.length / 1e6)} MB\n`);
  return bytes;
}

async function check(file: string, { day, small, json }: CheckOptions): Promise<void> {
  const bytes = await read(file);
  const options = day === undefined ? {} : { day: dayNumber(day) };
  try {
    const report = summary(parseReadings(file, bytes, paramsOf(small ? 'small' : 'full'), options));
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : asText(report));
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    const { issues, total } = error;
    const report = json ? JSON.stringify({ valid: false, file, total, issues }) : issuesText(error);
    process.stdout.write(`${report}\n`);
    throw new CheckFailed(`${file}: ${total} ${total === 1 ? 'issue' : 'issues'}`);
  }
}

/** Sums stay below 2^53: a file holds at most 50,000 days of 48 times 24 bits. */
function summary({ file, meters, days }: ReadingsFile) {
  const readings = [...days.values()].flatMap((byMeter) => [...byMeter.values()]).flat();
  const total = (part: 'imported' | 'exported') => readings.reduce((sum, r) => sum + r[part], 0);
  return {
    valid: true,
    file,
    meters: meters.length,
    days: [...days.keys()].map(dateOf),
    readings: readings.length,
    importWh: total('imported'),
    exportWh: total('exported'),
  };
}

function asText({ file, meters, days, readings, importWh, exportWh }: ReturnType<typeof summary>): string {
  const span = days.length === 1 ? days[0] : `${days[0]} to ${days.at(-1)}`;
  return (
    `${file}: meters ${meters}, whole days ${days.length} (${span}), readings ${readings}, ` +
    `import ${importWh} Wh, export ${exportWh} Wh.\n`
  );
}

async function convert(file: string, { out, json, ...options }: ConvertOptions): Promise<void> {
  const { text, ...counts } = convertReadings(file, await read(file), options);
  const made = await createFile(out, text).catch((error: unknown) => {
    throw hasCode(error, 'ENOENT') ? fail('NOT_FOUND', { field: 'out', file: out }) : error;
  });
  ensure(made, 'BAD_REQUEST', { field: 'out', reason: 'the file exists', file: out });
  const report = { file: out, ...counts };
  process.stdout.write(
    json ? `${JSON.stringify(report)}\n` : `${out}: half hours ${counts.rows}, meters ${counts.meters}.\n`,
  );
}

function intervalOption(text: string): Interval {
  if (text === '15' || text === '30' || text === '60') return Number(text) as Interval;
  throw new InvalidArgumentError('15, 30 or 60 is needed.');
}

function offsetOption(text: string): number {
  const minutes = offsetMinutes(text);
  if (minutes === undefined) throw new InvalidArgumentError('An offset as +01:00, -05:00 or Z is needed.');
  return minutes;
}
