import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { READINGS_HEADER, readingsRow } from '../core/readings/write.js';
import type { ExportedDay } from './exportDays.js';

/** The days in the ledger's own form of readings, as `parseReadings` takes them back. docs/data.md "The file". */
export function csvOf(position: number, days: readonly ExportedDay[]): string {
  const rows = days.flatMap(({ day, readings }) =>
    readings.map((reading, k) =>
      readingsRow(`position ${position}`, (day + k / readings.length) * SECONDS_PER_DAY, reading),
    ),
  );
  return [READINGS_HEADER, ...rows, ''].join('\n');
}
