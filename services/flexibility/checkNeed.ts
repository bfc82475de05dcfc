import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { NeedTerms } from '@veilgrid/protocol/flexibility/need';
import { checkNeedPrices } from '@veilgrid/protocol/flexibility/needPrices';
import { checkNeedQuantities } from '@veilgrid/protocol/flexibility/needQuantities';
import { checkNeedTimes } from '@veilgrid/protocol/flexibility/needTimes';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { auctionsOfArea, type FollowedAreas } from './follow/areas.js';

interface Signer {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  /** Unix seconds; default: this machine's. */
  readonly clock?: () => bigint;
}

/**
 * Before a role signs an opening: quantities, prices and times are such that everybody has what the protocol says, by
 * the role's own clock and by final blocks, not by a node's word. Where time is moved by hand the clock on the wall
 * says nothing.
 * @throws ProtocolError NEED_QUANTITY_INVALID, NEED_PRICES_INVALID, NEED_TIMES_INVALID, AREA_UNKNOWN, AUCTION_MISSING,
 * REFERENCE_INVALID
 */
export function checkNeed(
  { genesis, hasher, clock = systemClock }: Signer,
  book: FollowedAreas,
  need: NeedTerms,
): void {
  checkNeedQuantities(genesis.params.K, need);
  checkNeedPrices(need);
  const auctions = auctionsOfArea(book, need.areaId, need.day).map(({ auction }) => auction);
  ensure(auctions.length > 0, 'AUCTION_MISSING', { field: 'areaId' });
  const references = need.refs.map((ref, i) => {
    const id = auctionIdOf(hasher, genesis.chainId, { ...ref, day: need.day });
    const auction = book.auctionDays[String(id)];
    if (!auction) throw fail('REFERENCE_INVALID', { field: `refs.${i}` });
    return auction;
  });
  const opened = genesis.consensus.clock === 'manual' ? undefined : clock();
  checkNeedTimes(genesis, need, { auctions, references }, opened);
}

const systemClock = () => BigInt(Math.floor(Date.now() / 1000));
