/**
 * What a baseline is weighed and listed by, as the log has it. docs/protocol/flexibility.md "Baseline".
 */
import { dayOf } from '@veilgrid/protocol/core/days';
import type { LogFact } from '@veilgrid/protocol/core/fact';
import { Fr } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { isWeekend } from '@veilgrid/protocol/flexibility/calendar';
import { FLEXIBILITY_LOG } from '@veilgrid/protocol/flexibility/log';
import { decodeHeld, verifyLogFact } from '../fact.js';
import type { TrustedChain } from '../market/auction.js';
import { ofFact } from '../signedFact.js';
import type { NeedOpening } from './need.js';

/** The days that an opened need names for its baselines, and the auctions in which its homes settle. */
export interface NeedList {
  readonly days: readonly number[];
  /** In which the need's homes settle its day, none left out. */
  readonly auctions: readonly bigint[];
}

/**
 * The list of a need, final since its opening: latest first, all before the day of the opening and no further back than
 * lists reach, and of as many days as its type has. Days off beside Saturdays and Sundays are the DSO's to publish, so
 * that a list of few may be of such ones.
 * @throws ProtocolError FACT_INVALID
 */
export function verifyList(
  { genesis }: Pick<TrustedChain, 'genesis'>,
  { needId, need, openedAt }: Pick<NeedOpening, 'needId' | 'need' | 'openedAt'>,
  fact: LogFact,
): NeedList {
  const { name, body: type } = FLEXIBILITY_LOG.baseline;
  const { baselineDays, offDays, daysBack } = genesis.params;
  return ofFact(name, () => {
    verifyLogFact(genesis, { name, key: Fr.serialize(needId) }, fact);
    const { n, days: room, auctions } = decodeHeld(type, fact.body, 'body');
    const days = room.slice(0, n);
    const opened = dayOf(openedAt);
    const ordered = days.every((day, i) => day < (days[i - 1] ?? opened) && day >= opened - daysBack);
    const working = n === baselineDays && !isWeekend(need.day) && !days.some(isWeekend);
    ensure(ordered && (working || n === offDays), 'FACT_INVALID', { field: 'days' });
    return { days, auctions };
  });
}
