/** A lying node and the orders of the day: what it leaves out tells nobody's, and what is asked names none. */
import { memoryTxStore, type TxStore, Wallet } from '@veilgrid/client-sdk';
import { orderPrefix } from '@veilgrid/client-sdk/market/ownOrder';
import { Block } from '@veilgrid/protocol/core/block';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { MAX_COMMITMENTS, OrderCommitments } from '@veilgrid/protocol/market/order';
import type { Api } from '@veilgrid/protocol/routes';
import { decodeTx, encodeTx } from '@veilgrid/protocol/tx';
import { PARAMS } from '../../state/support/genesis.js';
import { PROFILE } from '../../state/support/profile.js';
import { startTestChain, type TestChain } from '../support/chain.js';
import { type ClearedMarket, clearedMarket, DAYS, HOMES, openTerms } from '../support/clearedMarket.js';
import { blocksFrom } from '../support/fork.js';
import { lyingNode, refusal, refusedAlike, telling } from '../support/lies.js';
import type { Household } from '../support/market.js';

let market: ClearedMarket;
let chain: TestChain;
let homes: Household[];
let auctionId: bigint;
beforeAll(async () => {
  chain = await startTestChain();
  market = await clearedMarket(chain);
  ({ homes, auctionId } = market);
  await openTerms(chain, auctionId);
}, 120_000);
afterAll(() => chain.close());

const settling = (lies: Partial<Api>) =>
  refusedAlike(market, lies, (wallet, which) => wallet.market.settle(auctionId, market.dayOf(0, which)));

test('their commitments come by pages', async () => {
  const params = { auctionId };
  const { items } = await chain.api.orders({ params });
  const all = items.map(({ c }) => c);
  for (const [from, limit] of [
    [0, HOMES],
    [3, 4],
    [HOMES, 1],
  ] as const) {
    const page = await chain.api.orderCommitments({ params, query: { from, limit } });
    expect(page.total).toBe(HOMES);
    expect(OrderCommitments.deserialize(page.commitments)).toEqual(all.slice(from, from + limit));
  }
  const tooMany = chain.api.orderCommitments({ params, query: { limit: MAX_COMMITMENTS + 1 } });
  expect(await refusal(tooMany)).toMatchObject({ code: 'BAD_REQUEST' });
});

const listed = (change: (all: bigint[]) => bigint[]): Partial<Api> => ({
  orderCommitments: async (args) => {
    const { commitments } = await chain.api.orderCommitments(args);
    const told = change(OrderCommitments.deserialize(commitments));
    return { total: told.length, commitments: OrderCommitments.serialize(told) };
  },
});

test.each<[string, (all: bigint[]) => bigint[]]>([
  ['one left out', (all) => all.slice(1)],
  ['an empty one added', (all) => [...all, 0n]],
  ['one replaced', (all) => [...all.slice(1), 5n]],
  ['two that changed places', ([a, b, ...rest]) => [b!, a!, ...rest]],
])('%s: not under the root, whoever asks', async (_name, change) => {
  expect(await settling(listed(change))).toMatchObject({ code: 'ROOT_MISMATCH' });
});

test('another root that fits a shorter list: none is looked at before terms are those of a block', async () => {
  const { items } = await chain.api.orders({ params: { auctionId } });
  const leaves = items.slice(1).map(({ c }) => c);
  const tree = new Tree8(chain.hasher, PARAMS.orderDepth, leaves);
  const asked = () => Promise.reject(new Error('asked'));
  const lies: Partial<Api> = {
    ...telling(chain, () => ({ orders: leaves.length, orderRoot: tree.root })),
    ...{ orderCommitments: asked, orders: asked, settlements: asked },
  };
  expect(await settling(lies)).toEqual({ code: 'FACT_INVALID', fact: 'openSettlement', field: 'terms' });
});

test('what is no list of them is malformed', async () => {
  const commitments = new Uint8Array(31);
  const told = await settling({ orderCommitments: async () => ({ total: HOMES, commitments }) });
  expect(told).toEqual({ code: 'MALFORMED', field: 'commitments' });
});

/** The wallet of a home on a node that notes which orders it is asked for. */
const noting = (i: number, store: TxStore) => {
  const asked: unknown[] = [];
  const noted =
    <A, R>(route: string, call: (args: A) => Promise<R>) =>
    (args: A) => {
      asked.push([route, args]);
      return call(args);
    };
  const { orders, orderCommitments } = chain.api;
  const { api } = lyingNode(chain, {
    orders: noted('orders', orders),
    orderCommitments: noted('orderCommitments', orderCommitments),
  });
  const wallet = new Wallet({ ...homes[i]!.ctx, api }, store);
  return { asked, settled: () => wallet.market.settle(auctionId, market.dayOf(i, i % 2)) };
};

/** What the chain has under the name by which the home keeps its order. */
const keepOrder = async (i: number, store: TxStore, version = 0, change = {}) => {
  const { items } = await chain.api.pointChanges({});
  const transactions = (await blocksFrom(chain.api)).flatMap(
    ({ block }) => Block.deserialize(block).transactions,
  );
  const prefix = orderPrefix(homes[i]!.ctx, auctionId, items[i]!);
  const name = `${prefix}${version}`;
  for (const bytes of transactions) {
    const tx = decodeTx(PROFILE, bytes);
    if (tx.kind !== 'order' || prefix !== `order-${hex(tx.body.nfBid)}-`) continue;
    await store.keep(name, encodeTx(PROFILE, { ...tx, body: { ...tx.body, ...change } }));
  }
  expect(await store.find(name)).toBeDefined();
};

test('a kept one needs the commitments alone, and no request tells whose they are', async () => {
  const all = [];
  for (const i of [2, 3]) {
    const store = memoryTxStore();
    // An earlier version that the ledger never took.
    if (i === 3) await keepOrder(i, store, 0, { c: 5n });
    await keepOrder(i, store, i === 3 ? 1 : 0);
    const { asked, settled } = noting(i, store);
    expect((await settled()).readings).toEqual(DAYS[i % 2]);
    all.push(asked);
  }
  const params = { auctionId };
  expect(all[0]).toEqual([['orderCommitments', { params, query: { from: 0 } }]]);
  expect(all[1]).toEqual(all[0]);
});

test('without one that is in the book all are looked through, by everybody alike', async () => {
  const all = [];
  const stale = memoryTxStore();
  await keepOrder(5, stale, 0, { c: 5n });
  for (const [i, store] of [memoryTxStore(), stale].entries()) {
    const { asked, settled } = noting(4 + i, store);
    expect((await settled()).readings).toEqual(DAYS[i % 2]);
    all.push(asked);
  }
  const query = { from: 0 };
  const params = { auctionId };
  expect(all[0]).toContainEqual(['orders', { params, query }]);
  expect(all[1]).toEqual(all[0]);
});
