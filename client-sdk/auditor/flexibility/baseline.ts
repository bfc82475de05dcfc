/** The days that a need's baseline is of. docs/protocol/flexibility.md "Baseline". */
import { ensure } from '@veilgrid/protocol/errors';
import type { Area } from '@veilgrid/protocol/flexibility/area';
import type { OpenNeedBody } from '@veilgrid/protocol/flexibility/need';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import type { AuctionBook } from '../market/book.js';
import { overlap } from './areas.js';
import { auctionsIn, type FlexibilityBooks, type FlexibilityLedger } from './book.js';
import { dayAt, isDayOff } from './calendar.js';

type Asked = Pick<OpenNeedBody, 'day' | 'refs'>;

/** Closed or void in a block before its settlements ended. */
export function endedInTime({ sealed, terms }: AuctionBook): boolean {
  return sealed.endedAt !== undefined && sealed.endedAt < terms.settleEnd;
}

/** Whoever has a home in the area could settle the day, and can do so no more. */
function isSettled({ books, time }: FlexibilityLedger, { zones }: Area, day: number): boolean {
  const auctions = auctionsIn(books, zones, day);
  const everywhere = zones.every((zone) => auctions.some(({ terms }) => terms.zone === zone));
  return everywhere && auctions.every((each) => each.terms.settleEnd <= time && endedInTime(each));
}

/** Nothing of the day was bought in the area. */
function isQuiet({ needs }: FlexibilityBooks, area: Area, day: number): boolean {
  return ![...needs.values()].some(
    (need) => need.terms.day === day && need.called > 0n && overlap(need.area, area),
  );
}

/** What others did that day is known, and is nobody's work. */
function isKnown({ books, genesis, hasher }: FlexibilityLedger, refs: Asked['refs'], day: number): boolean {
  return refs.every(({ zone, tariffId }) => {
    const published = books.published.get(auctionIdOf(hasher, genesis.chainId, { zone, tariffId, day }));
    return published?.set.length === 1 && (books.called.get(`${zone} ${day}`) ?? 0n) === 0n;
  });
}

/** Latest first. @throws ProtocolError BASELINE_SHORT */
export function listedDays(ledger: FlexibilityLedger, { day, refs }: Asked, area: Area): number[] {
  const { books, genesis, time } = ledger;
  const { baselineDays, offDays, daysBack } = genesis.params;
  const off = isDayOff(books, day);
  const needed = off ? offDays : baselineDays;
  const found: number[] = [];
  const today = dayAt(time);
  for (let back = 1; back <= Math.min(daysBack, today) && found.length < needed; back++) {
    const past = today - back;
    if (isDayOff(books, past) !== off) continue;
    const counts = isSettled(ledger, area, past) && isQuiet(books, area, past) && isKnown(ledger, refs, past);
    if (counts) found.push(past);
  }
  ensure(found.length === needed, 'BASELINE_SHORT', { found: found.length, needed });
  return found;
}
