import { clearingProgress } from '@veilgrid/node/state/core/books/clear';
import { getResult } from '@veilgrid/node/state/core/books/close';
import { entryList } from '@veilgrid/node/state/core/books/entries';
import { getSupply } from '@veilgrid/node/state/core/money/accounts';
import { publicSignals } from '@veilgrid/node/state/handlers';
import { listOrders } from '@veilgrid/node/state/market/order';
import { clearSignals } from '@veilgrid/protocol/core/books/clear';
import { fold } from '@veilgrid/protocol/core/lists';
import { NO_MARGIN } from '@veilgrid/protocol/params';
import type { BodyOf } from '../support/chain.js';
import { refuses } from '../support/chain.js';
import { TestDay } from '../support/day.js';
import { PARAMS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { AUCTION_ID, TIMES } from '../support/slot.js';

const { clearN } = PARAMS;

/** From which fold of the orders to which each batch goes. */
function foldsOf({ chain }: TestDay) {
  const folds = [AUCTION_ID];
  for (const { c } of listOrders(chain.store, AUCTION_ID, 0, 100)) folds.push(fold(hasher, folds.at(-1)!, c));
  const at = (batch: number) => folds[Math.min(clearN * batch, folds.length - 1)]!;
  return (batch: number) => ({ foldStart: at(batch), foldEnd: at(batch + 1) });
}

describe('clearing', () => {
  const day = new TestDay().prepare().open().order();
  const { chain } = day;
  const bodies = day.clearBodies();
  const clear = (batch: number, difference: Partial<BodyOf<'clear'>> = {}) =>
    chain.tx('clear', { ...bodies[batch % bodies.length]!, batch, ...difference });
  const close = (difference: Partial<BodyOf<'close'>> = {}) =>
    chain.tx('close', { ...day.closeBody(), ...difference });

  describe('before the release', () => {
    refuses(
      () => chain.at(TIMES.gate),
      [
        ['a batch', () => clear(0), 'SHARE_NOT_RELEASED'],
        ['a close', () => close(), 'SHARE_NOT_RELEASED'],
      ],
    );
  });

  describe('in batches', () => {
    beforeAll(() => {
      day.release();
      for (const batch of [0, 1, 2]) chain.submit(clear(batch));
    });

    test('each refolds its own orders on the state before', () => {
      const tx = clear(3);
      const chained = { ...foldsOf(day)(3), stateIn: bodies[2]!.stateOut };
      const body = tx.body as BodyOf<'clear'> & { sequence: bigint };
      expect(publicSignals(chain.ctx, chain.store, tx, 7n)).toEqual([clearSignals(body, 7n, chained)]);
      expect(clearingProgress(chain.store, AUCTION_ID)).toEqual({ next: 3, state: bodies[2]!.stateOut });
    });

    refuses(
      () => chain,
      [
        ['a batch twice', () => clear(2), 'BATCH_OUT_OF_ORDER', 'batch'],
        ['a batch left out', () => clear(4), 'BATCH_OUT_OF_ORDER', 'batch'],
        ['an unknown auction', () => clear(3, { auctionId: 5n }), 'AUCTION_UNKNOWN', 'auctionId'],
        ['a batch at the deadline', () => clear(3), 'PHASE_WRONG', undefined, TIMES.close],
        ['a close too early', () => close(), 'CLEARING_INCOMPLETE'],
        ['the close of an unknown auction', () => close({ auctionId: 5n }), 'AUCTION_UNKNOWN', 'auctionId'],
      ],
    );
  });

  describe('started again', () => {
    beforeAll(() => chain.submit(clear(0)));
    refuses(() => chain, [['the batch that was due before', () => clear(3), 'BATCH_OUT_OF_ORDER', 'batch']]);

    test('the old proof of the next batch does not fit a new state', () => {
      const before = chain.verified(clear(1));
      chain.submit(clear(0, { stateOut: 5n }));
      expect(chain.refusal(before)?.code).toBe('SEQUENCE_WRONG');
      const { tx } = chain.verified(clear(1));
      const stale = { ...chain.verified(tx), signals: before.signals };
      expect(chain.refusal(stale)?.code).toBe('SIGNALS_CHANGED');
    });
  });

  describe('done', () => {
    beforeAll(() => day.clear());
    const first = (values: readonly number[], value: number, at = 0) =>
      values.map((v, k) => (k === at ? value : v));
    const result = () => day.closeBody();

    refuses(
      () => chain,
      [
        ['one batch more', () => clear(bodies.length), 'BATCH_OUT_OF_ORDER', 'batch'],
        ['a close at the deadline', () => close(), 'PHASE_WRONG', undefined, TIMES.close],
        [
          'a bit above the last period',
          () => close({ traded: result().traded | (1n << BigInt(PARAMS.K)) }),
          'RESULT_INVALID',
          'traded',
        ],
        ['a flag of 2', () => close({ enough: 2 }), 'RESULT_INVALID', 'enough'],
        ['a volume of too few', () => close({ volume: 1n }), 'RESULT_INVALID', 'volume'],
        ['a price without trade', () => close({ p: first(result().p, 5, 2) }), 'RESULT_INVALID', 'p.2'],
        [
          'a margin without trade',
          () => close({ lambdaBuy: first(result().lambdaBuy, 1, 2) }),
          'RESULT_INVALID',
          'lambdaBuy.2',
        ],
        [
          'a margin beyond u24',
          () => close({ lambdaSell: first(result().lambdaSell, NO_MARGIN + 1) }),
          'RESULT_INVALID',
          'lambdaSell.0',
        ],
      ],
    );

    test('may start again even now, and closes after all batches', () => {
      chain.submit(clear(0));
      expect(chain.refusal(chain.verified(close()))?.code).toBe('CLEARING_INCOMPLETE');
      day.clear();
      const { accounts } = getSupply(chain.store);
      chain.at(TIMES.close - 1n).submit(close());
      const { traded, enough, volume, p, lambdaBuy, lambdaSell } = result();
      expect(getResult(chain.store, AUCTION_ID)).toEqual({
        traded,
        enough: enough === 1,
        volume,
        p,
        lambdaBuy,
        lambdaSell,
      });
      expect(day.auction.outcome).toBe('closed');
      expect(getSupply(chain.store).accounts).toEqual({
        ...accounts,
        operator: accounts.operator + day.auction.lock,
        regulator: accounts.regulator + day.auction.lock,
      });
    });

    describe('closed', () => {
      refuses(
        () => chain,
        [
          ['another batch', () => clear(0), 'AUCTION_ALREADY_FINAL'],
          ['another close', () => close(), 'AUCTION_ALREADY_FINAL'],
          [
            'void',
            () => chain.tx('voidAuction', { auctionId: AUCTION_ID }),
            'AUCTION_ALREADY_FINAL',
            undefined,
            TIMES.close,
          ],
        ],
      );
    });
  });
});

test.each([1, 4, 5])('%i orders are cleared in batches of which the last may be partly filled', (count) => {
  const day = new TestDay().prepare().open().order(count).release();
  const { chain } = day;
  const bounds = foldsOf(day);
  const bodies = day.clearBodies();
  expect(bodies).toHaveLength(Math.ceil(count / clearN));
  bodies.forEach((body, batch) => {
    expect(chain.refusal(chain.verified(chain.tx('close', day.closeBody())))?.code).toBe(
      'CLEARING_INCOMPLETE',
    );
    const tx = chain.tx('clear', body);
    const chained = { ...bounds(batch), stateIn: bodies[batch - 1]?.stateOut ?? 0n };
    const signed = tx.body as BodyOf<'clear'> & { sequence: bigint };
    expect(publicSignals(chain.ctx, chain.store, tx, 7n)).toEqual([clearSignals(signed, 7n, chained)]);
    chain.submit(tx);
  });
  expect(bounds(bodies.length - 1).foldEnd).toBe(entryList(chain.ctx, chain.store, AUCTION_ID).current);
  day.close();
});

test('an auction without orders takes one batch, which folds nothing, and closes', () => {
  const day = new TestDay().prepare().open().release();
  const [body] = day.clearBodies();
  const tx = day.chain.tx('clear', body!);
  const [[, , , foldStart, foldEnd] = []] = publicSignals(day.chain.ctx, day.chain.store, tx, 7n);
  expect([foldStart, foldEnd]).toEqual([AUCTION_ID, AUCTION_ID]);
  expect(day.chain.refusal(day.chain.verified(day.chain.tx('close', day.closeBody())))?.code).toBe(
    'CLEARING_INCOMPLETE',
  );
  day.clear().close();
  expect(getResult(day.chain.store, AUCTION_ID)?.traded).toBe(0n);
});
