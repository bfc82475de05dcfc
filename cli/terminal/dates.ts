/** Days on the command line. */
import { LAST_DATED_SECOND } from '@veilgrid/protocol/core/days';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { InvalidArgumentError } from 'commander';

export { formatDay } from '@veilgrid/client-sdk/wallet/units';

/** A real date, as YYYY-MM-DD, that the ledger can count. */
export function dayOption(text: string): string {
  const at = new Date(`${text}T00:00:00Z`);
  const real = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(`${text}T`);
  // The ledger counts days from 1970 on, and its clock starts half a day before.
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) || !real || at.getTime() <= 0) {
    throw new InvalidArgumentError('A date from 1970-01-02 on is needed, as YYYY-MM-DD.');
  }
  return text;
}

/** Days since 1970-01-01 UTC of a date that `dayOption` took. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / (SECONDS_PER_DAY * 1000);
}

/** Unix seconds as a date and time; their number where no calendar reaches it. */
export function formatTime(seconds: bigint | number): string {
  if (seconds > LAST_DATED_SECOND) return `second ${seconds}`;
  return new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}
