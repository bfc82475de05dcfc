import { ensure } from '../errors.js';
import { SECONDS_PER_DAY } from '../params.js';
import { meterKey, type PointRecord } from './points.js';

/**
 * A change that brings another meter is posted from the day after the meter was replaced. The day itself is read by
 * the DSO and listed: a change of the same day beside that list would tell whose settlement the listed one is.
 * @param replacedOn days since 1970-01-01 UTC
 * @param now time of a final header of about now, Unix seconds
 * @throws ProtocolError VALUE_OUT_OF_RANGE where a new meter comes without its day, PHASE_WRONG on that day
 */
export function ensureReplacedBefore(
  { before, after }: { readonly before: PointRecord; readonly after: PointRecord },
  replacedOn: number | undefined,
  now: bigint,
): void {
  const [was, is] = [meterKey(before), meterKey(after)];
  if (was.x === is.x && was.y === is.y) return;
  ensure(replacedOn !== undefined, 'VALUE_OUT_OF_RANGE', { field: 'replacedOn' });
  const today = Math.floor(Number(now) / SECONDS_PER_DAY);
  ensure(today > replacedOn, 'PHASE_WRONG', { field: 'replacedOn', replacedOn, today });
}
