/**
 * The times of a need: nobody's window is shorter than genesis says, the book ends before anything can be called, and
 * deliveries begin when all that they are of is final. Auctions of listed days ended before the opening.
 * docs/protocol/flexibility.md "Times".
 */
import { shortBookTime } from '../core/books/times.js';
import type { Genesis } from '../core/genesis.js';
import { ensure } from '../errors.js';
import { SECONDS_PER_DAY } from '../params.js';
import { LEAST_LEAD, lastCall, windowPeriods } from './calls.js';
import type { NeedTerms } from './need.js';

/** From the publication of references to what is built on them. */
const AFTER_REFERENCES = BigInt(2 * SECONDS_PER_DAY);
const PRODUCTION_DELIVERY = 7 * SECONDS_PER_DAY;

/** Seconds in which everybody can deliver, at least. */
function deliveryWindow({ json, windows }: Genesis): number {
  return json.production ? Math.max(windows.settleEnd, PRODUCTION_DELIVERY) : windows.settleEnd;
}

/** What a need's times go by, beside genesis. */
export interface NeedDay {
  /** The need's auctions. */
  readonly auctions: readonly { readonly settleEnd: bigint }[];
  /** Those of its references on its day. */
  readonly references: readonly { readonly publish: bigint }[];
}

/**
 * @param need of its window at least one bit stands
 * @param opened Unix seconds of the opening; unknown to whoever asks without a clock of its own
 * @throws ProtocolError NEED_TIMES_INVALID
 */
export function checkNeedTimes(
  genesis: Genesis,
  need: NeedTerms,
  { auctions, references }: NeedDay,
  opened?: bigint,
): void {
  const { params, windows } = genesis;
  const valid = (ok: boolean, field: string, data = {}) =>
    ensure(ok, 'NEED_TIMES_INVALID', { field, ...data });
  const short = shortBookTime(windows, need, opened);
  ensure(!short, 'NEED_TIMES_INVALID', { ...short });
  const start = BigInt(need.day) * BigInt(SECONDS_PER_DAY);
  const near = opened === undefined || start - opened <= BigInt(windows.ahead);
  valid(near, 'day', { most: windows.ahead });
  valid(need.callLead >= LEAST_LEAD, 'callLead', { least: LEAST_LEAD });
  const [first] = windowPeriods(params.K, need);
  valid(need.close < lastCall(params.K, need, first!), 'close');
  const settled = auctions.every(({ settleEnd }) => need.deliverFrom >= settleEnd);
  const compared = references.every(({ publish }) => need.deliverFrom >= publish + AFTER_REFERENCES);
  // Nobody settles before the day is over, so all calls are.
  valid(settled && compared, 'deliverFrom');
  const least = deliveryWindow(genesis);
  valid(need.deliverEnd - need.deliverFrom >= BigInt(least), 'deliverEnd', { least });
  valid(need.publish >= need.deliverEnd, 'publish');
}
