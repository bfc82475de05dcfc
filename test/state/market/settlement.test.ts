import { laneSums, tagList } from '@veilgrid/node/state/core/groups/group';
import { listNotes } from '@veilgrid/node/state/core/money/notes';
import { ordersOf } from '@veilgrid/node/state/market/order';
import { listSettlements, settleAuction } from '@veilgrid/node/state/market/settlement';
import { getStatusList } from '@veilgrid/node/state/market/statusList';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { fold } from '@veilgrid/protocol/core/lists';
import type { SettleBody } from '@veilgrid/protocol/market/settlement';
import { LATE_BILL_SECONDS, MONEY } from '@veilgrid/protocol/params';
import type { BodyOf } from '../support/chain.js';
import { leaveNoteRoom, refuses } from '../support/chain.js';
import { TestDay } from '../support/day.js';
import { GENESIS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { MarketDay } from '../support/marketDay.js';
import { AUCTION_ID, DAY, slotOf, TIMES } from '../support/slot.js';

describe('the status list', () => {
  const { chain } = new TestDay().prepare().open();
  const list = (tags: bigint[], auctionId = AUCTION_ID) => chain.tx('statusList', { auctionId, tags });
  chain.at(TIMES.settleFrom - 1n);

  refuses(
    () => chain,
    [
      ['of an unknown auction', () => list([1n], 5n), 'AUCTION_UNKNOWN', 'auctionId'],
      ['before the gate', () => list([1n]), 'PHASE_WRONG', undefined, TIMES.gate - 1n],
      ['once settlement is open', () => list([1n]), 'PHASE_WRONG', undefined, TIMES.settleFrom],
      ['a tag twice', () => list([1n, 2n, 1n]), 'STATUS_LIST_INVALID', 'tags'],
    ],
  );

  describe('posted', () => {
    beforeAll(() => chain.submit(list([3n, 2n])));
    test('is kept', () => expect(getStatusList(chain.store, AUCTION_ID)).toEqual([3n, 2n]));
    refuses(() => chain, [['twice', () => list([]), 'STATUS_LIST_EXISTS']]);
  });
});

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
      chain.at(TIMES.settleFrom);
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
    const late = (nf: bigint, auctionId = AUCTION_ID) => chain.tx('lateBill', { auctionId, nf });

    test('stand on the ledger in order, refunds as notes', () => {
      const listed = listSettlements(chain.store, AUCTION_ID, 0, 100);
      const kept = settled.map(({ auctionId: _, lanes: __, ...record }) => record);
      expect(listed).toEqual(kept);
      expect(listed.map((s) => s.status)).toEqual([0, 1, 0]);
      const refunds = listNotes(chain.store, 24, 100);
      expect(refunds.map((n) => [n.origin, n.cm])).toEqual(settled.map((s) => ['refund', s.refundCm]));
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
      expect(settleAuction(chain.ctx, chain.store, AUCTION_ID)).toEqual({
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
        ['a late bill before the end', () => late(99n), 'LATE_BILL_CLOSED', undefined, TIMES.settleEnd - 1n],
        [
          'a late bill after sixty days',
          () => late(99n),
          'LATE_BILL_CLOSED',
          undefined,
          TIMES.settleEnd + BigInt(LATE_BILL_SECONDS),
        ],
        [
          'a late bill of a settled day',
          () => late(settled[0]!.nf),
          'ALREADY_SETTLED',
          'nf',
          TIMES.settleEnd,
        ],
        ['a late bill of an unknown auction', () => late(99n, 5n), 'AUCTION_UNKNOWN', 'auctionId'],
      ],
    );

    test('a late bill uses the nullifier up', () => {
      const { nf } = settle(2).body as SettleBody;
      chain.at(TIMES.settleEnd).submit(late(nf));
      expect(chain.refusal(chain.verified(late(nf)))?.code).toBe('ALREADY_SETTLED');
      chain.at(TIMES.settleFrom);
      expect(chain.refusal(chain.verified(settle(2)))?.code).toBe('ALREADY_SETTLED');
    });
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

describe('a late bill of another auction', () => {
  const day = new TestDay().prepare().open();
  const { chain, households } = day;
  const next = new MarketDay(chain, slotOf(1));

  test('does not use up a nullifier of this one, which DSO and supplier may have seen on its way', () => {
    next.tariff().open();
    day.order();
    next.void(next.at.release);
    chain.at(next.at.settleFrom);
    const settlement = chain.tx('settle', households[0]!.settle(chain, next.id));
    const { nf } = settlement.body as SettleBody;
    chain.submit(chain.tx('lateBill', { auctionId: AUCTION_ID, nf }));
    chain.submit(settlement);
  });
});
