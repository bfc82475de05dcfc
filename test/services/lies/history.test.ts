/** Nodes with an old, an unsigned or a second history: nothing is signed on any of them. */
import {
  memoryTxStore,
  ProtocolError,
  type TxStore,
  verifier,
  Wallet,
  type WalletContext,
} from '@veilgrid/client-sdk';
import { BlockHeader, blockHash } from '@veilgrid/protocol/core/block';
import { Finality, signFinality } from '@veilgrid/protocol/core/finality';
import type { Api } from '@veilgrid/protocol/routes';
import { SIGNERS, secretOf } from '../../state/support/genesis.js';
import { K } from '../../state/support/profile.js';
import { startTestChain, type TestChain } from '../support/chain.js';
import { lyingNode, ORDERS, refusal } from '../support/lies.js';
import type { Household } from '../support/market.js';
import { openedMarket } from '../support/openedMarket.js';

let chain: TestChain;
let homes: Household[];
let auctionId: bigint;
beforeAll(async () => {
  chain = await startTestChain();
  // The second opening leaves the first below the head.
  ({ homes, auctionId } = await openedMarket(chain, 10, 2));
}, 120_000);
afterAll(() => chain.close());

const withClock = () => {
  const { ctx } = homes[0]!;
  const { genesis } = ctx;
  return { ...ctx, genesis: { ...genesis, consensus: { ...genesis.consensus, clock: 'block' as const } } };
};
const headTime = async () => Number((await chain.api.status({})).time);
const order = (ctx: WalletContext, store?: TxStore) =>
  refusal(new Wallet(ctx, store).market.order(auctionId, Array(K).fill(ORDERS[0]![0]).slice(1)));
/** What an order with a period too few comes to where nothing else is wrong. */
const TOO_SHORT = { code: 'VALUE_OUT_OF_RANGE', field: 'cells', length: K - 1 };

test('there is a store, or there is no order', async () => {
  expect(await order(homes[0]!.ctx)).toEqual({ code: 'STORE_REQUIRED', field: 'store' });
  expect(await order(homes[0]!.ctx, memoryTxStore())).toEqual(TOO_SHORT);
});

test.each([-301, 301])('a head %d s from the own clock is refused, with both times', async (lag) => {
  const head = await headTime();
  const ctx = { ...withClock(), clock: () => head - lag };
  expect(await order(ctx, memoryTxStore())).toEqual({
    code: 'HEAD_STALE',
    head: String(head),
    clock: String(head - lag),
  });
  // A chain that is moved by hand has no clock to compare.
  expect(await order({ ...homes[0]!.ctx, clock: () => head - lag }, memoryTxStore())).toEqual(TOO_SHORT);
});

test.each([-300, 0, 300])('a head %d s from the own clock is taken', async (lag) => {
  const head = await headTime();
  expect(await order({ ...withClock(), clock: () => head - lag }, memoryTxStore())).toEqual(TOO_SHORT);
});

test('a head that no validator signed is none', async () => {
  const headers: Api['headers'] = async (args) => {
    const answer = await chain.api.headers(args);
    return { ...answer, headers: answer.headers.map((bytes) => bytes.with(8 + 7, bytes[15]! ^ 1)) };
  };
  const { api } = lyingNode(chain, { headers });
  expect(await order({ ...homes[0]!.ctx, api }, memoryTxStore())).toEqual({
    code: 'FACT_INVALID',
    fact: 'head',
    field: 'finality',
  });
});

/** A node on which the block of this height is another one, final all the same. */
const onFork = (height: bigint, signer = SIGNERS.validator): Api => ({
  ...chain.api,
  headers: async (args) => {
    const { headers, finality } = await chain.api.headers(args);
    const header = BlockHeader.deserialize(headers[0]!);
    if (header.height !== height) return { headers, finality };
    const other = { ...header, stateHash: new Uint8Array(32).fill(9) };
    return {
      headers: [BlockHeader.serialize(other)],
      finality: Finality.serialize(signFinality(blockHash(other), secretOf(signer))),
    };
  },
});
const silent = {
  headers: () => Promise.reject(new ProtocolError('NODE_UNREACHABLE', { url: 'elsewhere' })),
} as unknown as Api;
const behind = (): Api => ({
  ...chain.api,
  headers: ({ query } = {}) =>
    chain.api.headers({ query: { from: Math.min(query?.from ?? 2, 2), limit: 1 } }),
});
const openedAt = async () => {
  const { openAuction } = await chain.api.auctionFacts({ params: { auctionId } });
  return BlockHeader.deserialize(openAuction.headers[0]!).height;
};

test.each(['a fact', 'the head'])(
  'two final headers of the height of %s are kept, and nothing is sent',
  async (of) => {
    const height = of === 'a fact' ? await openedAt() : (await chain.api.status({})).height;
    const store = memoryTxStore();
    const { api, sent } = lyingNode(chain, {});
    const ctx = { ...homes[0]!.ctx, api, peers: [silent, onFork(height)] };
    const kept = `equivocation-${height}.json`;
    expect(await order(ctx, store)).toEqual({ code: 'EQUIVOCATION', height: String(height), kept });
    expect(sent()).toBe(0);
    const evidence = JSON.parse(new TextDecoder().decode(await store.find(kept)));
    expect(verifier.verifyEvidence(chain.genesis, evidence)).toMatchObject({ height });
    const shows = (change: object) => () =>
      verifier.verifyEvidence(chain.genesis, { ...evidence, ...change });
    const { first, second } = evidence;
    expect(shows({ second: first })).toThrow('FACT_INVALID (header)');
    expect(shows({ second: { ...second, finality: first.finality } })).toThrow('FACT_INVALID (finality)');
    expect(shows({ genesisHash: '00'.repeat(32) })).toThrow('FACT_INVALID (genesisHash)');
    const [earlier] = (await chain.api.headers({ query: { from: Number(height) - 1 } })).headers;
    const { finality } = await chain.api.headers({ query: { from: Number(height) - 1 } });
    const before = {
      header: Buffer.from(earlier!).toString('hex'),
      finality: Buffer.from(finality).toString('hex'),
    };
    expect(shows({ second: before })).toThrow('FACT_INVALID (height)');
    for (const broken of [{ first: { header: 'xx' } }, { more: 1 }, { genesisHash: 5 }]) {
      expect(shows(broken)).toThrow('FILE_INVALID');
    }
    expect(() => verifier.verifyEvidence(chain.genesis, null)).toThrow('FILE_INVALID');
  },
);

test('a header that is not final accuses nobody; who is behind or silent stops nobody', async () => {
  const height = await openedAt();
  const withPeers = (...peers: Api[]) => order({ ...homes[0]!.ctx, peers }, memoryTxStore());
  expect(await withPeers(onFork(height, SIGNERS.dso))).toEqual(TOO_SHORT);
  expect(await withPeers(chain.api, behind(), silent)).toEqual(TOO_SHORT);
  expect(await withPeers(silent, silent)).toEqual({ code: 'NODE_UNREACHABLE', url: 'elsewhere' });
});
