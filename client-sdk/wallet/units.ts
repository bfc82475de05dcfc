/** Days and money between people and protocol. */
import { LAST_DATED_DAY } from '@veilgrid/protocol/core/days';
import { ensure } from '@veilgrid/protocol/errors';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';

const MONEY_DIGITS = 8;

/**
 * The protocol's number of a UTC day: days since 1970-01-01.
 * @param date YYYY-MM-DD
 * @throws ProtocolError VALUE_OUT_OF_RANGE where there is no such day, or it lies before 1970
 */
export function dayNumber(date: string): number {
  const at = new Date(`${date}T00:00:00Z`);
  const real = !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === date;
  ensure(real && at.getTime() >= 0, 'VALUE_OUT_OF_RANGE', { field: 'date' });
  return at.getTime() / 1000 / SECONDS_PER_DAY;
}

/** The date of a day since 1970-01-01 UTC; its number where no calendar reaches it. */
export function formatDay(day: number): string {
  if (day > LAST_DATED_DAY) return `day ${day}`;
  return new Date(day * SECONDS_PER_DAY * 1000).toISOString().slice(0, 10);
}

/** Money exactly, in currency: 150000000n is "1.50000000". @param value units of 1e-8 currency */
export function formatMoney(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(MONEY_DIGITS + 1, '0');
  const text = `${digits.slice(0, -MONEY_DIGITS)}.${digits.slice(-MONEY_DIGITS)}`;
  return value < 0n ? `-${text}` : text;
}
