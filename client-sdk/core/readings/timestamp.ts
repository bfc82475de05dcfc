/** Timestamps of ISO 8601, and the offsets they may carry. */
import type { ErrorCode } from '@veilgrid/protocol/errors';

const OFFSET = /^([+-])([0-9]{2}):([0-9]{2})$/;
/** Date and time, with "T" or a space between them; seconds and their fraction may be left out. */
const TIMESTAMP =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\.0+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?$/;
/** The widest in use: Kiribati. */
const MAX_OFFSET_MINUTES = 14 * 60;

/** Minutes ahead of UTC; undefined where it is none. */
export function offsetMinutes(text: string): number | undefined {
  if (text === 'Z') return 0;
  const [, sign, hours, minutes] = OFFSET.exec(text) ?? [];
  if (sign === undefined || Number(minutes) > 59) return undefined;
  const total = 60 * Number(hours) + Number(minutes);
  // ISO 8601 has no minus zero; in RFC 3339 it means that nobody knows.
  if (total > MAX_OFFSET_MINUTES || (sign === '-' && total === 0)) return undefined;
  return sign === '-' ? -total : total;
}

/**
 * Unix seconds of a timestamp, or the code of what is wrong with it.
 * @param local minutes ahead of UTC for timestamps that carry no offset, which are refused without it
 */
export function parseTimestamp(text: string, local?: number): number | ErrorCode {
  const [, date, minutes, seconds = ':00', zone] = TIMESTAMP.exec(text) ?? [];
  if (date === undefined) return 'TIMESTAMP_INVALID';
  const said = `${date}T${minutes}${seconds.slice(0, 3)}`;
  const at = new Date(`${said}Z`);
  // Date carries 31 April over into May, and 24:00 into the next day.
  const real = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(said);
  if (!real) return 'TIMESTAMP_INVALID';
  if (zone === undefined && local === undefined) return 'TIMESTAMP_WITHOUT_OFFSET';
  const offset = zone === undefined ? local : offsetMinutes(zone);
  if (offset === undefined) return 'TIMESTAMP_INVALID';
  const instant = at.getTime() / 1000 - 60 * offset;
  return instant < 0 ? 'TIMESTAMP_INVALID' : instant;
}
