import { ensure } from '@veilgrid/protocol/errors';
import { MIN_GROUP } from '@veilgrid/protocol/params';

/** Days that a book is compared with. */
const DAYS_BEFORE = 7;

/** Sealed entries of a day's book: those that stand in it in public hide nobody. */
export interface DaysBook {
  readonly day: number;
  readonly entries: number;
}

/**
 * A book below ten entries, or below half of the largest of its kind in the seven days before, may be a censor's: a few
 * of its own entries around somebody's. A person says whether it is.
 * @param others books of the same kind, whatever their day
 * @param few that a person said so
 * @throws ProtocolError BOOK_UNVERIFIED
 */
export function ensureEnoughEntries(
  { day, entries }: DaysBook,
  others: readonly DaysBook[],
  few: boolean,
): void {
  const usual = others
    .filter((other) => other.day < day && other.day >= day - DAYS_BEFORE)
    .reduce((most, other) => Math.max(most, other.entries), 0);
  const least = Math.max(MIN_GROUP, Math.ceil(usual / 2));
  ensure(few || entries >= least, 'BOOK_UNVERIFIED', { field: 'orders', orders: entries, least });
}
