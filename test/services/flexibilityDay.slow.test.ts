/** A need from its opening to its publication: everybody on a real ledger, at witness level. */

import { hex } from '@veilgrid/protocol/core/crypto/field';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { needArrays } from '@veilgrid/protocol/flexibility/outcome';
import { toJson } from '@veilgrid/protocol/routes';
import { dsoWatch, openSums, publishNeed, RELEASE_DELAY } from '@veilgrid/services';
import { offerOf } from '../state/support/flexibility/terms.js';
import { PROFILE } from '../state/support/profile.js';
import { startTestChain, type TestChain } from './support/chain.js';
import {
  type FlexParties,
  flexMarket,
  HOMES,
  listedDays,
  NEED_DAY,
  needTerms,
  openedNeed,
  settleDay,
  usual,
} from './support/flexMarket.js';
import { type Household, moveTo } from './support/market.js';

/** Half hour that is called, down. */
const CALLED = 1;

let chain: TestChain;
let parties: FlexParties;
let homes: Household[];
let auctionId: bigint;
let needId: bigint;

beforeAll(async () => {
  chain = await startTestChain();
  ({ parties, homes } = await flexMarket(chain));
  await listedDays(chain, parties, homes);
  ({ auctionId, needId } = await openedNeed(chain, parties, homes));
}, 120_000);
afterAll(() => chain.close());

/** Each used a fourth of a kWh less than usual. */
const saved = (i: number): Reading[] =>
  usual(i).map((reading, k) => (k === CALLED ? { ...reading, imported: reading.imported - 250 } : reading));

test('offers are opened by the released key, cleared beside the steps, and closed once', async () => {
  for (const [i, { wallet }] of homes.entries())
    await wallet.flexibility.offer(needId, offerOf(480 + i, 20 + 5 * i));
  const { needRegulator, needOperator } = parties;
  await expect(needOperator.clear(needId)).rejects.toMatchObject({ code: 'SHARE_NOT_RELEASED' });
  await expect(needRegulator.release(needId)).rejects.toMatchObject({ code: 'RELEASE_EARLY' });
  await moveTo(chain, needTerms().gate + RELEASE_DELAY);
  expect(await needRegulator.release(needId)).toMatchObject({ orders: HOMES + needTerms().steps.length });
  const result = await needOperator.clear(needId);
  expect(result.traded & (1n << BigInt(CALLED))).not.toBe(0n);
  expect((await chain.api.need({ params: { needId } })).result).toEqual(result);
  const before = chain.proofs();
  expect(await needOperator.clear(needId)).toEqual(result);
  expect(chain.proofs()).toBe(before);
  await needOperator.forget(needId);
  expect(await parties.operatorContext.secrets.list('share:')).toEqual([]);
});

test('calls, and everybody delivers against the own baseline', async () => {
  await parties.buyer.call(needId, [CALLED]);
  await settleDay(chain, homes, { days: NEED_DAY, auctionId }, saved);
  await moveTo(chain, needTerms().deliverFrom);
  for (const { wallet } of homes) await wallet.flexibility.settle(needId);
  const { settlements, deliveries } = await chain.api.need({ params: { needId } });
  expect({ settlements, deliveries }).toEqual({
    settlements: HOMES,
    deliveries: [{ auctionId, count: HOMES }],
  });
});

test('A and B open the money of a large set, once', async () => {
  const { a, b } = parties;
  await expect(a.sumMasks(needId)).rejects.toMatchObject({ code: 'SET_UNVERIFIED' });
  await moveTo(chain, needTerms().publish);
  expect(await openSums([a, b], needId)).toBe(false);
  const before = chain.proofs();
  expect(await a.sumMasks(needId)).toBe('counted');
  expect(chain.proofs()).toBe(before);
  await publishNeed(chain.api, PROFILE, needId);
  const sums = await chain.api.needSums({ params: { needId } });
  expect(sums).toMatchObject({ needs: [needId], members: HOMES, unproven: 0n });
  expect(sums.delivered).toBeUndefined();
  const { book } = await parties.aContext.follower.catchUp();
  expect(book.groups[String(needId)]?.unproven).toBe(0);
  expect(book.groups[String(needId)]?.terms).toBe((await chain.api.need({ params: { needId } })).terms);
  expect(book.needs[String(needId)]?.published).toBe('alone');
});

test('what its prices come to is known before the opening', async () => {
  const { breakEven, margins } = await parties.buyer.ceiling({ ...needTerms(), day: needTerms().day + 1 });
  const price = 3_100;
  const other = 200;
  const share = Math.floor((10_000 * 100 * other) / (100 * other + 50 * (other + price)));
  expect(breakEven).toContainEqual({ period: CALLED, share });
  const cost = 2 * 4_000;
  const { rate } = needArrays(
    needTerms(),
    (await chain.api.need({ params: { needId } })).result!,
    1n << BigInt(CALLED),
  );
  expect(margins).toContainEqual({
    period: CALLED,
    margin: BigInt(cost - (price + other)) - rate[CALLED]!,
  });
});

test('a book is written and read back as it was', async () => {
  const { book } = await parties.aContext.follower.catchUp();
  const { stored } = dsoWatch(chain);
  expect(stored.parse(JSON.parse(toJson(book)))).toEqual(book);
});

test('what late payments can take is kept until their days are over by both clocks', async () => {
  const { buyer } = parties;
  const coSigner = () => {
    throw new Error('unasked');
  };
  await expect(buyer.releaseDeposits(needId, coSigner)).rejects.toMatchObject({ code: 'HELD_LOCKED' });
});

test('the register keeps what leaves opened to', async () => {
  const kept = await parties.registerSecrets.list('flex:');
  const { items } = await chain.api.flexChanges({});
  const leaves = kept.map(([name]) => name.split(':').at(-1));
  expect(leaves).toEqual(items.map(({ leaf }) => hex(leaf)));
});
