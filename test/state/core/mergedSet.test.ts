import { maskSumProgress } from '@veilgrid/node/state/core/groups/maskSum';
import { mergedSet } from '@veilgrid/node/state/core/groups/mergedSet';
import { getSupply } from '@veilgrid/node/state/core/money/accounts';
import { publicSignals } from '@veilgrid/node/state/handlers';
import { requireAuction } from '@veilgrid/node/state/market/auction';
import { ordersOf } from '@veilgrid/node/state/market/order';
import { getPublication } from '@veilgrid/node/state/market/publication';
import { listSettlements } from '@veilgrid/node/state/market/settlement';
import { type MaskSumBody, maskSumSignals } from '@veilgrid/protocol/core/groups/maskSum';
import { fold } from '@veilgrid/protocol/core/lists';
import { refuses, type TestChain } from '../support/chain.js';
import { TestDay } from '../support/day.js';
import { PARAMS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { LaterDay } from '../support/laterDay.js';
import { AUCTION_ID, TIMES } from '../support/slot.js';

const SIZES = [7, 5, 11] as const;
const { maskN } = PARAMS;
/** Batches of each day, of which none is filled to its end, and the number of its first one in all. */
const BATCHES = SIZES.map((size) => Math.ceil(size / maskN));
const FIRSTS = BATCHES.map((_, i) => BATCHES.slice(0, i).reduce((a, b) => a + b, 0));
const [, FEW, MANY] = FIRSTS as [number, number, number];

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
  const bodies = day.maskBodies('A', ids);
  const sum = (i: number, difference: Partial<MaskSumBody> = {}) =>
    chain.tx('maskSum', { ...bodies[i]!, ...difference });
  const publishTx = (auctionId: bigint) => chain.tx('publish', { auctionId });

  describe('before a large one is frozen', () => {
    refuses(
      () => chain.at(many.at.settleEnd - 1n),
      [
        ['a mask sum of the first', () => sum(0), 'GROUP_TOO_SMALL'],
        ['a mask sum of the second', () => sum(FEW), 'GROUP_TOO_SMALL'],
        ['a mask sum of the large one', () => sum(MANY), 'PHASE_WRONG'],
        ['publication of the first', () => publishTx(AUCTION_ID), 'GROUP_TOO_SMALL'],
      ],
    );
    test('wait, and are no set', () => {
      chain.at(many.at.settleEnd - 1n);
      expect(ids.map((id) => setOf(chain, id))).toEqual([[], [], []]);
    });
  });

  describe('once it is', () => {
    test('are one set with it, in the order in which they froze', () => {
      chain.at(many.at.settleEnd);
      expect(ids.map((id) => setOf(chain, id))).toEqual([ids, ids, ids]);
    });

    refuses(
      () => chain.at(many.at.settleEnd),
      [
        ['the large one alone, as its own first batch', () => sum(MANY), 'BATCH_OUT_OF_ORDER', 'batch'],
        [
          'the large one alone, from another batch',
          () => sum(bodies.length - 1),
          'BATCH_OUT_OF_ORDER',
          'batch',
        ],
        ['the second before the first', () => sum(FEW), 'BATCH_OUT_OF_ORDER', 'batch'],
        ['a batch beyond its auction', () => sum(0, { batch: FEW }), 'BATCH_OUT_OF_ORDER', 'batch'],
        [
          'publication before the sums',
          () => publishTx(many.id),
          'MASK_SUM_MISSING',
          undefined,
          many.at.publish,
        ],
        [
          'publication of a small one',
          () => publishTx(few.id),
          'GROUP_TOO_SMALL',
          undefined,
          many.at.publish,
        ],
      ],
    );

    test('run through one chain of batches, and the last alone opens', () => {
      chain.at(many.at.settleEnd);
      expect(bodies.map(({ auctionId, batch }) => [ids.indexOf(auctionId), batch])).toEqual(
        BATCHES.flatMap((count, day) => Array.from({ length: count }, (_, batch) => [day, batch])),
      );
      bodies.forEach((body, i) => {
        const tags = listSettlements(chain.store, body.auctionId, 0, 100).map((s) => s.tagA);
        const upTo = (n: number) => tags.slice(0, n).reduce((f, tag) => fold(hasher, f, tag), body.auctionId);
        const tx = sum(i);
        expect(publicSignals(chain.ctx, chain.store, tx, 7n)).toEqual(
          maskSumSignals(tx.body as MaskSumBody, 'A', 7n, {
            foldStart: upTo(maskN * body.batch),
            foldEnd: upTo(maskN * (body.batch + 1)),
            stateIn: i === 0 ? 0n : bodies[i - 1]!.stateOut,
            first: i === 0,
            last: i === bodies.length - 1,
          }),
        );
        chain.submit(tx);
        expect(maskSumProgress(chain.store, many.id, 0)).toEqual({ next: i + 1, state: body.stateOut });
        // From the start again, in the midst of another auction's batches.
        if (i === FEW) for (let again = 0; again <= FEW; again++) chain.submit(sum(again));
      });
    });

    describe('after the last batch', () => {
      refuses(
        () => chain,
        ids.map((_, i) => [
          `another batch of ${i}`,
          () => sum(FIRSTS[i]!),
          'MASK_SUM_FINAL',
          undefined,
          many.at.settleEnd,
        ]),
      );
    });

    test('are published as one, and share their money as one', () => {
      for (const body of day.maskBodies('B', ids)) chain.submit(chain.tx('maskSum', body));
      const before = getSupply(chain.store);
      many.publish();
      const aggregate = getPublication(chain.store, many.id)!;
      expect(ids.map((id) => getPublication(chain.store, id))).toEqual([aggregate, aggregate, aggregate]);
      const load = (k: number, of: 'imported' | 'exported') =>
        SIZES.flatMap((n) => day.households.slice(0, n)).reduce(
          (wh, h) => wh + BigInt(h.readings()[k]![of]),
          0n,
        );
      expect(aggregate.imports).toEqual(aggregate.imports.map((_, k) => load(k, 'imported')));
      expect(aggregate.exports).toEqual(aggregate.exports.map((_, k) => load(k, 'exported')));
      const auctions = ids.map((id) => requireAuction(chain.store, id));
      const total = (xs: readonly bigint[]) => xs.reduce((a, b) => a + b, 0n);
      const bonds = total(auctions.map((a) => a.bond));
      const deposits = total(ids.map((id) => ordersOf(chain.store, id).deposits));
      expect(aggregate).toMatchObject({ auctions: ids, members: 23, deposits, dsoShare: aggregate.network });
      expect(aggregate.supplierShare).toBe(bonds + deposits - aggregate.refund - aggregate.network);
      const after = getSupply(chain.store);
      expect(after.accounts.supplier - before.accounts.supplier).toBe(aggregate.supplierShare);
      expect([after.bonds, after.deposits]).toEqual([0n, 0n]);
      // Bonds of operators and regulators of days that went void are where they were.
      expect(after.roleBonds).toBe(before.roleBonds);
    });

    describe('then', () => {
      refuses(
        () => chain.at(many.at.publish),
        [
          ['publication of the large one', () => publishTx(many.id), 'ALREADY_PUBLISHED'],
          [
            'publication of a small one',
            () => publishTx(few.id),
            'ALREADY_PUBLISHED',
            undefined,
            many.at.publish,
          ],
          ['a mask sum of a small one', () => sum(FEW), 'MASK_SUM_FINAL'],
        ],
      );
      test('the set stays what it was', () => {
        expect(setOf(chain, few.id)).toEqual(ids);
      });
    });
  });
});

test('a day of ten before it does not open a set that froze later', () => {
  const day = new TestDay().prepare().open().order().release().clear().close().settle(10);
  const few = new LaterDay(day.chain, 3).open().order(3);
  few.void(few.at.release).settle(day.households.slice(0, 3), -1);
  day.chain.at(few.at.settleEnd);
  expect([setOf(day.chain, AUCTION_ID), setOf(day.chain, few.id)]).toEqual([[AUCTION_ID], []]);
  expect(TIMES.settleEnd < few.at.settleEnd).toBe(true);
});
