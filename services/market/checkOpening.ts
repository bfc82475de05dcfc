import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { OpenAuctionBody } from '@veilgrid/protocol/market/auction';
import { checkOpeningTimes } from '@veilgrid/protocol/market/openingTimes';

/**
 * Before a role signs an opening: everybody has the time that genesis says, by the role's own clock and not by a
 * node's. Where time is moved by hand the clock on the wall says nothing.
 * @throws ProtocolError AUCTION_TIMES_INVALID
 */
export function checkOpening({ consensus, windows }: Genesis, opening: OpenAuctionBody): void {
  const now = consensus.clock === 'manual' ? undefined : BigInt(Math.floor(Date.now() / 1000));
  checkOpeningTimes(windows, opening, now);
}
