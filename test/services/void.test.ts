/** A void day over HTTP, at witness level: what its silence brings households, supplier and DSO. */
import { marketOf, nullCells } from '@veilgrid/client-sdk';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { publish, voidAuction } from '@veilgrid/services';
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

test("the silent regulator's lock goes to the orders, and every wallet has its share in its bill", async () => {
  const before = await accounts();
  await moveTo(chain, TIMES.release);
  await voidAuction(chain.api, chain.genesis.profile, auctionId);
  const { forfeit, share, fixedPerDay } = await entry();
  expect([share, fixedPerDay]).toEqual([forfeit / BigInt(HOUSES), PRICES.fixedPerDay]);
  expect(share).toBeGreaterThan(fixedPerDay);
  expect(await accounts()).toEqual({ ...before, operator: before.operator + forfeit });
  await moveTo(chain, TIMES.settleFrom);
  // All but the last: proven with a charge below zero.
  for (const [i, { wallet, meter }] of homes.slice(0, -1).entries()) {
    const signed = meter.signDay(chain.genesis.chainId, i, TERMS.day, readings(i));
    const { bill, refund, shortfall } = await wallet.market.settle(auctionId, signed);
    expect([bill.fixed, shortfall]).toEqual([PRICES.fixedPerDay - share, 0n]);
    await wallet.sync();
    expect(wallet.notes.balance).toBe(5_000_000_000n - bill.cost);
    expect(refund.value).toBeGreaterThan(TERMS.tiers[0]!);
  }
  expect(marketOf(await entry()).fixedPerDay).toBe(PRICES.fixedPerDay - share);
});

test('at publication what nobody settled for goes to the DSO, and the supplier has the bills alone', async () => {
  const { forfeit, share } = await entry();
  const before = await chain.api.supply({});
  await moveTo(chain, TIMES.settleEnd);
  await Promise.all([parties.a.sumMasks(auctionId), parties.b.sumMasks(auctionId)]);
  await moveTo(chain, TIMES.publish);
  await publish(chain.api, chain.genesis.profile, auctionId);
  const { network, refund } = await chain.api.aggregate({ params: { auctionId } });
  const after = await chain.api.supply({});
  const settled = BigInt(HOUSES - 1);
  const deposits = TERMS.tiers[0]! * BigInt(HOUSES);
  expect(after.accounts.dso - before.accounts.dso).toBe(network + forfeit - share * settled);
  const bond = before.bonds - after.bonds;
  const earned = deposits + share * settled - refund - network;
  expect(after.accounts.supplier - before.accounts.supplier - bond).toBe(earned);
  expect([after.locked, after.bonds]).toEqual([0n, 0n]);
  const held = Object.values(after.accounts).reduce((a, b) => a + b, 0n);
  expect(after.notes + held + after.redeemed).toBe(after.minted);
});
