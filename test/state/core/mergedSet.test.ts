import { termsOf } from '@veilgrid/node/state/core/groups/group';
import { maskSumProgress } from '@veilgrid/node/state/core/groups/maskSum';
import { mergedSet } from '@veilgrid/node/state/core/groups/mergedSet';
import { readSum } from '@veilgrid/node/state/core/groups/openedSum';
import { getSupply } from '@veilgrid/node/state/core/money/accounts';
import { publicSignals } from '@veilgrid/node/state/handlers';
import { requireAuction } from '@veilgrid/node/state/market/auction';
import { ordersOf } from '@veilgrid/node/state/market/order';
import { getPublication } from '@veilgrid/node/state/market/publication';
import { listSettlements } from '@veilgrid/node/state/market/settlement';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { type MaskSumBody, maskSumSignals } from '@veilgrid/protocol/core/groups/maskSum';
import { fold } from '@veilgrid/protocol/core/lists';
import { type BodyOf, refuses, type TestChain } from '../support/chain.js';
import { TestDay } from '../support/day.js';
import { PARAMS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { LaterDay } from '../support/laterDay.js';
import { AUCTION_ID, TIMES } from '../support/slot.js';

const SIZES = [7, 5, 11] as const;
const { maskN } = PARAMS;
/** A cleared day of seven settlements, a void one of five, and one of eleven that takes both in. */
function threeDays() {
  const [first, second, third] = SIZES;
  const day = new TestDay().prepare().open().order().release().clear().close().settle(first);
  const { chain, households } = day;
  const few = new LaterDay(chain, 3).open().order(second);
  few.void(few.at.release).settle(households.slice(0, second), -1);
  const many = new LaterDay(chain, 5).open().order(third);
  many.void(many.at.release).settle(households.slice(0, third), -1);
  return { day, chain, few, many, ids: [AUCTION_ID, few.id, many.id] };
}

const setOf = ({ ctx, store }: TestChain, id: bigint) => mergedSet(ctx, store, id);

describe('sets below ten', () => {
  const { day, chain, few, many, ids } = threeDays();
  const publishTx = (auctionId: bigint) => chain.tx('publish', { auctionId });
  const OWN = Math.ceil(SIZES[2] / maskN);
  const countBodies = day.maskBodies('A', [many.id], 'count');
  const sum = (body: BodyOf<'maskSum'>, difference: Partial<MaskSumBody> = {}) =>
    chain.tx('maskSum', { ...body, ...difference });
  const small = (auctionId: bigint) => sum(countBodies[0]!, { groupId: auctionId });

  describe('before a large one is frozen', () => {
    refuses(
      () => chain.at(many.at.settleEnd - 1n),
      [
        ['a mask sum of the first', () => small(AUCTION_ID), 'GROUP_TOO_SMALL'],
        ['a mask sum of the second', () => small(few.id), 'GROUP_TOO_SMALL'],
        ['a mask sum of the large one', () => sum(countBodies[0]!), 'PHASE_WRONG'],
        ['publication of the first', () => publishTx(AUCTION_ID), 'GROUP_TOO_SMALL'],
      ],
    );
  });

  describe('once it is, until its count is open', () => {
    refuses(
      () => chain.at(many.at.settleEnd),
      [
        ['a mask sum of the first', () => small(AUCTION_ID), 'GROUP_TOO_SMALL'],
        ['the second batch first', () => sum(countBodies[1]!), 'BATCH_OUT_OF_ORDER', 'batch'],
        ['a batch beyond it', () => sum(countBodies[0]!, { batch: OWN }), 'BATCH_OUT_OF_ORDER', 'batch'],
        ['publication', () => publishTx(many.id), 'GROUP_TOO_SMALL', undefined, many.at.publish],
      ],
    );
    test('all wait, and are no set', () => {
      chain.at(many.at.settleEnd);
      expect(ids.map((id) => setOf(chain, id))).toEqual([[], [], []]);
    });
  });

  describe('with its count open', () => {
    beforeAll(() => {
      chain.at(many.at.settleEnd);
      for (const body of countBodies) chain.submit(sum(body));
      for (const body of day.maskBodies('B', [many.id], 'count')) chain.submit(sum(body));
    });
    const words = () => day.maskBodies('A', ids, 'words');

    test('are one set with it, in the order in which they froze', () => {
      expect(ids.map((id) => setOf(chain, id))).toEqual([ids, ids, ids]);
    });

    test('publication waits for the sums', () => {
      chain.at(many.at.publish);
      expect(() => chain.submit(publishTx(many.id))).toThrow('MASK_SUM_MISSING');
      expect(() => chain.submit(publishTx(few.id))).toThrow('GROUP_TOO_SMALL');
      const second = words().find(({ groupId }) => groupId === few.id)!;
      expect(() => chain.submit(sum(second))).toThrow('BATCH_OUT_OF_ORDER');
    });

    test('run on through one chain of batches, and the last alone opens', () => {
      const bodies = words();
      const groups = bodies.map(({ groupId, batch }) => [ids.indexOf(groupId), batch]);
      const batchesOf = (i: number) => Math.ceil(SIZES[i]! / maskN);
      expect(groups).toEqual([0, 1].flatMap((i) => Array.from({ length: batchesOf(i) }, (_, b) => [i, b])));
      for (const [i, body] of bodies.entries()) {
        const tags = listSettlements(chain.store, body.groupId, 0, 100).map((s) => s.tagA);
        const upTo = (n: number) => tags.slice(0, n).reduce((f, tag) => fold(hasher, f, tag), body.groupId);
        const { state } = maskSumProgress(chain.store, many.id, 0);
        const tx = sum(body);
        expect(publicSignals(chain.ctx, chain.store, tx, 7n)).toEqual([
          maskSumSignals(PARAMS, tx.body as MaskSumBody, 'A', 7n, {
            groupId: body.groupId,
            terms: termsOf(chain.store, body.groupId)!,
            foldStart: upTo(maskN * body.batch),
            foldEnd: upTo(maskN * (body.batch + 1)),
            stateIn: state,
            first: false,
            last: i === bodies.length - 1,
            ...{ both: body.both, net: body.net, money: body.money, count: body.count },
          }),
        ]);
        chain.submit(tx);
      }
      for (const id of ids) expect(() => chain.submit(sum(countBodies[0]!, { groupId: id }))).toThrow();
      expect(() => chain.submit(sum(bodies[0]!))).toThrow('MASK_SUM_FINAL');
    });

    test('are published as one, and share their money as one', () => {
      for (const body of day.maskBodies('B', ids, 'words')) chain.submit(sum(body));
      const before = getSupply(chain.store);
      many.publish();
      const aggregate = getPublication(chain.store, many.id)!;
      expect(ids.map((id) => getPublication(chain.store, id))).toEqual([aggregate, aggregate, aggregate]);
      const { words: opened, members } = readSum(chain.store, many.id);
      const net = (k: number) =>
        SIZES.flatMap((n) => day.households.slice(0, n)).reduce((wh, h) => {
          const { imported, exported } = h.readings()[k]!;
          return wh + BigInt(imported - exported);
        }, 0n);
      const shown = opened.nets.map((x, k) => mod(x + opened.imports[k]! - opened.exports[k]!));
      expect(shown).toEqual(opened.nets.map((_, k) => mod(net(k))));
      expect(members).toBe(23);
      const auctions = ids.map((id) => requireAuction(chain.store, id));
      const bonds = auctions.reduce((total, a) => total + a.bond, 0n);
      const deposits = ids.reduce((total, id) => total + ordersOf(chain.store, id).deposits, 0n);
      expect(aggregate).toMatchObject({ auctions: ids, deposits, dsoShare: aggregate.network });
      const after = getSupply(chain.store);
      expect(before.bonds).toBe(bonds);
      expect([after.bonds, after.deposits]).toEqual([0n, 0n]);
    });

    test('then the set stays what it was', () => {
      expect(setOf(chain, few.id)).toEqual(ids);
      chain.at(many.at.publish);
      for (const id of [few.id, many.id]) {
        expect(() => chain.submit(publishTx(id))).toThrow('ALREADY_PUBLISHED');
      }
    });
  });
});

test('a day of ten before it does not open a set that froze later', () => {
  const day = new TestDay().prepare().open().order().release().clear().close().settle(10);
  const few = new LaterDay(day.chain, 3).open().order(3);
  few.void(few.at.release).settle(day.households.slice(0, 3), -1);
  day.chain.at(few.at.settleEnd);
  for (const role of ['A', 'B'] as const) {
    for (const body of day.maskBodies(role)) day.chain.send('maskSum', body);
  }
  expect([setOf(day.chain, AUCTION_ID), setOf(day.chain, few.id)]).toEqual([[AUCTION_ID], []]);
  expect(TIMES.settleEnd < few.at.settleEnd).toBe(true);
});
