/** The points whose day the DSO reads, and those of them that may use either reading. protocol/market.md, statusList. */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes } from '@veilgrid/protocol/core/crypto/field';
import { ensure } from '@veilgrid/protocol/errors';
import { MAX_STATUS_PARTS } from '@veilgrid/protocol/market/statusList';
import { groupOf } from '../core/groups.js';
import { lateEnd, type MarketRule } from './book.js';
import { auctionOf } from './order.js';

export const statusList: MarketRule<'statusList'> = (ledger, body) => {
  const { books, time } = ledger;
  const auction = auctionOf(books, body.auctionId);
  const { gate, settleFrom, settleEnd } = auction.terms;
  const before = time >= gate && time < settleFrom;
  ensure(before || (time >= settleEnd && time < lateEnd(ledger, auction)), 'PHASE_WRONG');
  const { status } = auction;
  ensure(body.part === status.parts && body.part < MAX_STATUS_PARTS, 'STATUS_PART_WRONG', { field: 'part' });
  status.parts++;
  const { seen } = groupOf(books, auction.id).tags.A;
  for (const { tag, ephemeral, sealed } of body.entries) {
    ensure(!status.listed.has(tag) && !seen.has(tag), 'STATUS_LIST_INVALID');
    status.listed.add(tag);
    if (before) {
      const memo = sha256(concatBytes(ephemeral, sealed));
      status.digest = sha256(concatBytes(status.digest, bigIntToBytes(tag, 32), memo));
    } else {
      // Listed when nobody settles any more: for a late bill, by either reading.
      status.struck.add(tag);
    }
  }
};

export const strikeStatus: MarketRule<'strikeStatus'> = (ledger, body) => {
  const { books, time } = ledger;
  const auction = auctionOf(books, body.auctionId);
  ensure(time >= auction.terms.settleFrom && time < lateEnd(ledger, auction), 'PHASE_WRONG');
  const { listed, struck } = auction.status;
  for (const tag of body.tags) {
    ensure(listed.has(tag), 'STATUS_NOT_LISTED');
    struck.add(tag);
  }
};
