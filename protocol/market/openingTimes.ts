/** The times of an auction, by the windows of genesis. protocol/market.md, openAuction. */
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
  const { gate, release, close, settleFrom, settleEnd, publish } = times;
  const start = BigInt(times.day) * BigInt(SECONDS_PER_DAY);
  const least = (field: string, from: bigint, to: bigint, seconds: number) =>
    ensure(to - from >= BigInt(seconds), 'AUCTION_TIMES_INVALID', { field, least: seconds });
  if (opened !== undefined) {
    least('gate', opened, gate, windows.gate);
    ensure(start - opened <= BigInt(windows.ahead), 'AUCTION_TIMES_INVALID', {
      field: 'day',
      most: windows.ahead,
    });
  }
  least('release', gate, release, windows.release);
  least('close', release, close, windows.close);
  least('close', close, start, windows.start);
  least('settleFrom', start + BigInt(SECONDS_PER_DAY), settleFrom, windows.settleFrom);
  least('settleEnd', settleFrom, settleEnd, windows.settleEnd);
  least('publish', settleEnd, publish, windows.publish);
}
