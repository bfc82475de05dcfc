/** Whoever follows auctions passes over the sealed books of other modules. protocol/core/books.md "Objects". */
import type { Moment } from '@veilgrid/services/core/follower/watch';
import { ORDER_WATCH } from '@veilgrid/services/market/follow/orders';
import { settlementWatch } from '@veilgrid/services/market/follow/settlements';
import { GENESIS } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';
import { NEED_ID, NEED_TIMES, TestNeed } from '../state/support/need.js';
import { AUCTION_ID, REGULATOR_SECRET } from '../state/support/slot.js';
import { openBody } from '../state/support/terms.js';

const none = new Uint8Array();
const at = (time: bigint): Moment => ({
  ...{ hasher, chainId: GENESIS.chainId, time, context: 1n },
  ...{ bytes: none, proofs: [] },
});

test('a release, a close and a void of a need say nothing of any auction', () => {
  const need = new TestNeed().open().offers(10).release().clear();
  const release = { ...need.releaseBody(), sequence: 0n };
  const close = { ...need.closeBody(), sequence: 1n };
  const orders = ORDER_WATCH.open();
  ORDER_WATCH.observers.openAuction(orders, { ...openBody(), sequence: 0n }, at(0n));
  const settlements = settlementWatch({ genesis: GENESIS, hasher, verifyMany: () => [] });
  const book = settlements.open();
  const before = structuredClone([orders, book]);
  ORDER_WATCH.observers.releaseShare(orders, release, at(NEED_TIMES.gate));
  settlements.observers.close!(book, close, at(NEED_TIMES.gate));
  settlements.observers.voidAuction!(book, { auctionId: NEED_ID }, at(NEED_TIMES.close));
  expect([orders, book]).toEqual(before);
  // Of an auction that is followed a false release still is none that a block may hold.
  const early = { ...release, auctionId: AUCTION_ID, scalar: REGULATOR_SECRET };
  expect(() => ORDER_WATCH.observers.releaseShare(orders, early, at(0n))).toThrow(
    expect.objectContaining({ code: 'BLOCK_INVALID' }),
  );
});
