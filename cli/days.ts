/** Days and times as the ledger counts them, and as people write them. */
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';

/** Days since 1970-01-01 of a date as YYYY-MM-DD; undefined if it is none. */
export function parseDay(text: string): number | undefined {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return undefined;
  const at = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(at.getTime()) || !at.toISOString().startsWith(text) || at.getTime() < 0) return undefined;
  return at.getTime() / 1000 / SECONDS_PER_DAY;
}

/** Unix seconds of an ISO 8601 time with its offset; undefined if it is none. */
export function parseTime(text: string): number | undefined {
  const whole = /^([0-9]{4}-[0-9]{2}-[0-9]{2})T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})$/.exec(
    text,
  );
  if (!whole || parseDay(whole[1]!) === undefined) return undefined;
  const seconds = Date.parse(text) / 1000;
  return Number.isSafeInteger(seconds) && seconds >= 0 ? seconds : undefined;
}

export function formatDay(day: number): string {
  return new Date(day * SECONDS_PER_DAY * 1000).toISOString().slice(0, 10);
}

export function formatTime(seconds: bigint | number): string {
  return new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}
