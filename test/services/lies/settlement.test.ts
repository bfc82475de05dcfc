/** A lying node before a settlement: nothing is built on what signed and included facts do not say. */
import { memoryTxStore, Wallet } from '@veilgrid/client-sdk';
import type { Api } from '@veilgrid/protocol/routes';
import { decodeTx, type Tx } from '@veilgrid/protocol/tx';
import { PROFILE } from '../../state/support/profile.js';
import { slotOf } from '../../state/support/slot.js';
import { startTestChain, type TestChain } from '../support/chain.js';
import { type ClearedMarket, clearedMarket, DAYS } from '../support/clearedMarket.js';
import {
  type Entry,
  type Facts,
  first,
  listing,
  lyingNode,
  madeUp,
  OPENING_LIES,
  proving,
  refusal,
  refusedAlike,
  telling,
} from '../support/lies.js';
import { type Household, moveTo } from '../support/market.js';

let market: ClearedMarket;
let chain: TestChain;
let homes: Household[];
let auctionId: bigint;
let nextId: bigint;
beforeAll(async () => {
  chain = await startTestChain();
  market = await clearedMarket(chain);
  ({ homes, auctionId, nextId } = market);
}, 120_000);
afterAll(() => chain.close());

const settling = (lies: Partial<Api>) =>
  refusedAlike(market, lies, (wallet, which) => wallet.market.settle(auctionId, market.dayOf(0, which)));

test.each(OPENING_LIES)('a lie about %s %s', async (fact, field, lie) => {
  const lies = telling(chain, (entry) => lie(entry, nextId));
  expect(await settling(lies)).toEqual({ code: 'FACT_INVALID', fact, field });
});

type Result = NonNullable<Entry['result']>;
test.each<[keyof Result, (result: Result) => Partial<Result>]>([
  ['traded', ({ traded }) => ({ traded: traded ^ 1n })],
  ['enough', ({ enough }) => ({ enough: !enough })],
  ['volume', ({ volume }) => ({ volume: volume + 1n })],
  ['p', ({ p }) => ({ p: first(p, (x) => x + 1) })],
  ['lambdaBuy', ({ lambdaBuy }) => ({ lambdaBuy: first(lambdaBuy, (x) => x + 1) })],
  ['lambdaSell', ({ lambdaSell }) => ({ lambdaSell: first(lambdaSell, (x) => x + 1) })],
])('a lie about the result: %s', async (field, change) => {
  const lies = telling(chain, ({ result }) => ({ result: { ...result!, ...change(result!) } }));
  expect(await settling(lies)).toEqual({ code: 'FACT_INVALID', fact: 'close', field });
});

test('a result without its close', async () => {
  expect(await settling(proving(chain, () => ({ close: undefined })))).toEqual({
    code: 'FACT_INVALID',
    fact: 'close',
    field: 'result',
  });
});

test('an auction that its node shows without an end is void to nobody: the ledger knows better', async () => {
  const lies = {
    ...telling(chain, () => ({ result: undefined })),
    ...proving(chain, () => ({ close: undefined })),
  };
  const { api, sent } = lyingNode(chain, lies);
  const before = chain.proofs();
  for (const readings of DAYS.keys()) {
    const wallet = new Wallet({ ...homes[0]!.ctx, api }, memoryTxStore());
    expect(await refusal(wallet.market.settle(auctionId, market.dayOf(0, readings)))).toEqual({
      code: 'FACT_INVALID',
      fact: 'voidAuction',
      field: 'result',
    });
  }
  expect([chain.proofs() - before, sent()]).toEqual([0, DAYS.length]);
  expect((await chain.api.auction({ params: { auctionId } })).phase).not.toBe('void');
});

test('a void of another day, and what it would make of the result', async () => {
  const { voidAuction: foreign } = await chain.api.auctionFacts({ params: { auctionId: nextId } });
  expect(foreign).toBeDefined();
  const lies = proving(chain, () => ({ voidAuction: foreign!, close: undefined }));
  expect(await settling(lies)).toEqual({ code: 'FACT_INVALID', fact: 'voidAuction', field: 'auctionId' });
});

test('prices of a close that the operator did not sign, in a block of the validator alone', async () => {
  const forged = ({ close }: Facts) => {
    const tx = decodeTx(PROFILE, close!.tx) as Extract<Tx, { kind: 'close' }>;
    const p = tx.body.p.map((level) => level + 500);
    return { close: madeUp(close!, { ...tx, body: { ...tx.body, p } }) };
  };
  expect(await settling(proving(chain, forged))).toEqual({
    code: 'FACT_INVALID',
    fact: 'close',
    field: 'signatures.0',
  });
});

/** What stands in terms alone: no fact has it. */
const BESIDE_FACTS: readonly [string, () => Partial<Api>][] = [
  ['the number of orders', () => telling(chain, ({ orders }) => ({ orders: orders + 1 }))],
  ['the root of orders', () => telling(chain, ({ orderRoot }) => ({ orderRoot: orderRoot + 1n }))],
  ['the status list', () => listing(chain)],
];

test.each(BESIDE_FACTS)('false terms are not opened: %s', async (_, lies) => {
  const { api } = lyingNode(chain, lies());
  const before = chain.proofs();
  const [one, other] = await Promise.all(
    DAYS.map((_, which) => {
      const wallet = new Wallet({ ...homes[0]!.ctx, api }, memoryTxStore());
      return refusal(wallet.market.settle(auctionId, market.dayOf(0, which)));
    }),
  );
  const mismatch = { code: 'TERMS_MISMATCH', field: 'terms' };
  expect([one, other]).toMatchObject([mismatch, mismatch]);
  expect(chain.proofs()).toBe(before);
});

test('the truth is settled', async () => {
  const [one, two] = await Promise.all(
    DAYS.map((_, i) => homes[i + 1]!.wallet.market.settle(auctionId, market.dayOf(i + 1, i))),
  );
  expect([one!.readings, two!.readings]).toEqual(DAYS);
});

test('another record of the own point is none that the day pinned, whatever was read', async () => {
  const lies: Partial<Api> = {
    pointChanges: async (args) => {
      const page = await chain.api.pointChanges(args);
      return { ...page, items: page.items.map((point) => ({ ...point, dayImportCap: 10_000 })) };
    },
  };
  expect(await settling(lies)).toEqual({ code: 'FACT_INVALID', fact: 'dayPoints', field: 'changes' });
});

test.each(BESIDE_FACTS)('terms that stand on the chain show a lie: %s', async (_, lies) => {
  expect(await settling(lies())).toEqual({ code: 'FACT_INVALID', fact: 'openSettlement', field: 'terms' });
});

test.each([
  ['opened', () => auctionId],
  ['never opened', () => nextId],
])('when late bills have ended there is no settlement, under terms that were %s', async (_name, id) => {
  await moveTo(chain, slotOf(1).times.settleEnd + BigInt(chain.genesis.windows.late));
  const settled = homes[8]!.wallet.market.settle(id(), market.dayOf(8, 0));
  expect(await refusal(settled)).toMatchObject({ code: 'LATE_BILL_CLOSED' });
});
