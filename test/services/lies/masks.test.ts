/** What a wallet that checks no facts gives away: two lies about one day, and what their settlements have in common. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileTxStore, Wallet } from '@veilgrid/client-sdk';
import { aggregationKeysOf } from '@veilgrid/client-sdk/core/points/enrol';
import { fetchOrderBook } from '@veilgrid/client-sdk/market/orderBook';
import { fetchStatus } from '@veilgrid/client-sdk/market/ownStatus';
import { pinnedAuction } from '@veilgrid/client-sdk/market/pinnedAuction';
import { fetchOrders, openBill, recoverOrder } from '@veilgrid/client-sdk/market/recover';
import { buildSettlement } from '@veilgrid/client-sdk/market/settle';
import { settleAuctionOf } from '@veilgrid/client-sdk/market/settleAuction';
import { hex, mod } from '@veilgrid/protocol/core/crypto/field';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { lanesOf } from '@veilgrid/protocol/market/lanes';
import { refundAndShortfall } from '@veilgrid/protocol/market/settlement';
import type { Api } from '@veilgrid/protocol/routes';
import { decodeTx, type TxOf } from '@veilgrid/protocol/tx';
import { RELEASE_DELAY } from '@veilgrid/services';
import { PARAMS } from '../../state/support/genesis.js';
import { K, PROFILE } from '../../state/support/profile.js';
import { startTestChain, type TestChain } from '../support/chain.js';
import { first, listing, ORDERS, telling } from '../support/lies.js';
import { type Household, moveTo, TERMS } from '../support/market.js';
import { openedMarket } from '../support/openedMarket.js';

const OWN = 1;
const READINGS: readonly Reading[] = Array.from({ length: K }, (_, k) => ({
  imported: 9_000 + k,
  exported: 20 + k,
}));
/** What two numbers of no relation are apart at least, either way. */
const FAR = 1n << 200n;

let chain: TestChain;
let homes: Household[];
let auctionId: bigint;
beforeAll(async () => {
  chain = await startTestChain();
  const market = await openedMarket(chain, 10);
  ({ homes, auctionId } = market);
  const { regulator, operator } = market.parties;
  for (const [i, home] of homes.entries()) await home.wallet.market.order(auctionId, ORDERS[i % 2]!);
  await moveTo(chain, TERMS.gate + RELEASE_DELAY);
  await regulator.release(auctionId);
  await operator.clear(auctionId);
  await moveTo(chain, TERMS.settleFrom);
}, 120_000);
afterAll(() => chain.close());

interface Belief {
  readonly lies?: Partial<Api>;
  readonly late?: boolean;
  /** Masks of other terms than those of what is settled. */
  readonly terms?: bigint;
}

/** What the wallet would send where it believed the node, and its words before they are masked. */
async function built({ lies, late = false, terms }: Belief) {
  const { ctx, meter } = homes[OWN]!;
  const { point } = await pinnedAuction(ctx, auctionId);
  const orders = await fetchOrders(ctx, auctionId);
  const order = recoverOrder(ctx, auctionId, point, orders)!;
  const told = { ...ctx, api: { ...chain.api, ...lies } };
  const entry = await told.api.auction({ params: { auctionId } });
  const { digest } = await fetchStatus(told, entry);
  const own = settleAuctionOf(ctx, { entry, void: false }, { late, statusDigest: digest });
  const auction = { ...own, terms: terms ?? own.terms };
  const bytes = await buildSettlement(ctx, {
    auction,
    order,
    orderPath: (await fetchOrderBook(ctx, entry)).path(order.c),
    aggregationKeys: aggregationKeysOf(ctx, point),
    signed: meter.signDay(chain.genesis.chainId, OWN, TERMS.day, READINGS),
  });
  const { body } = decodeTx(PROFILE, bytes) as TxOf<'settle' | 'lateBill'>;
  const { bill } = openBill(ctx, auction, order, body);
  const money = { ...refundAndShortfall(order.deposit, bill.cost), network: bill.network };
  const words = lanesOf(PARAMS, READINGS, { ...money, deposit: order.deposit }, true);
  return { bytes, body, words, terms: auction.terms };
}

type Built = Awaited<ReturnType<typeof built>>;

const price = (by: number) =>
  telling(chain, ({ importPrice }) => ({ importPrice: first(importPrice, (x) => x + by) }));
const result = () =>
  telling(chain, ({ result }) => ({ result: { ...result!, p: first(result!.p, (x) => x + 1) } }));
/** The truth first. */
const beliefs = (): readonly Belief[] => [
  {},
  ...[price(1), price(2), result(), listing(chain)].map((lies) => ({ lies })),
  { late: true },
];

const apart = (x: bigint, y: bigint): bigint => {
  const [up, down] = [mod(x - y), mod(y - x)];
  return up < down ? up : down;
};
const lanesApart = (one: Built, other: Built) =>
  one.body.lanes.map((lane, i) => mod(lane - other.body.lanes[i]!));
const wordsApart = (one: Built, other: Built) => one.words.map((word, i) => mod(word - other.words[i]!));

test('two beliefs under one terms differ by what they make of the readings', async () => {
  const truth = await built({});
  const lied = await built({ lies: price(1), terms: truth.terms });
  // The price of the first period alone is another: its net import is what they differ by, to the Wh.
  expect(lanesApart(lied, truth)).toEqual(wordsApart(lied, truth));
  const [{ imported, exported }] = READINGS as [Reading];
  expect(apart(lied.body.lanes.at(-2)!, truth.body.lanes.at(-2)!)).toBe(BigInt(imported - exported));
});

test('under terms of their own they have nothing in common but their tags and nullifier', async () => {
  const all: Built[] = [];
  for (const belief of beliefs()) all.push(await built(belief));
  expect(new Set(all.map(({ terms }) => terms)).size).toBe(all.length);
  all.forEach((one, i) => {
    for (const other of all.slice(i + 1)) {
      const { tagA, tagB, nf } = other.body;
      expect([one.body.tagA, one.body.tagB, one.body.nf]).toEqual([tagA, tagB, nf]);
      const words = wordsApart(one, other);
      lanesApart(one, other).forEach((lane, w) => {
        expect(apart(lane, 0n)).toBeGreaterThan(FAR);
        expect(apart(lane, words[w]!)).toBeGreaterThan(FAR);
      });
      expect(apart(one.body.short, other.body.short)).toBeGreaterThan(FAR);
    }
  });
  // No mask comes twice, in whatever place.
  const masks = all.flatMap(({ body, words }) => body.lanes.map((lane, w) => mod(lane - words[w]!)));
  expect(new Set(masks).size).toBe(masks.length);
});

test('what was kept of a lie is set aside, and the day is paid', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'veilgrid-'));
  try {
    const store = fileTxStore(folder);
    const { ctx, meter } = homes[OWN]!;
    const lied = await built({ lies: price(1) });
    const named = (terms: bigint) => `settle-${hex(lied.body.nf)}-${hex(terms)}`;
    await store.keep(named(lied.terms), lied.bytes);
    const wallet = new Wallet(ctx, store);
    await wallet.sync();
    const before = wallet.notes.balance;
    const signed = meter.signDay(chain.genesis.chainId, OWN, TERMS.day, READINGS);
    const { refund, readings } = await wallet.market.settle(auctionId, signed);
    expect(readings).toEqual(READINGS);
    expect(wallet.notes.balance - before).toBe(refund.value);
    const { terms } = await chain.api.auction({ params: { auctionId } });
    expect((await readdir(folder)).filter((name) => name.startsWith('settle-')).sort()).toEqual(
      [`${named(lied.terms)}.tx.aside`, `${named(terms!)}.tx`, `settle-${hex(lied.body.nf)}.fact`].sort(),
    );
    expect(await store.find(named(lied.terms))).toEqual(lied.bytes);
  } finally {
    await rm(folder, { recursive: true });
  }
});
