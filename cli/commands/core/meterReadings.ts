import { parseReadings, readFileBounded } from '@veilgrid/client-sdk/core/readings/index';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { Params } from '@veilgrid/protocol/params';

/**
 * One meter's day out of a file of readings.
 * @param day since 1970-01-01 UTC
 * @param meterId may be left out where the file has one meter
 * @throws DataError; ProtocolError NOT_FOUND
 */
export async function meterReadings(
  file: string,
  params: Params,
  day: number,
  meterId?: string,
): Promise<readonly Reading[]> {
  const { meters, days } = parseReadings(file, await readFileBounded(file), params, { day });
  ensure(meterId !== undefined || meters.length === 1, 'NOT_FOUND', {
    field: 'meter-id',
    meters: meters.length,
  });
  const readings = days.get(day)?.get(meterId ?? meters[0]!);
  if (!readings) throw fail('NOT_FOUND', { field: 'meter-id', file });
  return readings;
}
