/** The times of an auction, by the windows of genesis. protocol/market.md, openAuction. */
import { shortBookTime } from '../core/books/times.js';
import type { Windows } from '../core/windows.js';
import { ensure } from '../errors.js';
import { SECONDS_PER_DAY } from '../params.js';
import type { OpenAuctionBody } from './auction.js';

export type AuctionTimes = Pick<
  OpenAuctionBody,
  'day' | 'gate' | 'release' | 'close' | 'settleFrom' | 'settleEnd' | 'publish'
>;

/**
 * Nobody's window is shorter than genesis says, or one party's clock would be everybody's.
 * @param opened Unix seconds of the opening; unknown to whoever asks without a proof of it
 * @throws ProtocolError AUCTION_TIMES_INVALID
 */
export function checkOpeningTimes(windows: Windows, times: AuctionTimes, opened?: bigint): void {
  const { close, settleFrom, settleEnd, publish } = times;
  const start = BigInt(times.day) * BigInt(SECONDS_PER_DAY);
  const least = (field: string, from: bigint, to: bigint, seconds: number) =>
    ensure(to - from >= BigInt(seconds), 'AUCTION_TIMES_INVALID', { field, least: seconds });
  const short = shortBookTime(windows, times, opened);
  ensure(!short, 'AUCTION_TIMES_INVALID', { ...short });
  if (opened !== undefined) {
    ensure(start - opened <= BigInt(windows.ahead), 'AUCTION_TIMES_INVALID', {
      field: 'day',
      most: windows.ahead,
    });
  }
  least('close', close, start, windows.start);
  least('settleFrom', start + BigInt(SECONDS_PER_DAY), settleFrom, windows.settleFrom);
  least('settleEnd', settleFrom, settleEnd, windows.settleEnd);
  least('publish', settleEnd, publish, windows.publish);
}
