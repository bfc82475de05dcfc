/** A lying node before a settlement: nothing is built on what signed and included facts do not say. */
import { memoryTxStore, Wallet } from '@veilgrid/client-sdk';
import type { Reading } from '@veilgrid/protocol/core/readings';
import type { Api } from '@veilgrid/protocol/routes';
import { decodeTx, type Tx } from '@veilgrid/protocol/tx';
import { RELEASE_DELAY, voidAuction } from '@veilgrid/services';
import { K, PROFILE } from '../../state/support/profile.js';
import { slotOf } from '../../state/support/slot.js';
import { startTestChain, type TestChain } from '../support/chain.js';
import {
  type Entry,
  type Facts,
  first,
  listing,
  lyingNode,
  madeUp,
  OPENING_LIES,
  ORDERS,
  proving,
  refusal,
  refusedAlike,
  telling,
} from '../support/lies.js';
import { type Household, moveTo, TERMS } from '../support/market.js';
import { type OpenedMarket, openedMarket } from '../support/openedMarket.js';

/** Two households that a refusal must not tell apart. */
const DAYS: readonly (readonly Reading[])[] = [
  Array.from({ length: K }, () => ({ imported: 0, exported: 0 })),
  Array.from({ length: K }, (_, k) => ({ imported: 9_000 + k, exported: 0 })),
];

let market: OpenedMarket;
let chain: TestChain;
let homes: Household[];
let auctionId: bigint;
let nextId: bigint;
beforeAll(async () => {
  chain = await startTestChain();
  market = await openedMarket(chain, 10, 2);
  ({ homes, auctionId } = market);
  nextId = market.auctionIds[1]!;
  const { parties } = market;
  for (const [i, home] of homes.entries()) await home.wallet.market.order(auctionId, ORDERS[i % 2]!);
  await moveTo(chain, TERMS.gate + RELEASE_DELAY);
  await parties.regulator.release(auctionId);
  await parties.operator.clear(auctionId);
  await moveTo(chain, slotOf(1).times.release);
  await voidAuction(chain.api, PROFILE, nextId);
  await moveTo(chain, TERMS.settleFrom);
}, 120_000);
afterAll(() => chain.close());

const settling = (lies: Partial<Api>) =>
  refusedAlike(market, lies, (wallet, which) => {
    const signed = homes[0]!.meter.signDay(chain.genesis.chainId, 0, TERMS.day, DAYS[which]!);
    return wallet.market.settle(auctionId, signed);
  });

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
  for (const readings of DAYS) {
    const { ctx, meter } = homes[0]!;
    const signed = meter.signDay(chain.genesis.chainId, 0, TERMS.day, readings);
    const { market } = new Wallet({ ...ctx, api }, memoryTxStore());
    expect(await refusal(market.settle(auctionId, signed))).toEqual({
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

test('another record of the own point finds no order, whatever was read', async () => {
  const lies: Partial<Api> = {
    pointChanges: async (args) => {
      const page = await chain.api.pointChanges(args);
      return { ...page, items: page.items.map((point) => ({ ...point, dayImportCap: 10_000 })) };
    },
  };
  expect(await settling(lies)).toEqual({ code: 'ORDER_NOT_FOUND', field: 'auctionId' });
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
    DAYS.map((readings) => {
      const signed = homes[0]!.meter.signDay(chain.genesis.chainId, 0, TERMS.day, readings);
      return refusal(new Wallet({ ...homes[0]!.ctx, api }, memoryTxStore()).market.settle(auctionId, signed));
    }),
  );
  const mismatch = { code: 'TERMS_MISMATCH', field: 'terms' };
  expect([one, other]).toMatchObject([mismatch, mismatch]);
  expect(chain.proofs()).toBe(before);
});

test('the truth is settled', async () => {
  const [one, two] = await Promise.all(
    DAYS.map((readings, i) => {
      const { meter, wallet } = homes[i + 1]!;
      const signed = meter.signDay(chain.genesis.chainId, i + 1, TERMS.day, readings);
      return wallet.market.settle(auctionId, signed);
    }),
  );
  expect([one!.readings, two!.readings]).toEqual(DAYS);
});

test.each(BESIDE_FACTS)('terms that stand on the chain show a lie: %s', async (_, lies) => {
  expect(await settling(lies())).toEqual({ code: 'FACT_INVALID', fact: 'openSettlement', field: 'terms' });
});
