import { ensure } from '../errors.js';
import { dayOf } from './days.js';
import { meterKey, type PointRecord } from './points.js';

/**
 * A change that brings another meter is posted from the day after the meter was replaced. The day itself is read by
 * the DSO and listed: a change of the same day beside that list would tell whose settlement the listed one is.
 * @param time of the newest final block, Unix seconds
 * @param replacedOn days since 1970-01-01 UTC
 * @throws ProtocolError VALUE_OUT_OF_RANGE where a new meter comes without its day, PHASE_WRONG on that day
 */
export function ensureReplacedBefore(
  { before, after }: { readonly before: PointRecord; readonly after: PointRecord },
  time: bigint,
  replacedOn: number | undefined,
): void {
  const [was, is] = [meterKey(before), meterKey(after)];
  if (was.x === is.x && was.y === is.y) return;
  ensure(replacedOn !== undefined, 'VALUE_OUT_OF_RANGE', { field: 'replacedOn' });
  const today = dayOf(time);
  ensure(today > replacedOn, 'PHASE_WRONG', { field: 'replacedOn', replacedOn, today });
}
