import { termsOf } from '@veilgrid/node/state/core/groups/group';
import { refuses } from '../support/chain.js';
import { TestDay } from '../support/day.js';
import { WINDOWS } from '../support/genesis.js';
import { MarketDay } from '../support/marketDay.js';
import { AUCTION_ID, slotOf, TIMES } from '../support/slot.js';

const END = TIMES.settleEnd + BigInt(WINDOWS.late);

describe('opening settlement', () => {
  const day = new TestDay().prepare().open().order().release().clear().close().statusList();
  const { chain } = day;
  const { terms } = day;
  const open = (auctionId = AUCTION_ID, named = terms) =>
    chain.tx('openSettlement', { auctionId, terms: named });
  chain.at(TIMES.settleFrom);

  refuses(
    () => chain,
    [
      ['of an unknown auction', () => open(5n), 'AUCTION_UNKNOWN', 'auctionId'],
      ['while the list may grow', () => open(), 'SETTLEMENT_NOT_OPEN', undefined, TIMES.settleFrom - 1n],
      ['when late bills have ended', () => open(), 'SETTLEMENT_NOT_OPEN', undefined, END],
      ['other terms', () => open(AUCTION_ID, terms + 1n), 'TERMS_MISMATCH', 'terms'],
      ['a settlement before it', () => day.settleTx(day.households[0]!), 'SETTLEMENT_NOT_OPEN', 'auctionId'],
      [
        'a late bill before it',
        () => chain.tx('lateBill', day.households[0]!.lateBill(chain, AUCTION_ID)),
        'SETTLEMENT_NOT_OPEN',
        'auctionId',
        TIMES.settleEnd,
      ],
    ],
  );

  describe('once', () => {
    beforeAll(() => chain.submit(open()));
    test('keeps the terms', () => expect(termsOf(chain.store, AUCTION_ID)).toBe(terms));
    refuses(() => chain, [['twice', () => open(), 'TERMS_EXIST', 'auctionId']]);
  });
});

test('an auction that nobody ended opens no settlement', () => {
  const day = new TestDay().prepare().open();
  const { chain } = day;
  chain.at(TIMES.settleFrom);
  const tx = chain.tx('openSettlement', { auctionId: AUCTION_ID, terms: 1n });
  expect(chain.refusal(chain.verified(tx))?.code).toBe('SETTLEMENT_NOT_OPEN');
});

test('a void auction has terms of its own, and settlement may open when late bills have begun', () => {
  const day = new TestDay().prepare().open().order();
  const next = new MarketDay(day.chain, slotOf(1)).tariff().open();
  day.void(TIMES.release);
  next.void(next.at.release);
  expect(day.terms).not.toBe(next.terms);
  day.chain.at(END - 1n);
  day.openSettlement();
  day.chain.send('lateBill', day.households[0]!.lateBill(day.chain, AUCTION_ID));
});
