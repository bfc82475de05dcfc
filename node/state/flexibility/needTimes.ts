/**
 * The times of a need: nobody's window is shorter than genesis says, the book ends before anything can be called, and
 * deliveries begin when all that they are of is final. Auctions of listed days ended before the opening.
 * docs/protocol/flexibility.md "Times".
 */
import { shortBookTime } from '@veilgrid/protocol/core/books/times';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import { callsEnd, LEAST_LEAD, lastCall, windowPeriods } from '@veilgrid/protocol/flexibility/calls';
import type { NeedTerms } from '@veilgrid/protocol/flexibility/need';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { StateContext } from '../core/view.js';
import type { Auction } from '../market/auction.js';

/** From the publication of references to what is built on them. */
const AFTER_REFERENCES = BigInt(2 * SECONDS_PER_DAY);
const PRODUCTION_DELIVERY = 7 * SECONDS_PER_DAY;

/** Seconds in which everybody can deliver, at least. */
function deliveryWindow({ json, windows }: Genesis): number {
  return json.production ? Math.max(windows.settleEnd, PRODUCTION_DELIVERY) : windows.settleEnd;
}

/**
 * @param auctions the need's @param references of the day; of the need's window at least one bit stands
 * @throws ProtocolError NEED_TIMES_INVALID
 */
export function checkTimes(
  { genesis, time }: StateContext,
  need: NeedTerms,
  auctions: readonly Auction[],
  references: readonly Auction[],
): void {
  const { params, windows } = genesis;
  const valid = (ok: boolean, field: string, data = {}) =>
    ensure(ok, 'NEED_TIMES_INVALID', { field, ...data });
  const short = shortBookTime(windows, need, time);
  ensure(!short, 'NEED_TIMES_INVALID', { ...short });
  const start = BigInt(need.day) * BigInt(SECONDS_PER_DAY);
  valid(start - time <= BigInt(windows.ahead), 'day', { most: windows.ahead });
  valid(need.callLead >= LEAST_LEAD, 'callLead', { least: LEAST_LEAD });
  const [first] = windowPeriods(params.K, need);
  valid(need.close < lastCall(params.K, need, first!), 'close');
  const settled = auctions.every(({ settleEnd }) => need.deliverFrom >= settleEnd);
  const compared = references.every(({ publish }) => need.deliverFrom >= publish + AFTER_REFERENCES);
  valid(settled && compared && need.deliverFrom > callsEnd(params.K, need), 'deliverFrom');
  const least = deliveryWindow(genesis);
  valid(need.deliverEnd - need.deliverFrom >= BigInt(least), 'deliverEnd', { least });
  valid(need.publish >= need.deliverEnd, 'publish');
}
