/** A void day over HTTP, at witness level: what its silence brings households, supplier and DSO. */
import { type AuctionEntry, marketOf, memoryTxStore, nullCells, Wallet } from '@veilgrid/client-sdk';
import { settleAuctionOf } from '@veilgrid/client-sdk/market/settleAuction';
import { emptyResult } from '@veilgrid/protocol/core/books/result';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { Fact } from '@veilgrid/protocol/core/fact';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { NO_STATUS_DIGEST } from '@veilgrid/protocol/market/terms';
import type { Api } from '@veilgrid/protocol/routes';
import {
  Billing,
  Follower,
  MaskSummer,
  memoryFollowerStore,
  memorySecrets,
  openSums,
  publish,
  settlementWatch,
} from '@veilgrid/services';
import { restoredAt, setRecord } from '@veilgrid/services/core/sets/setRecords';
import { PARAMS } from '../state/support/genesis.js';
import { TIMES } from '../state/support/slot.js';
import { PRICES } from '../state/support/terms.js';
import { startTestChain, type TestChain } from './support/chain.js';
import {
  enrol,
  fundRoles,
  type Household,
  household,
  moveTo,
  type Parties,
  partiesOf,
  publishTariff,
  TERMS,
  untilNotesAreReady,
} from './support/market.js';

const HOUSES = 11;
const readings = (i: number): Reading[] =>
  Array.from({ length: PARAMS.K }, () => ({ imported: 400 + i, exported: i % 3 === 0 ? 300 : 0 }));

let chain: TestChain;
let parties: Parties;
let homes: Household[];
let auctionId: bigint;

beforeAll(async () => {
  chain = await startTestChain();
  parties = partiesOf(chain);
  homes = Array.from({ length: HOUSES }, (_, i) => household(chain, `home ${i}`));
  // A void day has no proofs to ask for.
  const clearing = () => Promise.reject(new Error('asked for proofs'));
  const { ctx } = homes[0]!;
  const full = { ...ctx, api: { ...chain.api, clearing }, verify: 'full' as const };
  homes[0] = { ...homes[0]!, wallet: new Wallet(full, memoryTxStore()) };
  await fundRoles(chain);
  await publishTariff(parties);
  for (const [i, home] of homes.entries()) await enrol(chain, parties, home, i);
  await untilNotesAreReady(chain);
  auctionId = await parties.operator.openAuction(
    TERMS,
    { share: (id) => parties.regulator.share(id), coSigner: parties.regulator.coSigner },
    parties.supplier,
  );
  for (const { wallet } of homes) await wallet.market.order(auctionId, nullCells(PARAMS.K));
});
afterAll(() => chain.close());

const accounts = async () => (await chain.api.supply({})).accounts;
const entry = () => chain.api.auction({ params: { auctionId } });

const settle = (i: number) => {
  const { wallet, meter } = homes[i]!;
  return wallet.market.settle(auctionId, meter.signDay(chain.genesis.chainId, i, TERMS.day, readings(i)));
};

test("the silent regulator's lock goes to the orders, and every wallet has its share in its bill", async () => {
  const before = await accounts();
  await moveTo(chain, TIMES.settleFrom);
  // Nobody has it void: the first that settles does, and opens settlement.
  const { phase, terms } = await entry();
  expect([phase, terms]).toEqual(['gate', undefined]);
  const settled = [await settle(0)];
  const { forfeit, share, fixedPerDay } = await entry();
  expect([share, fixedPerDay]).toEqual([forfeit / BigInt(HOUSES), PRICES.fixedPerDay]);
  expect(share).toBeGreaterThan(fixedPerDay);
  expect(await accounts()).toEqual({ ...before, operator: before.operator + forfeit });
  for (let i = 1; i < HOUSES - 1; i++) settled.push(await settle(i));
  // All but the last: proven with a charge below zero.
  for (const [i, { bill, refund, shortfall }] of settled.entries()) {
    const { wallet } = homes[i]!;
    expect([bill.fixed, shortfall]).toEqual([PRICES.fixedPerDay - share, 0n]);
    await wallet.sync();
    expect(wallet.notes.balance).toBe(5_000_000_000n - bill.cost);
    expect(refund.value).toBeGreaterThan(TERMS.tiers[0]!);
  }
  expect(marketOf(await entry()).fixedPerDay).toBe(PRICES.fixedPerDay - share);
});

test('A and B take the terms of the share, or of an outage that excused it, and no others', async () => {
  const settled = { ...(await entry()), result: emptyResult(PARAMS) };
  const termsWith = (share: bigint) =>
    settleAuctionOf(
      chain,
      { entry: { ...settled, share } as AuctionEntry, void: true },
      { late: false, statusDigest: NO_STATUS_DIGEST },
    ).terms;
  /** What a follower has of the settlements, where the block that opened them had these terms. */
  const following = async (terms: bigint) => {
    const watch = settlementWatch(chain);
    const { openSettlement } = watch.observers;
    const other: typeof watch = {
      ...watch,
      observers: {
        ...watch.observers,
        openSettlement: (book, body, at) => openSettlement!(book, { ...body, terms }, at),
      },
    };
    const { book } = await new Follower({ ...chain, store: memoryFollowerStore() }, other).catchUp();
    return book.groups[String(auctionId)]!.unproven;
  };
  const { share } = settled;
  expect(termsWith(share)).toBe(settled.terms);
  expect(await following(termsWith(share))).toBe(0);
  // Nobody proved anything under the terms of an outage.
  expect(await following(termsWith(0n))).toBe(HOUSES - 1);
  for (const wrong of [share - 1n, share + 1n, 1n]) {
    await expect(following(termsWith(wrong))).rejects.toMatchObject({ code: 'BLOCK_INVALID' });
  }
});

test('at publication what nobody settled for goes to the DSO, and the supplier has the bills alone', async () => {
  const { forfeit, share } = await entry();
  const before = await chain.api.supply({});
  await moveTo(chain, TIMES.settleEnd);
  expect(await openSums([parties.a, parties.b], auctionId)).toBe(true);
  await moveTo(chain, TIMES.publish);
  await publish(chain.api, chain.genesis.profile, auctionId);
  const { network, refund } = await chain.api.aggregate({ params: { auctionId } });
  const after = await chain.api.supply({});
  const settled = BigInt(HOUSES - 1);
  // The deposit of the one that did not settle waits for its late bill.
  expect(after.held).toBe(TERMS.tiers[0]!);
  const deposits = TERMS.tiers[0]! * settled;
  expect(after.accounts.dso - before.accounts.dso).toBe(network + forfeit - share * settled);
  const bond = before.bonds - after.bonds;
  const earned = deposits + share * settled - refund - network;
  expect(after.accounts.supplier - before.accounts.supplier - bond).toBe(earned);
  expect([after.locked, after.bonds]).toEqual([0n, 0n]);
  const owned = Object.values(after.accounts).reduce((a, b) => a + b, 0n);
  expect(after.notes + owned + after.held + after.redeemed).toBe(after.minted);
});

describe('once the day is published', () => {
  const followed = async () => (await parties.aContext.follower.catchUp()).book;

  test('A and B follow a late list of it, and keep what bills may still ask for', async () => {
    const position = HOUSES - 1;
    const signed = parties.registrar.signReadings(position, TERMS.day, readings(position));
    const many = parties.statistician.coSigner({ many: true });
    await parties.billing.postStatusList(auctionId, [{ position, signed }], many);
    const { groups, markets, tariffs, pins, lists, pinned } = await followed();
    expect([groups, markets]).toEqual([{}, {}]);
    expect(lists[String(auctionId)]).toMatchObject({ parts: 1, entries: 1, early: NO_STATUS_DIGEST });
    expect(pinned[String(auctionId)]!.until).toBe(TERMS.settleEnd + BigInt(chain.genesis.windows.late));
    // Dropped at the next opening, which none is here.
    expect([Object.keys(tariffs).length, Object.keys(pins).length]).toEqual([1, 1]);
    expect(await parties.billing.invoices(auctionId)).toEqual([]);
  });

  test('a node that adds to a shortfall, repeats a settlement or leaves one out has nobody invoiced', async () => {
    const all = await chain.api.settlements({ params: { auctionId }, query: {} });
    const [first, ...rest] = all.items;
    const invoices = (items: typeof all.items) => {
      const api = { ...chain.api, settlements: async () => ({ total: items.length, items }) };
      return new Billing({ ...parties.aContext, maskSummer: parties.a, api }).invoices(auctionId);
    };
    expect(await invoices(all.items)).toEqual([]);
    const dearer = { ...first!, short: mod(first!.short + 5n) };
    for (const items of [[dearer, ...rest], [first!, first!, ...rest.slice(1)], rest]) {
      await expect(invoices(items)).rejects.toMatchObject({
        code: 'FACT_INVALID',
        data: { field: 'settlements' },
      });
    }
  });

  test('a node that hides the terms of settlements hides no invoice of theirs', async () => {
    const auction: Api['auction'] = async (args) => {
      const { terms: _, lateTerms: __, ...told } = await chain.api.auction(args);
      return told;
    };
    const api = { ...chain.api, auction };
    const billing = new Billing({ ...parties.aContext, maskSummer: parties.a, api });
    await expect(billing.invoices(auctionId)).rejects.toMatchObject({
      code: 'FACT_INVALID',
      data: { field: 'terms' },
    });
  });

  test('a late entry that no block shows is neither settled by nor complained about', async () => {
    const { ctx } = homes[HOUSES - 1]!;
    const before = chain.proofs();
    const { items, total } = await chain.api.statusFacts({ params: { auctionId } });
    expect([items.length, total]).toEqual([1, 1]);
    const answers: Fact[][] = [
      [],
      [{ ...items[0]!, index: 7 }],
      [{ ...items[0]!, tx: items[0]!.tx.with(-1, items[0]!.tx.at(-1)! ^ 1) }],
    ];
    for (const shown of answers) {
      const api = { ...ctx.api, statusFacts: async () => ({ total: shown.length, items: shown }) };
      const lied = new Wallet({ ...ctx, api }, memoryTxStore()).market.settle(auctionId);
      await expect(lied).rejects.toMatchObject({ code: 'FACT_INVALID', data: { fact: 'statusList' } });
    }
    expect(chain.proofs()).toBe(before);
  });

  test('a late bill is invoiced as it stands in a block', async () => {
    const position = HOUSES - 1;
    const { wallet, meter } = homes[position]!;
    await wallet.market.settle(
      auctionId,
      meter.signDay(chain.genesis.chainId, position, TERMS.day, readings(position)),
    );
    const { items } = await chain.api.lateBills({ params: { auctionId }, query: {} });
    expect(items).toHaveLength(1);
    expect(await parties.billing.invoices(auctionId)).toEqual([]);
    const dearer = items.map((bill) => ({ ...bill, short: mod(bill.short + 5n) }));
    const api = { ...chain.api, lateBills: async () => ({ total: 1, items: dearer }) };
    const billing = new Billing({ ...parties.aContext, maskSummer: parties.a, api });
    await expect(billing.invoices(auctionId)).rejects.toMatchObject({ data: { field: 'lateBills' } });
  });

  test('a copy of A from before is noticed, and says so from then on', async () => {
    expect(await parties.a.forgetKeys()).toBe(0);
    expect(await restoredAt(parties.aContext.secrets)).toBeUndefined();
    expect((await followed()).published).toEqual({});
    const secrets = memorySecrets(await parties.aContext.secrets.list('key:'));
    const follower = new Follower({ ...chain, store: memoryFollowerStore() }, settlementWatch(chain));
    const old = new MaskSummer({ ...parties.aContext, secrets, follower });
    expect(await old.forgetKeys()).toBe(0);
    expect(await restoredAt(secrets)).toBe((await chain.api.status({})).time);
    expect(await setRecord(secrets, auctionId)).toEqual(await setRecord(parties.aContext.secrets, auctionId));
  });
});
