/** From the text of a file to a table of values; what is wrong with a row goes to the issues. */
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { readCsv } from '../../csv/csv.js';
import { type IssueList, type Place, quoted } from '../../csv/issues.js';
import { type EnergyForm, parseEnergy } from './energy.js';
import { ReadingsTable } from './table.js';
import { parseTimestamp } from './timestamp.js';

const MAX_METER_ID = 64;

/** One way to write energy: the columns after `meter_id,timestamp`. */
export interface Layout {
  /** Import and export, or one net column: import above zero, export below. */
  readonly columns: readonly [string, string] | readonly [string];
  readonly form: EnergyForm;
}

export interface FileFormat {
  readonly layouts: readonly Layout[];
  /** Steps of a day that the file is written in. */
  readonly steps: number;
  /** Minutes ahead of UTC for timestamps without offset, which are refused without it. */
  readonly utcOffset?: number;
}

/** @throws ProtocolError TOO_LARGE */
export function readTable(bytes: Uint8Array, format: FileFormat, issues: IssueList): ReadingsTable {
  const table = new ReadingsTable(format.steps, issues);
  const headers = format.layouts.map(({ columns }) => ['meter_id', 'timestamp', ...columns]);
  readCsv(bytes, headers, issues, ({ row, fields }, header) => {
    const { columns, form } = format.layouts[header]!;
    const meter = meterOf(fields[0]!, row, issues);
    const at = instantOf(fields[1]!, row, format, issues);
    const energy = columns.map((column, i) => energyOf(fields[i + 2]!, { row, column }, form, issues));
    if (meter === undefined || at === undefined || energy.includes(undefined)) return;
    const [imported, exported] = columns.length === 2 ? energy : signed(energy[0]!);
    table.add({ row, meter, at, imported: imported!, exported: exported! });
  });
  return table;
}

/** Free text, but nothing that would move a terminal's cursor or hide in a table. */
function meterOf(text: string, row: number, issues: IssueList): string | undefined {
  const shown = text.length > 0 && text.length <= MAX_METER_ID && text.trim() === text;
  if (shown && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text)) return text;
  issues.add('METER_ID_INVALID', { row, column: 'meter_id' }, { value: quoted(text) });
  return undefined;
}

function instantOf(
  text: string,
  row: number,
  { steps, utcOffset }: FileFormat,
  issues: IssueList,
): number | undefined {
  const step = SECONDS_PER_DAY / steps;
  const at = parseTimestamp(text, utcOffset);
  if (typeof at === 'number' && at % step === 0) return at;
  const place = { row, column: 'timestamp' };
  const value = quoted(text);
  if (typeof at === 'string') issues.add(at, place, { value });
  else issues.add('TIMESTAMP_MISALIGNED', place, { value, stepMinutes: step / 60 });
  return undefined;
}

function energyOf(text: string, place: Place, form: EnergyForm, issues: IssueList): bigint | undefined {
  const energy = parseEnergy(text, form);
  if (typeof energy === 'bigint') return energy;
  issues.add(energy, place, { value: quoted(text) });
  return undefined;
}

function signed(net: bigint): [bigint, bigint] {
  return net >= 0n ? [net, 0n] : [0n, -net];
}
