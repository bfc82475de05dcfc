/** A sealed book that is no auction's: protocol/core/books.md, played by a made-up module. */
import { held } from '@veilgrid/client-sdk/auditor/index';
import { getResult } from '@veilgrid/node/state/core/books/close';
import { entriesOf, entryList } from '@veilgrid/node/state/core/books/entries';
import { openBook } from '@veilgrid/node/state/core/books/openBook';
import { foldBounds } from '@veilgrid/node/state/core/lists/folds';
import { assertConservation, getSupply } from '@veilgrid/node/state/core/money/accounts';
import { publicSignals } from '@veilgrid/node/state/handlers';
import { getAuction } from '@veilgrid/node/state/market/auction';
import { Overlay } from '@veilgrid/node/store/overlay';
import { emptyResult } from '@veilgrid/protocol/core/books/result';
import { shortBookTime } from '@veilgrid/protocol/core/books/times';
import { SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { fold } from '@veilgrid/protocol/core/lists';
import { MAX_GROUP } from '@veilgrid/protocol/params';
import type { Tx } from '@veilgrid/protocol/tx';
import fc from 'fast-check';
import { type BodyOf, TestChain } from '../support/chain.js';
import { fundRoles, settleIn } from '../support/foundation.js';
import { GENESIS, PARAMS, START } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { Household } from '../support/household.js';
import { MarketDay } from '../support/marketDay.js';
import {
  commitmentOf,
  GROUP,
  LOCK,
  NEED_ID,
  NEED_TIMES,
  OPERATOR,
  openingOf,
  REGULATOR,
  STEP_ORDERS,
  TestNeed,
} from '../support/need.js';
import { K } from '../support/profile.js';
import { AUCTION_ID, OPERATOR_SECRET } from '../support/slot.js';
import { openBody, share } from '../support/terms.js';

type Case = readonly [name: string, tx: () => Tx, code: string, field?: string | undefined, time?: bigint];

/** Node and auditor refuse it, by one code; nothing is changed. */
function refuses(need: () => TestNeed, cases: readonly Case[]) {
  test.each(cases.map((c) => [c[0], c] as const))('refuses: %s', (_name, [, make, code, field, time]) => {
    const n = need();
    const before = n.chain.time;
    n.chain.at(time ?? before);
    const tx = make();
    const error = n.chain.refusal(n.chain.verified(tx));
    const auditor = n.auditorRefuses(tx);
    n.chain.at(before);
    expect([error?.code, error?.data.field, auditor]).toEqual([code, field, code]);
  });
}

const balances = ({ chain, books }: TestNeed) => {
  const { accounts, roleBonds, deposits, shielded } = getSupply(chain.store);
  assertConservation(chain.store);
  const { operator, regulator } = accounts;
  const auditor = (['operator', 'regulator', 'roleBonds', 'shielded'] as const).map((p) => held(books, p));
  expect(auditor).toEqual([operator, regulator, roleBonds, shielded]);
  return { operator, regulator, roleBonds, deposits };
};

describe('a list', () => {
  test('is fold, checkpoints and tree of its entries, the public ones first', () => {
    const entries = fc.array(fc.bigInt({ min: 1n, max: 1n << 250n }), { maxLength: 12 });
    fc.assert(
      fc.property(entries, (list) => {
        const need = new TestNeed().open();
        for (const c of list) need.put(c);
        const { ctx, store } = need.chain;
        const all = [...STEP_ORDERS.map(commitmentOf), ...list];
        const folds = [NEED_ID];
        for (const c of all) folds.push(fold(hasher, folds.at(-1)!, c));
        const kept = entryList(ctx, store, NEED_ID);
        expect([kept.start, kept.count, kept.current]).toEqual([NEED_ID, all.length, folds.at(-1)]);
        expect(entriesOf(store, NEED_ID)).toEqual({
          count: all.length,
          root: new Tree8(hasher, PARAMS.orderDepth, all).root,
        });
        for (let batch = 0; batch * PARAMS.clearN < all.length; batch++) {
          const at = (b: number) => folds[Math.min(b * PARAMS.clearN, all.length)];
          expect(foldBounds(store, kept, batch)).toEqual({ foldStart: at(batch), foldEnd: at(batch + 1) });
        }
        expect(need.books.sealed.get(NEED_ID)!.folds).toEqual(folds);
      }),
      { numRuns: 8 },
    );
  });

  test('takes entries before the gate, never the empty leaf, and as many as its tree has room for', () => {
    const need = new TestNeed().open();
    expect(need.refusalOf(0n)).toBe('VALUE_OUT_OF_RANGE');
    const room = 8 ** PARAMS.orderDepth - STEP_ORDERS.length;
    for (let i = 0; i < room; i++) need.put(BigInt(i + 1));
    expect(need.refusalOf(1n)).toBe('AUCTION_FULL');
    need.chain.at(NEED_TIMES.gate);
    expect(need.refusalOf(1n)).toBe('GATE_CLOSED');
  });
});

describe('opening', () => {
  test('locks both roles, and keeps key, times and group', () => {
    const need = new TestNeed();
    const before = balances(need);
    need.open();
    expect(balances(need)).toEqual({
      ...before,
      operator: before.operator - LOCK,
      regulator: before.regulator - LOCK,
      roleBonds: 2n * LOCK,
    });
    expect(need.book).toMatchObject({
      id: NEED_ID,
      ...NEED_TIMES,
      lock: LOCK,
      ...GROUP,
      outcome: 'open',
    });
    expect(getAuction(need.chain.store, NEED_ID)).toBeUndefined();
  });

  test.each<[string, (n: TestNeed) => void, string]>([
    [
      'a share of an auction',
      (n) => n.open({ regulatorShare: share('regulator', AUCTION_ID, REGULATOR) }),
      'POSSESSION_INVALID',
    ],
    [
      'a share of the other role',
      (n) => n.open({ regulatorShare: share('operator', NEED_ID, REGULATOR) }),
      'POSSESSION_INVALID',
    ],
    [
      'one share twice',
      (n) => n.open({ regulatorShare: share('regulator', NEED_ID, OPERATOR) }),
      'SHARE_INVALID',
    ],
    [
      'its negative',
      (n) => n.open({ regulatorShare: share('regulator', NEED_ID, SUBGROUP_ORDER - OPERATOR) }),
      'SHARE_INVALID',
    ],
    ['a lock that nobody has', (n) => n.open({ lock: 10n ** 18n }), 'BALANCE_TOO_LOW'],
  ])('refuses: %s', (_name, run, code) => {
    const need = new TestNeed();
    const before = need.chain.store.entries();
    expect(() => run(need)).toThrow(expect.objectContaining({ code }));
    expect(need.chain.store.entries()).toEqual(before);
  });

  test('a share is used once, whatever the book', () => {
    const need = new TestNeed();
    const { chain } = need;
    fundRoles(chain);
    settleIn(
      chain,
      Array.from({ length: 12 }, (_, i) => new Household(i)),
    );
    const day = new MarketDay(chain).tariff();
    need.open({ operatorShare: share('operator', NEED_ID, OPERATOR_SECRET) });
    const tx = () => chain.tx('openAuction', openBody());
    expect(chain.refusal(chain.verified(tx()))).toMatchObject({
      code: 'SHARE_REUSED',
      data: { field: 'operatorShare' },
    });
    const fresh = { ...openBody(), operatorShare: share('operator', AUCTION_ID, OPERATOR_SECRET + 1n) };
    chain.send('openAuction', fresh);
    // Two books side by side: neither's transactions reach the other.
    need.offers(1);
    expect(entriesOf(chain.store, AUCTION_ID).count).toBe(0);
    chain.at(day.at.gate);
    expect(entriesOf(chain.store, NEED_ID).count).toBe(4);
    expect(day.auction).toMatchObject({ minGroup: 10, hides: 0 });
  });

  test('a module’s mistakes halt: a book opened twice, a group that no count is compared with', () => {
    const need = new TestNeed().open();
    const { ctx, store } = need.chain;
    expect(() => openBook(ctx, new Overlay(store), openingOf())).toThrow('opened once');
    for (const minGroup of [0, -1, MAX_GROUP + 1]) {
      const opening = openingOf({ id: NEED_ID + 1n, minGroup });
      expect(() => openBook(ctx, new Overlay(store), opening)).toThrow(RangeError);
    }
  });

  test('times leave everybody what genesis says', () => {
    const windows = { ...GENESIS.windows, gate: 100, release: 200, close: 300 };
    const times = { gate: START + 100n, release: START + 300n, close: START + 600n };
    expect(shortBookTime(windows, times, START)).toBeUndefined();
    expect(shortBookTime(windows, times, START + 1n)).toEqual({ field: 'gate', least: 100 });
    expect(shortBookTime(windows, times)).toBeUndefined();
    expect(shortBookTime(windows, { ...times, release: START + 299n }, START)).toEqual({
      field: 'release',
      least: 200,
    });
    expect(shortBookTime(windows, { ...times, close: START + 599n }, START)).toEqual({
      field: 'close',
      least: 300,
    });
  });
});

describe('from the gate to the result', () => {
  const need = new TestNeed();
  const { chain } = need;
  const release = (change: Partial<BodyOf<'releaseShare'>> = {}) =>
    chain.tx('releaseShare', need.releaseBody(change));
  const clear = (batch: number, change: Partial<BodyOf<'clear'>> = {}) =>
    chain.tx('clear', { auctionId: NEED_ID, batch, stateOut: 5n, ...change });
  const close = (change: Partial<BodyOf<'close'>> = {}) =>
    chain.tx('close', { ...need.closeBody(), ...change });
  const voided = (auctionId = NEED_ID) => chain.tx('voidAuction', { auctionId });
  const anyClose = () => {
    const zeros = Array<number>(K).fill(0);
    const body = { traded: 0n, enough: 0, volume: 0n, p: zeros, lambdaBuy: zeros, lambdaSell: zeros };
    return chain.tx('close', { auctionId: NEED_ID, ...body });
  };

  beforeAll(() => void need.open().offers(10));

  describe('sealed', () => {
    refuses(
      () => need,
      [
        ['a release before the gate', () => release(), 'PHASE_WRONG', undefined, NEED_TIMES.gate - 1n],
        ['a release too late', () => release(), 'PHASE_WRONG', undefined, NEED_TIMES.release],
        ['a release of no book', () => release({ auctionId: 5n }), 'AUCTION_UNKNOWN', 'auctionId'],
        ['no scalar', () => release({ scalar: 0n }), 'VALUE_OUT_OF_RANGE', 'scalar', NEED_TIMES.gate],
        [
          'a scalar beyond the subgroup',
          () => release({ scalar: SUBGROUP_ORDER }),
          'VALUE_OUT_OF_RANGE',
          'scalar',
          NEED_TIMES.gate,
        ],
        [
          'the operator’s scalar',
          () => release({ scalar: OPERATOR }),
          'SHARE_MISMATCH',
          'scalar',
          NEED_TIMES.gate,
        ],
        ['a list without the steps', () => release({ count: 10 }), 'BOOK_DIFFERS', 'count', NEED_TIMES.gate],
        ['another list of that length', () => release({ fold: 7n }), 'BOOK_DIFFERS', 'fold', NEED_TIMES.gate],
        ['a batch of what is sealed', () => clear(0), 'SHARE_NOT_RELEASED', undefined, NEED_TIMES.gate],
        ['a result of what is sealed', () => anyClose(), 'SHARE_NOT_RELEASED', undefined, NEED_TIMES.gate],
        ['a void in time', () => voided(), 'NOT_VOIDABLE', undefined, NEED_TIMES.release - 1n],
        ['a void of no book', () => voided(5n), 'AUCTION_UNKNOWN', 'auctionId', NEED_TIMES.release],
      ],
    );
  });

  describe('released', () => {
    beforeAll(() => void need.release());
    refuses(
      () => need,
      [
        ['a second release', () => release(), 'SHARE_ALREADY_RELEASED'],
        ['a batch left out', () => clear(1), 'BATCH_OUT_OF_ORDER', 'batch'],
        ['a batch at the deadline', () => clear(0), 'PHASE_WRONG', undefined, NEED_TIMES.close],
        ['a batch of no book', () => clear(0, { auctionId: 5n }), 'AUCTION_UNKNOWN', 'auctionId'],
        ['a result before all batches', () => close(), 'CLEARING_INCOMPLETE'],
        [
          'a void while the operator has time',
          () => voided(),
          'NOT_VOIDABLE',
          undefined,
          NEED_TIMES.close - 1n,
        ],
      ],
    );
  });

  describe('cleared', () => {
    beforeAll(() => void need.clear());
    test('begins with the public entries, which are folded as the rest', () => {
      const { foldEnd } = foldBounds(chain.store, entryList(chain.ctx, chain.store, NEED_ID), 0);
      const first = STEP_ORDERS.map(commitmentOf).slice(0, PARAMS.clearN);
      expect(foldEnd).toBe(first.reduce((f, c) => fold(hasher, f, c), NEED_ID));
    });

    test('close is proven for the group that the book asks for', () => {
      const signals = publicSignals(chain.ctx, chain.store, close(), 9n)[0]!;
      expect(signals.slice(-2)).toEqual([BigInt(GROUP.minGroup), 1n]);
    });

    refuses(
      () => need,
      [
        ['a batch more', () => clear(Math.ceil(13 / PARAMS.clearN)), 'BATCH_OUT_OF_ORDER', 'batch'],
        ['a volume of too few', () => close({ enough: 0 }), 'RESULT_INVALID', 'volume'],
        ['levels of too few', () => close({ enough: 0, volume: 0n }), 'RESULT_INVALID', 'traded'],
        ['a result at the deadline', () => close(), 'PHASE_WRONG', undefined, NEED_TIMES.close],
      ],
    );
  });

  describe('closed', () => {
    let before: ReturnType<typeof balances>;
    beforeAll(() => {
      before = balances(need);
      expect(need.book.endedAt).toBe(0n);
      need.close();
    });

    test('gives both locks back, and what thirteen brought', () => {
      expect(balances(need)).toEqual({
        ...before,
        operator: before.operator + LOCK,
        regulator: before.regulator + LOCK,
        roleBonds: 0n,
      });
      const result = getResult(chain.store, NEED_ID)!;
      expect([need.outcome, result.enough, result.volume > 0n]).toEqual(['cleared', true, true]);
      expect(need.book.endedAt).toBe(chain.head.time);
      expect(need.books.sealed.get(NEED_ID)!.result).toEqual(result);
    });

    refuses(
      () => need,
      [
        ['a second result', () => anyClose(), 'AUCTION_ALREADY_FINAL'],
        ['a batch', () => clear(0), 'AUCTION_ALREADY_FINAL'],
        ['a release', () => release(), 'AUCTION_ALREADY_FINAL'],
        ['a void', () => voided(), 'AUCTION_ALREADY_FINAL', undefined, NEED_TIMES.close],
      ],
    );
  });
});

describe('nine offers and three steps are twelve orders, and not enough', () => {
  // By the market's ten they would be.
  const closed = (hides: 0 | 1) => {
    const need = new TestNeed().open({ hides }).offers(9).release().clear().close();
    expect([need.outcome, need.book.outcome]).toEqual(['void', 'closed']);
    expect(balances(need).roleBonds).toBe(0n);
    return getResult(need.chain.store, NEED_ID)!;
  };

  test('a book that hides shows zeros: the margin of the steps would be the sum of the offers', () => {
    expect(closed(1)).toEqual(emptyResult(PARAMS));
  });

  test('any other shows levels and margins, and the volume alone not', () => {
    const { enough, volume, traded, lambdaBuy } = closed(0);
    expect([enough, volume]).toEqual([false, 0n]);
    expect([traded > 0n, lambdaBuy.some((margin) => margin > 0)]).toEqual([true, true]);
  });
});

describe('silence', () => {
  const silent = (until: (need: TestNeed) => unknown, time: bigint, outage?: boolean) => {
    const chain = new TestChain();
    chain.windows = { ...GENESIS.windows, outage: outage ? 300 : 0 };
    const need = new TestNeed(chain).open().offers(2);
    until(need);
    const before = balances(need);
    if (outage) need.books.outages.push({ from: need.chain.head.time, to: time });
    chain.at(time);
    need.send('voidAuction', { auctionId: NEED_ID });
    const after = balances(need);
    expect(after.roleBonds).toBe(0n);
    return {
      need,
      operator: after.operator - before.operator,
      regulator: after.regulator - before.regulator,
      deposits: after.deposits - before.deposits,
    };
  };

  test.each([
    ['the regulator’s', () => {}, NEED_TIMES.release, LOCK, 0n],
    ['the operator’s', (n: TestNeed) => n.release(), NEED_TIMES.close, 0n, LOCK],
  ] as const)('%s costs its lock, which joins the deposits', (_name, until, time, operator, regulator) => {
    const { need, ...moved } = silent(until, time);
    expect(moved).toEqual({ operator, regulator, deposits: LOCK });
    expect([need.book.outcome, need.book.forfeit, need.outcome]).toEqual(['void', LOCK, 'void']);
    expect(need.book.endedAt).toBe(time);
    expect(need.books.sealed.get(NEED_ID)!.forfeit).toBe(LOCK);
    expect(getResult(need.chain.store, NEED_ID)).toBeUndefined();
  });

  test.each([
    ['the regulator', () => {}, NEED_TIMES.release],
    ['the operator', (n: TestNeed) => n.release(), NEED_TIMES.close],
  ] as const)('costs nothing where an outage kept %s from speaking', (_name, until, time) => {
    const { need, ...moved } = silent(until, time, true);
    expect(moved).toEqual({ operator: LOCK, regulator: LOCK, deposits: 0n });
    expect([need.book.outcome, need.book.forfeit]).toEqual(['void', 0n]);
  });

  describe('once void', () => {
    const { need } = silent(() => {}, NEED_TIMES.release);
    const { chain } = need;
    refuses(
      () => need,
      [
        ['a release', () => chain.tx('releaseShare', need.releaseBody()), 'AUCTION_VOID'],
        ['a batch', () => chain.tx('clear', { auctionId: NEED_ID, batch: 0, stateOut: 1n }), 'AUCTION_VOID'],
        ['a second void', () => chain.tx('voidAuction', { auctionId: NEED_ID }), 'AUCTION_ALREADY_FINAL'],
      ],
    );
  });
});
