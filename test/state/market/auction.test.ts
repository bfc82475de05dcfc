import { getResult } from '@veilgrid/node/state/core/books/close';
import { getSupply } from '@veilgrid/node/state/core/money/accounts';
import { listOrders, ordersOf } from '@veilgrid/node/state/market/order';
import { getPublication } from '@veilgrid/node/state/market/publication';
import { settleAuction } from '@veilgrid/node/state/market/settleAuction';
import { emptyResult } from '@veilgrid/protocol/core/books/result';
import { SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { fold } from '@veilgrid/protocol/core/lists';
import { type SettleBody, settleMemoBytes, settleSignals } from '@veilgrid/protocol/market/settlement';
import { bookOf } from '../support/book.js';
import { refuses, type TestChain } from '../support/chain.js';
import { TestDay } from '../support/day.js';
import { PARAMS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { AUCTION_ID, REGULATOR_SECRET, TIMES } from '../support/slot.js';
import { PRICES } from '../support/terms.js';

const voidTx = (chain: TestChain) => chain.tx('voidAuction', { auctionId: AUCTION_ID });
const releaseTx = (chain: TestChain, scalar = REGULATOR_SECRET, auctionId = AUCTION_ID) =>
  chain.tx('releaseShare', { auctionId, scalar, ...bookOf(chain, auctionId) });

const blankSettlement: SettleBody = {
  auctionId: AUCTION_ID,
  ...{ nf: 0n, readingCommitment: 0n, refundCm: 0n, tagA: 0n, tagB: 0n, short: 0n, status: 0, open: 0 },
  lanes: Array<bigint>(PARAMS.laneWords).fill(0n),
  memo: new Uint8Array(settleMemoBytes(PARAMS)),
};

describe('release of the share', () => {
  const day = new TestDay().prepare().open().order();
  const { chain } = day;
  const book = bookOf(chain, AUCTION_ID);
  const naming = (change: Partial<typeof book>) => () =>
    chain.tx('releaseShare', { auctionId: AUCTION_ID, scalar: REGULATOR_SECRET, ...book, ...change });
  /** The fold without its last order. */
  const shorter = listOrders(chain.store, AUCTION_ID, 0, book.count - 1).reduce(
    (current, { c }) => fold(hasher, current, c),
    AUCTION_ID,
  );
  chain.at(TIMES.gate);
  const release = (scalar?: bigint, id?: bigint) => () => releaseTx(chain, scalar, id);

  test('until the deadline', () => {
    chain.at(TIMES.release - 1n);
    expect(chain.refusal(chain.verified(releaseTx(chain)))).toBeUndefined();
    chain.at(TIMES.gate);
  });

  refuses(
    () => chain,
    [
      ['of an unknown auction', release(REGULATOR_SECRET, 5n), 'AUCTION_UNKNOWN', 'auctionId'],
      ['before the gate', release(), 'PHASE_WRONG', undefined, TIMES.gate - 1n],
      ['at the deadline', release(), 'PHASE_WRONG', undefined, TIMES.release],
      ['no scalar', release(0n), 'VALUE_OUT_OF_RANGE', 'scalar'],
      ['the scalar unreduced', release(REGULATOR_SECRET + SUBGROUP_ORDER), 'VALUE_OUT_OF_RANGE', 'scalar'],
      ['the subgroup order', release(SUBGROUP_ORDER), 'VALUE_OUT_OF_RANGE', 'scalar'],
      ['another scalar', release(REGULATOR_SECRET + 1n), 'SHARE_MISMATCH', 'scalar'],
      ['a book with an order more', naming({ count: book.count + 1 }), 'BOOK_DIFFERS', 'count'],
      ['an empty book', naming({ count: 0, fold: AUCTION_ID }), 'BOOK_DIFFERS', 'count'],
      ['another book of as many orders', naming({ fold: book.fold + 1n }), 'BOOK_DIFFERS', 'fold'],
      [
        'a book to which an order was added',
        naming({ count: book.count - 1, fold: shorter }),
        'BOOK_DIFFERS',
        'count',
      ],
    ],
  );
});

describe('a regulator that stays silent', () => {
  const day = new TestDay().prepare().open().order();
  const { chain } = day;
  chain.at(TIMES.release);
  const before = getSupply(chain.store).accounts;

  refuses(
    () => chain,
    [
      ['void before the deadline', () => voidTx(chain), 'NOT_VOIDABLE', undefined, TIMES.release - 1n],
      [
        'void of an unknown auction',
        () => chain.tx('voidAuction', { auctionId: 5n }),
        'AUCTION_UNKNOWN',
        'auctionId',
      ],
    ],
  );

  describe('makes the auction void', () => {
    beforeAll(() => chain.submit(voidTx(chain)));

    test('and forfeits its lock to the orders: the supplier has none of it', () => {
      const { accounts, roleBonds, deposits } = getSupply(chain.store);
      const { lock, forfeit, share } = day.auction;
      expect(accounts).toEqual({ ...before, operator: before.operator + lock });
      expect([roleBonds, deposits]).toEqual([0n, lock + ordersOf(chain.store, AUCTION_ID).deposits]);
      expect([forfeit, share]).toEqual([lock, lock / 12n]);
      expect(day.auction.outcome).toBe('void');
    });

    refuses(
      () => chain,
      [
        ['void twice', () => voidTx(chain), 'AUCTION_ALREADY_FINAL'],
        ['a late release', () => releaseTx(chain), 'AUCTION_VOID', undefined, TIMES.gate],
        ['a late clearing', () => chain.tx('clear', day.clearBodies()[0]!), 'AUCTION_VOID'],
        ['a late close', () => chain.tx('close', day.closeBody()), 'AUCTION_VOID'],
      ],
    );

    test('and the day settles without fills, money conserved', () => {
      expect(getResult(chain.store, AUCTION_ID)).toBeUndefined();
      expect(settleAuction(chain.ctx, chain.store, AUCTION_ID).result).toEqual(emptyResult(PARAMS));
      const { forfeit, share } = day.auction;
      const withShare = settleAuction(chain.ctx, chain.store, AUCTION_ID);
      expect(withShare.market.fixedPerDay).toBe(PRICES.fixedPerDay - share);
      expect(settleSignals(blankSettlement, withShare, 0n)).toContain(mod(PRICES.fixedPerDay - share));
      day.settle(11).maskSums();
      const accounts = getSupply(chain.store).accounts;
      day.publish();
      const published = getPublication(chain.store, AUCTION_ID)!;
      const rest = forfeit - 11n * share;
      expect(published).toMatchObject({ members: 11, forfeitRest: rest });
      const { bond } = day.auction;
      const { deposits, refund, network, shortfall, held } = published;
      expect(shortfall).toBe(0n);
      const after = getSupply(chain.store).accounts;
      // Attack 7: as if nobody had been silent, but for what one absent household leaves, which is held for it.
      const available = bond + deposits + 11n * share - refund - network;
      const left = deposits - published.deposit;
      expect(held).toBe(left < available ? left : available);
      expect(after.supplier - accounts.supplier).toBe(available - held);
      expect(after.dso - accounts.dso).toBe(network + rest);
      const s = getSupply(chain.store);
      const accounted = Object.values(s.accounts).reduce((a, b) => a + b, 0n);
      expect([s.deposits, s.bonds, s.roleBonds, s.held]).toEqual([0n, 0n, 0n, held]);
      expect(s.notes + held + accounted).toBe(s.minted);
    });
  });
});

describe('an operator that stays silent', () => {
  const day = new TestDay().prepare().open().order().release();
  const { chain } = day;
  const before = getSupply(chain.store).accounts;
  chain.at(TIMES.close);

  refuses(
    () => chain,
    [
      ['void before its deadline', () => voidTx(chain), 'NOT_VOIDABLE', undefined, TIMES.close - 1n],
      ['a second release', () => releaseTx(chain), 'SHARE_ALREADY_RELEASED', undefined, TIMES.gate],
    ],
  );

  test('forfeits its lock to the orders, and the supplier gains nothing by it', () => {
    chain.submit(voidTx(chain));
    const { lock, forfeit } = day.auction;
    expect(forfeit).toBe(lock);
    expect(getSupply(chain.store).accounts).toEqual({ ...before, regulator: before.regulator + lock });
    expect(day.auction).toMatchObject({ outcome: 'void', releasedScalar: REGULATOR_SECRET });
  });
});
