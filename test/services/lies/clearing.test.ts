/** A lying node before a gateway that verifies results in full: the chain of batches is the book's, or nothing is built. */
import { memoryTxStore, verifier, Wallet } from '@veilgrid/client-sdk';
import type { Api } from '@veilgrid/protocol/routes';
import { decodeTx, encodeTx, signTx, type Tx, type TxOf, txDigest } from '@veilgrid/protocol/tx';
import { PARAMS, SIGNERS, secretOf } from '../../state/support/genesis.js';
import { PROFILE } from '../../state/support/profile.js';
import { startTestChain, type TestChain } from '../support/chain.js';
import {
  type ClearedMarket,
  clearedMarket,
  DAYS,
  HOMES,
  openTerms,
  termsOf,
} from '../support/clearedMarket.js';
import { madeUp, refusal, refusedAlike } from '../support/lies.js';
import type { Household } from '../support/market.js';

let market: ClearedMarket;
let chain: TestChain;
let homes: Household[];
let auctionId: bigint;
let nextId: bigint;
beforeAll(async () => {
  chain = await startTestChain();
  market = await clearedMarket(chain);
  ({ homes, auctionId, nextId } = market);
  await openTerms(chain, auctionId);
}, 120_000);
afterAll(() => chain.close());

const params = () => ({ auctionId });
/** As a gateway settles. */
const inFull = (lies: Partial<Api>) =>
  refusedAlike(market, lies, (wallet, which) => wallet.market.settle(auctionId, market.dayOf(0, which)), {
    verify: 'full',
  });
const batches = async () => (await chain.api.clearing({ params: params() })).items;
const clearing = (change: (batches: Uint8Array[]) => Uint8Array[]): Partial<Api> => ({
  clearing: async () => {
    const items = change(await batches());
    return { total: items.length, items };
  },
});
const changed =
  <K extends 'clear' | 'close'>(change: (tx: TxOf<K>) => Partial<TxOf<K>>) =>
  (bytes: Uint8Array) => {
    const tx = decodeTx(PROFILE, bytes) as TxOf<K>;
    return encodeTx(PROFILE, { ...tx, ...change(tx) } as Tx);
  };
const second = (change: (bytes: Uint8Array) => Uint8Array) => (all: Uint8Array[]) =>
  all.map((bytes, i) => (i === 1 ? change(bytes) : bytes));
const wrong = (field: string, batch?: number) => ({
  code: 'FACT_INVALID',
  fact: 'clear',
  field,
  ...(batch !== undefined && { batch }),
});

test('the truth is verified in full, and settled', async () => {
  const { ctx } = homes[6]!;
  const wallet = new Wallet({ ...ctx, verify: 'full' }, memoryTxStore());
  expect((await wallet.market.settle(auctionId, market.dayOf(6, 0))).readings).toEqual(DAYS[0]);
  expect(await batches()).toHaveLength(Math.ceil(HOMES / PARAMS.clearN));
});

test('a chain of batches comes by pages', async () => {
  const all = await batches();
  const page = await chain.api.clearing({ params: params(), query: { from: 1, limit: 2 } });
  expect(page).toEqual({ total: all.length, items: all.slice(1, 3) });
  const paged: Partial<Api> = {
    clearing: ({ query } = { params: params() }) =>
      chain.api.clearing({ params: params(), query: { ...query, limit: 2 } }),
  };
  const wallet = new Wallet(
    { ...homes[7]!.ctx, api: { ...chain.api, ...paged }, verify: 'full' },
    memoryTxStore(),
  );
  expect((await wallet.market.settle(auctionId, market.dayOf(7, 1))).readings).toEqual(DAYS[1]);
});

test.each<[string, (all: Uint8Array[]) => Uint8Array[], object]>([
  ['none', () => [], wrong('batches')],
  ['the last left out', (all) => all.slice(0, -1), wrong('batches')],
  ['one left out', (all) => all.toSpliced(1, 1), wrong('batch', 1)],
  ['one too many', (all) => [...all, all.at(-1)!], wrong('batches')],
  ['two that changed places', ([a, b, ...rest]) => [b!, a!, ...rest], wrong('batch', 0)],
  [
    'one without its proof',
    second(changed<'clear'>(() => ({ proofs: new Uint8Array(256) }))),
    wrong('proof', 1),
  ],
  [
    'one that leads elsewhere',
    second(changed<'clear'>(({ body }) => ({ body: { ...body, stateOut: body.stateOut + 1n } }))),
    wrong('proof', 1),
  ],
  [
    'the proof of another',
    (all) => {
      const { proofs } = decodeTx(PROFILE, all[0]!);
      return second(changed<'clear'>(() => ({ proofs })))(all);
    },
    wrong('proof', 1),
  ],
  [
    'one of another auction',
    second(changed<'clear'>(({ body }) => ({ body: { ...body, auctionId: nextId } }))),
    wrong('auctionId'),
  ],
  ['what is no transaction', second(() => Uint8Array.of(1, 2)), wrong('tx')],
])('%s', async (_name, change, refused) => {
  expect(await inFull(clearing(change))).toEqual(refused);
});

test('a transaction of another kind', async () => {
  const { close } = await chain.api.auctionFacts({ params: params() });
  expect(await inFull(clearing(second(() => close!.tx)))).toEqual(wrong('kind'));
});

test('batches over other orders than those of the book', async () => {
  const { items } = await chain.api.orders({ params: params() });
  const { close } = await chain.api.auctionFacts({ params: params() });
  const book = items.map(({ c }) => c);
  const check = (commitments: readonly bigint[]) => {
    const pages = (async function* () {
      yield await batches();
    })();
    const clearing = { auctionId, commitments, batches: pages, close: close!.tx };
    return verifier.verifyClearing(chain, chain.verifyMany, clearing);
  };
  await check(book);
  const [a, b, ...rest] = book;
  expect(await refusal(check([b!, a!, ...rest]))).toEqual(wrong('proof', 0));
  expect(await refusal(check(book.with(-1, 5n)))).toEqual(wrong('proof', 4));
  expect(await refusal(check(book.slice(0, -1)))).toEqual(wrong('proof', 4));
  expect(await refusal(check(book.slice(0, -2)))).toEqual(wrong('batches'));
});

test('prices of a close that operator and validator made up together, terms and all', async () => {
  const entry = await chain.api.auction({ params: params() });
  const facts = await chain.api.auctionFacts({ params: params() });
  const { close, openSettlement } = facts;
  const tx = decodeTx(PROFILE, close!.tx) as TxOf<'close'>;
  const result = { ...entry.result!, p: entry.result!.p.map((level) => level + 500) };
  const draft = { kind: tx.kind, body: { ...tx.body, p: result.p } };
  const digest = txDigest(PROFILE, chain.genesis.chainId, draft);
  const signatures = [signTx('operator', digest, secretOf(SIGNERS.operator))];
  const told = { ...entry, result };
  const terms = termsOf(chain, told);
  const opening = {
    kind: 'openSettlement' as const,
    body: { auctionId, terms },
    proofs: new Uint8Array(),
  };
  const lies: Partial<Api> = {
    auction: async () => told,
    auctionFacts: async () => ({
      ...facts,
      close: madeUp(close!, { ...tx, ...draft, signatures }),
      openSettlement: madeUp(openSettlement!, { ...opening, signatures: [] }),
    }),
  };
  expect(await inFull(lies)).toEqual({ code: 'FACT_INVALID', fact: 'close', field: 'proof' });
});
