/** When the regulator lets its half of a key go, and for which book. */
import { hex } from '@veilgrid/protocol/core/crypto/field';
import type { Api } from '@veilgrid/protocol/routes';
import { memorySecrets, RELEASE_DELAY, Regulator, RoleSigner } from '@veilgrid/services';
import { ensureEnoughOrders } from '@veilgrid/services/market/follow/enoughOrders';
import { genesis } from '../node/support/chain.js';
import { hasher, refusal } from '../node/support/ledger.js';
import { auctionId, GATE, order } from '../node/support/market.js';
import { SIGNERS, secretOf } from '../state/support/genesis.js';
import { REGULATOR_SECRET } from '../state/support/slot.js';
import { coded, dayWith, foldOf, ORDERS, orders, watching } from './support/orderDay.js';

describe('the regulator', () => {
  /** As on a chain whose time nobody moves. */
  const production = { ...genesis, consensus: { ...genesis.consensus, clock: 'block' as const } };
  const due = GATE + RELEASE_DELAY;

  /** @param api of the node that it follows and sends to */
  async function regulator(
    api: Api,
    clock: bigint,
    secrets = memorySecrets([[`share:regulator:${hex(auctionId)}`, String(REGULATOR_SECRET)]]),
  ) {
    const sent: Uint8Array[] = [];
    const heard: Api = {
      ...api,
      submit: (args) => {
        sent.push(args.body.tx);
        return api.submit(args);
      },
    };
    const signer = new RoleSigner('regulator', secretOf(SIGNERS.regulator), genesis, heard);
    const ctx = { genesis: production, hasher, signer, secrets, follower: watching(api), clock: () => clock };
    return { service: new Regulator(ctx), secrets, sent };
  }

  test.each<[string, bigint, bigint]>([
    ['blocks lag behind the gate', GATE - 30n, due + 1_000n],
    ['a block is at the gate', GATE, due + 1_000n],
    ['a block is a second short', due - 1n, due],
    ['its own clock is a second short', due, due - 1n],
    ['the validator runs ahead', due + 1_000n, GATE - 30n],
  ])('keeps its scalar while %s, and says what it saw', async (_name, time, clock) => {
    const { ledger, api, close } = await dayWith(orders);
    try {
      await ledger.moveTime(time);
      const { service, sent, secrets } = await regulator(api, clock);
      const early = {
        header: String(time),
        clock: String(clock),
        orders: ORDERS,
        fold: String(foldOf(orders)),
      };
      await expect(service.release(auctionId)).rejects.toMatchObject({ code: 'RELEASE_EARLY', data: early });
      expect(sent).toEqual([]);
      expect(await secrets.list('release:')).toEqual([]);
    } finally {
      await close();
    }
  });

  test.each([-301n, 301n])('keeps it where its head is %d s from its clock', async (lag) => {
    const { ledger, api, close } = await dayWith(orders);
    try {
      const time = due + 1_000n;
      await ledger.moveTime(time);
      const { service, sent } = await regulator(api, time - lag);
      await expect(service.release(auctionId)).rejects.toMatchObject({
        code: 'HEAD_STALE',
        data: { head: String(time), clock: String(time - lag) },
      });
      expect(sent).toEqual([]);
      const near = await regulator(api, time - lag + (lag > 0n ? 1n : -1n));
      expect(await near.service.release(auctionId)).toMatchObject({ orders: ORDERS });
    } finally {
      await close();
    }
  });

  test('releases once for the book it followed; a fork with an order more is refused, and gets no release', async () => {
    const [mine, fork] = [await dayWith(orders), await dayWith([...orders, order(99_000n)])];
    try {
      for (const { ledger } of [mine, fork]) await ledger.moveTime(due);
      // The validator shows the regulator one chain, and takes its release to the other.
      const crossed = { ...mine.api, submit: fork.api.submit, transaction: fork.api.transaction };
      const { service, secrets, sent } = await regulator(crossed, due);
      expect(await refusal(() => service.release(auctionId))).toEqual(coded('BOOK_DIFFERS', 'count'));
      expect(sent).toHaveLength(1);
      const moved = await regulator(fork.api, due, secrets);
      expect(await refusal(() => moved.service.release(auctionId))).toEqual(coded('ALREADY_SIGNED', 'fold'));
      expect(moved.sent).toEqual([]);
      const again = await regulator(mine.api, due, secrets);
      expect(await again.service.release(auctionId)).toMatchObject({ orders: ORDERS, fold: foldOf(orders) });
      expect(await secrets.list('share:')).toEqual([]);
    } finally {
      await Promise.all([mine.close(), fork.close()]);
    }
  });

  test('asks a person about a book of nine', async () => {
    const { ledger, api, close } = await dayWith(orders.slice(1));
    try {
      await ledger.moveTime(due);
      const { service, sent } = await regulator(api, due);
      expect(await refusal(() => service.release(auctionId))).toEqual(coded('BOOK_UNVERIFIED', 'orders'));
      expect(sent).toEqual([]);
      expect(await service.release(auctionId, { few: true })).toMatchObject({ orders: 9 });
    } finally {
      await close();
    }
  });

  test('and about one below half of the largest of the days before', () => {
    const auction = { zone: 1, tariffId: 1, gate: 0n, fold: 0n };
    type Count = readonly [day: number, count: number, zone?: number];
    const bookOf = (...counts: Count[]) => ({
      auctions: Object.fromEntries(
        counts.map(([day, count, zone = 1], i) => [String(i), { ...auction, day, count, zone }]),
      ),
    });
    const accepted = (...counts: Count[]) => {
      ensureEnoughOrders(bookOf(...counts), 0n, false);
      return true;
    };
    const refused = (...counts: Count[]) =>
      expect(() => ensureEnoughOrders(bookOf(...counts), 0n, false)).toThrow('BOOK_UNVERIFIED (orders)');
    expect(accepted([100, 10])).toBe(true);
    expect(accepted([100, 20], [99, 40])).toBe(true);
    refused([100, 19], [99, 40]);
    refused([100, 20], [99, 12], [93, 41]);
    // Too long ago, not before, elsewhere.
    expect(accepted([100, 10], [92, 90], [100, 90], [101, 90], [99, 90, 2])).toBe(true);
  });
});
