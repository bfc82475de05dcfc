import { laneSums, standing, tagList, termsOf } from '@veilgrid/node/state/core/groups/group';
import { listNotes } from '@veilgrid/node/state/core/money/notes';
import { ordersOf } from '@veilgrid/node/state/market/order';
import { settleAuction } from '@veilgrid/node/state/market/settleAuction';
import { listSettlements } from '@veilgrid/node/state/market/settlement';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { fold } from '@veilgrid/protocol/core/lists';
import type { SettleBody } from '@veilgrid/protocol/market/settlement';
import { MONEY } from '@veilgrid/protocol/params';
import type { BodyOf } from '../support/chain.js';
import { leaveNoteRoom, refuses } from '../support/chain.js';
import { TestDay } from '../support/day.js';
import { GENESIS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { AUCTION_ID, DAY, TIMES } from '../support/slot.js';

describe('settlements', () => {
  const day = new TestDay().prepare().open().order().release().clear();
  const { chain, households } = day;

  test('wait for the close', () => {
    expect(() => day.settleTx(households[0]!)).toThrow('SETTLEMENT_NOT_OPEN');
  });

  describe('of a closed auction', () => {
    let settled: SettleBody[];
    beforeAll(() => {
      day.close().statusList();
      day.settling();
      settled = [4, 1, 7].map((i) => {
        const tx = day.settleTx(households[i]!);
        chain.submit(tx);
        return tx.body as SettleBody;
      });
    });
    const settle = (i: number, difference: Partial<BodyOf<'settle'>> = {}) => {
      const tx = day.settleTx(households[i]!);
      return chain.tx('settle', { ...(tx.body as SettleBody), ...difference });
    };
    test('stand on the ledger in order, refunds as notes', () => {
      const listed = listSettlements(chain.store, AUCTION_ID, 0, 100);
      const kept = settled.map(({ auctionId: _, lanes: __, ...record }) => record);
      expect(listed).toEqual(kept);
      expect(listed.map((s) => s.status)).toEqual([0, 1, 0]);
      const refunds = listNotes(chain.store, 24, 100);
      expect(refunds.map((n) => [n.origin, n.cm])).toEqual(settled.map((s) => ['refund', s.refundCm]));
    });

    test('count whom nobody knows', () => {
      expect(standing(chain.store, AUCTION_ID)).toEqual({ status0: 2, open: 0 });
    });

    test('add up their masked lanes and fold both tags', () => {
      const sums = settled[0]!.lanes.map((_, i) => mod(settled.reduce((sum, s) => sum + s.lanes[i]!, 0n)));
      expect(laneSums(chain.ctx, chain.store, AUCTION_ID)).toEqual(sums);
      const folded = (tags: bigint[]) => tags.reduce((f, tag) => fold(hasher, f, tag), AUCTION_ID);
      const list = (role: 'A' | 'B') => tagList(chain.ctx, chain.store, AUCTION_ID, role);
      expect(list('A')).toMatchObject({ count: 3, current: folded(settled.map((s) => s.tagA)) });
      expect(list('B')).toMatchObject({ count: 3, current: folded(settled.map((s) => s.tagB)) });
    });

    test("are proven against the gate's orders and the published result", () => {
      const { traded, enough, volume, p, lambdaBuy, lambdaSell } = day.closeBody();
      expect(settleAuction(chain.ctx, chain.store, AUCTION_ID)).toMatchObject({
        groupId: AUCTION_ID,
        terms: termsOf(chain.store, AUCTION_ID),
        late: false,
        auctionId: AUCTION_ID,
        chainId: GENESIS.chainId,
        day: DAY,
        orderRoot: ordersOf(chain.store, AUCTION_ID).root,
        asset: MONEY,
        dsoDataKey: GENESIS.dsoDataKey,
        market: day.market,
        result: { traded, enough: enough === 1, volume, p, lambdaBuy, lambdaSell },
      });
    });

    refuses(
      () => chain,
      [
        ['an unknown auction', () => settle(2, { auctionId: 5n }), 'AUCTION_UNKNOWN', 'auctionId'],
        ['too early', () => settle(2), 'SETTLEMENT_NOT_OPEN', undefined, TIMES.settleFrom - 1n],
        ['too late', () => settle(2), 'SETTLEMENT_NOT_OPEN', undefined, TIMES.settleEnd],
        ['an order settled before', () => settle(2, { nf: settled[0]!.nf }), 'ALREADY_SETTLED', 'nf'],
        ["A's tag twice", () => settle(2, { tagA: settled[0]!.tagA }), 'TAG_USED', 'tagA'],
        ["B's tag twice", () => settle(2, { tagB: settled[0]!.tagB }), 'TAG_USED', 'tagB'],
        ["the DSO's reading of a meter that works", () => settle(2, { status: 1 }), 'STATUS_WRONG', 'status'],
        ['a status that does not exist', () => settle(2, { status: 2 }), 'STATUS_WRONG', 'status'],
        ['an old note', () => settle(2, { refundCm: settled[0]!.refundCm }), 'COMMITMENT_EXISTS', 'refundCm'],
        ['the empty leaf', () => settle(2, { refundCm: 0n }), 'VALUE_OUT_OF_RANGE', 'refundCm'],
        ['an open bit that is none', () => settle(2, { open: 2 }), 'VALUE_OUT_OF_RANGE', 'open'],
      ],
    );
  });
});

describe('a point on the status list', () => {
  const day = new TestDay().prepare().open().order().release().clear().close().statusList();
  const { chain } = day.settle(1);
  const settle = (status: number) =>
    chain.tx('settle', { ...(day.settleTx(day.households[1]!).body as SettleBody), status });
  refuses(() => chain, [["settles on the meter's reading", () => settle(0), 'STATUS_WRONG', 'status']]);
  test("settles on the DSO's", () => {
    expect(chain.refusal(chain.verified(settle(1)))).toBeUndefined();
  });

  test('needs room for its refund', () => {
    leaveNoteRoom(chain, 0);
    expect(chain.refusal(chain.verified(settle(1)))?.code).toBe('NOTE_TREE_FULL');
  });
});
