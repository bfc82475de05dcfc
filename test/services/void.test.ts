/** A void day over HTTP, at witness level: what its silence brings households, supplier and DSO. */
import { type AuctionEntry, marketOf, memoryTxStore, nullCells, Wallet } from '@veilgrid/client-sdk';
import { settleAuctionOf } from '@veilgrid/client-sdk/market/settleAuction';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { emptyResult } from '@veilgrid/protocol/market/clearing';
import { NO_STATUS_DIGEST } from '@veilgrid/protocol/market/terms';
import { Follower, memoryFollowerStore, openSums, publish, settlementWatch } from '@veilgrid/services';
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
