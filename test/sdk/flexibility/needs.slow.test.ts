/**
 * Wallets in the flexibility market of a real node, at witness level: a home that offers by itself and proves, one that
 * may not offer, ten for which somebody else does, of them one without readings and one that is late; a need that is
 * called, and one that is void.
 */
import { sha512 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { deriveKeys, memoryTxStore, nullCells, type OfferPayment, Wallet } from '@veilgrid/client-sdk';
import { submitTx } from '@veilgrid/client-sdk/client/submit';
import { fetchNeed } from '@veilgrid/client-sdk/flexibility/need';
import { fetchNeedAuctions } from '@veilgrid/client-sdk/flexibility/needAuctions';
import { fetchReadDay } from '@veilgrid/client-sdk/flexibility/readDay';
import { blockEvents } from '@veilgrid/node/api/events/blockEvents';
import { NeedCalendar } from '@veilgrid/node/api/flexibility/calendar';
import { Calendar } from '@veilgrid/node/api/market/calendar';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { addSignature, completeRequest } from '@veilgrid/protocol/request';
import { mintAccount, mintNote, voidAuction } from '@veilgrid/services';
import { startTestChain, type TestChain } from '../../services/support/chain.js';
import { type Household, moveTo, untilNotesAreReady } from '../../services/support/market.js';
import { openedMarket } from '../../services/support/openedMarket.js';
import { AREA, NEED_PRICES, offerOf, openingOf, PLACE } from '../../state/support/flexibility/terms.js';
import { ROLE_FUNDS } from '../../state/support/foundation.js';
import { PROFILE } from '../../state/support/profile.js';
import { slotOf } from '../../state/support/slot.js';
import { finish, type OpenedNeed, openNeed, sendSigned } from './support/needOnChain.js';

const HOMES = 12;
/** Days after the first: two that are listed, one that is called, one that is void. */
const LISTED = [2, 3] as const;
const [CALLED, VOID] = [5, 6];
const CELLS = offerOf(500, 20);
const USUAL: readonly Reading[] = CELLS.map(() => ({ imported: 1_000, exported: 0 }));
/** The second half hour is called. */
const BITS = 2n;

let chain: TestChain;
let homes: Household[];
let aggregator: { readonly wallet: Wallet; readonly ctx: Household['ctx'] };
let called: OpenedNeed;
let missing: unknown;
let other: unknown;
let voided: OfferPayment;

const refusalOf = (action: Promise<unknown>) =>
  action.then(
    () => undefined,
    (error: unknown) => error,
  );

/** Enters the register, with the DSO. */
async function register(home: Household, offerPk?: bigint) {
  const terms = { place: PLACE, capDown: 2_000, capUp: 2_000, ...(offerPk !== undefined && { offerPk }) };
  const { request, opening } = await home.wallet.flexibility.register(terms);
  const signed = addSignature(chain.genesis, request, chain.signers.dso.sign(request.draft));
  await submitTx(chain.api, PROFILE, completeRequest(signed));
  return opening;
}

beforeAll(async () => {
  chain = await startTestChain();
  const market = await openedMarket(chain, HOMES, VOID + 1);
  homes = market.homes;
  const { auctionIds } = market;
  const keys = deriveKeys(chain.hasher, sha512(utf8ToBytes('aggregator')));
  const ctx = { ...chain, keys };
  aggregator = { ctx, wallet: new Wallet(ctx, memoryTxStore()) };
  await mintAccount(chain.signers.issuer, 'dso', ROLE_FUNDS);
  for (let i = 0; i < HOMES; i++) {
    await mintNote(chain.signers.issuer, await aggregator.wallet.mintSlip(1_500_000_000n));
  }
  await sendSigned(chain, 'publishArea', AREA);
  const openings = [];
  for (const [i, home] of homes.entries())
    openings.push(await register(home, i < 2 ? undefined : keys.ownerPk));

  const [first, second] = [homes[0]!, homes[1]!];
  for (const day of [...LISTED, CALLED]) {
    await first.wallet.market.order(auctionIds[day]!, nullCells(USUAL.length));
    if (day === LISTED[0]) await second.wallet.market.order(auctionIds[day]!, nullCells(USUAL.length));
    await untilNotesAreReady(chain);
  }
  const settle = (home: Household, position: number, day: number, readings: readonly Reading[]) =>
    home.wallet.market.settle(
      auctionIds[day]!,
      home.meter.signDay(chain.genesis.chainId, position, slotOf(day).day, readings),
    );
  for (const day of LISTED) {
    await moveTo(chain, slotOf(day).times.release);
    await voidAuction(chain.api, PROFILE, auctionIds[day]!);
  }
  await moveTo(chain, slotOf(LISTED[0]).times.settleFrom);
  await settle(first, 0, LISTED[0], USUAL);
  await settle(second, 1, LISTED[0], USUAL);
  await moveTo(chain, slotOf(LISTED[1]).times.settleFrom);
  await settle(first, 0, LISTED[1], USUAL);

  await moveTo(chain, openingOf(CALLED));
  called = await openNeed(chain, CALLED);
  const { needId } = called;
  missing = await refusalOf(second.wallet.flexibility.offer(needId, CELLS));
  await first.wallet.flexibility.offer(needId, CELLS);
  for (const [i, home] of homes.entries()) {
    if (i < 2) continue;
    const { opening, to } = { opening: openings[i]!, to: home.wallet.address };
    await aggregator.wallet.flexibility.offer(needId, CELLS, { opening, to });
  }
  other = await refusalOf(first.wallet.flexibility.offer(needId, offerOf(400, 20)));
  await finish(chain, called);
  await sendSigned(chain, 'callNeed', { needId, bits: BITS });
  await moveTo(chain, slotOf(CALLED).times.release);
  await voidAuction(chain.api, PROFILE, auctionIds[CALLED]!);
  await moveTo(chain, openingOf(VOID));
  const silent = await openNeed(chain, VOID);
  await first.wallet.flexibility.offer(silent.needId, CELLS);
  await moveTo(chain, silent.body.release);
  voided = await first.wallet.flexibility.settle(silent.needId);
  const less = USUAL.map((usual, k) => (k === 1 ? { ...usual, imported: 600 } : usual));
  await moveTo(chain, slotOf(CALLED).times.settleFrom);
  await settle(first, 0, CALLED, less);
}, 900_000);
afterAll(() => chain.close());

test('a home that could not prove does not offer, and one of other cells is no second one', () => {
  expect(missing).toMatchObject({ code: 'BASELINE_DAY_MISSING' });
  expect(other).toMatchObject({ code: 'OFFER_EXISTS' });
});

test('a home sees its baseline before it offers', async () => {
  const { wallet } = homes[0]!;
  const days = [...LISTED].reverse().map((day) => slotOf(day).day);
  expect(await wallet.flexibility.baseline(called.needId)).toEqual({ days, missing: [], mean: USUAL });
  const short = await homes[1]!.wallet.flexibility.baseline(called.needId);
  expect(short).toEqual({ days, missing: [days[0]] });
  const entry = await wallet.flexibility.need(called.needId);
  expect(wallet.flexibility.advise(entry, 600)).toBe(400);
  expect(wallet.flexibility.advise(entry, 6_000)).toBe(NEED_PRICES.maxQty);
});

test('a need whose regulator stayed silent is void by whoever settles, and shares what it forfeited', () => {
  expect(voided.accepted).toEqual(CELLS.map(() => 0n));
  expect(voided.earned).toBeGreaterThan(0n);
});

describe('a need that was called', () => {
  let paid: OfferPayment;

  test('pays for what was delivered, by the prices that everybody sees', async () => {
    const { wallet } = homes[0]!;
    await moveTo(chain, called.body.deliverFrom);
    paid = await wallet.flexibility.settle(called.needId);
    const { result } = await wallet.flexibility.need(called.needId);
    const price = result!.p.map((level) => BigInt(called.body.floor + called.body.tick * level));
    const rate = price[1]! + BigInt(called.body.other[1]!);
    const [fill] = [paid.accepted[1]!];
    const fixed = [0, 3].reduce((sum, k) => sum + BigInt(called.body.other[k]!) * paid.accepted[k]!, 0n);
    // 400 Wh below the mean of 1,000, of what was accepted.
    expect(fill).toBeGreaterThan(400n);
    expect(paid.earned).toBe(fixed + rate * 400n - (rate / 2n) * (fill - 400n));
    expect(paid.late).toBe(false);
  });

  test('pays once: what was sent is sent again, and stands', async () => {
    const { wallet } = homes[0]!;
    const before = chain.proofs();
    const again = await wallet.flexibility.settle(called.needId);
    expect([again.earned, again.note, chain.proofs()]).toEqual([paid.earned, paid.note, before]);
    expect((await chain.api.payments({ params: { needId: called.needId } })).total).toBe(1);
  });

  test('pays whoever has no reading as the worst, and only when that is asked for', async () => {
    const { wallet } = homes[2]!;
    const refused = await refusalOf(wallet.flexibility.settle(called.needId));
    expect(refused).toMatchObject({ code: 'BASELINE_DAY_MISSING' });
    const payment = await wallet.flexibility.settle(called.needId, { unproven: true });
    expect(payment.earned).toBeLessThan(0n);
    expect(payment.note.value).toBeGreaterThan(0n);
  });

  test('gives back at most the deposit to whoever comes late', async () => {
    await moveTo(chain, called.body.deliverEnd);
    const payment = await homes[3]!.wallet.flexibility.settle(called.needId, { unproven: true });
    expect(payment.late).toBe(true);
    const { items } = await chain.api.payments({ params: { needId: called.needId } });
    expect(items.at(-1)).toMatchObject({ late: 1, paid: payment.note.value });
  });

  test('is found again by the seed alone, by whoever was paid and by whoever offered', async () => {
    await untilNotesAreReady(chain);
    for (const { ctx, wallet } of [homes[0]!, homes[2]!, aggregator]) {
      await wallet.sync();
      const restored = new Wallet(ctx, memoryTxStore());
      await restored.recover();
      expect(restored.notes.balance).toBe(wallet.notes.balance);
    }
    const { ctx } = homes[0]!;
    const [earned, shared, ...others] = await new Wallet(ctx, memoryTxStore()).flexibility.earnings();
    expect([earned?.earned, earned?.offer.c, others]).toEqual([paid.earned, paid.offer.c, []]);
    expect(shared?.note).toEqual(voided.note);
  });
});

describe('a node', () => {
  test('tells every phase of a need', () => {
    const { ledger } = chain;
    const [auctions, needs] = [new Calendar(ledger), new NeedCalendar(ledger)];
    const heights = Array.from({ length: Number(ledger.head.height) }, (_, i) => BigInt(i + 1));
    const events = heights.flatMap((height) => blockEvents(ledger, auctions, needs, height));
    const phasesOf = (id: bigint) =>
      events.flatMap((event) => (event.type === 'need' && event.needId === id ? [event.phase] : []));
    const timed = ['callsOver', 'settling', 'frozen'];
    expect(phasesOf(called.needId)).toEqual(['opened', 'gate', 'released', 'cleared', 'called', ...timed]);
    expect(phasesOf(voided.offer.needId).slice(0, 3)).toEqual(['opened', 'gate', 'void']);
  });

  test('answers areas, calendar, lists and pages of them', async () => {
    const { api } = chain;
    const params = { needId: called.needId };
    expect(await api.areas({})).toEqual({ total: 1, items: [AREA] });
    expect(await api.daysOff({ query: { from: slotOf(0).day, limit: 7 } })).toEqual({ items: [] });
    expect((await api.needs({})).items).toEqual([called.needId, voided.offer.needId]);
    const { commitments, total } = await api.offerCommitments({ params });
    expect(commitments).toHaveLength(32 * total);
    const offers = (await api.offers({ params })).items;
    expect(offers).toHaveLength(total - called.body.steps.length);
    // A page that begins among the steps and ends among the offers.
    const page = await api.offerCommitments({ params, query: { from: 1, limit: 3 } });
    expect(page.commitments).toEqual(commitments.slice(32, 128));
    const payments = (await api.payments({ params })).items;
    expect(payments.map(({ late }) => late)).toEqual([0, 0, 1]);
    expect((await api.payments({ params, query: { from: 1, limit: 2 } })).items).toEqual(payments.slice(1));
    await expect(api.needSums({ params })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(api.need({ params: { needId: 5n } })).rejects.toMatchObject({ code: 'NEED_UNKNOWN' });
    const entry = await api.need({ params });
    expect(entry).toMatchObject({ phase: 'frozen', settlements: 2, called: BITS, counted: BITS });
    expect(entry.deliveries.map(({ count }) => count)).toEqual([2]);
  });
});

describe('a lie', () => {
  const refused = (fact: string, field: string) => ({
    code: 'FACT_INVALID',
    data: expect.objectContaining({ fact, field }),
  });

  test("about a day's readings is refused by what froze", async () => {
    const { day } = slotOf(LISTED[0]);
    const { items } = await chain.api.readingChunks({ params: { areaId: AREA.areaId, day } });
    const told = (change: object, among?: readonly bigint[]) => {
      const readingChunks = async () => ({ items: items.map((item) => ({ ...item, ...change })) });
      return fetchReadDay({ ...chain, api: { ...chain.api, readingChunks } }, AREA, day, among);
    };
    const { root, auctionRoots } = await told({});
    expect([...auctionRoots]).toEqual([[items[0]!.auctionId, root]]);
    await expect(told({ chunks: [5n] })).rejects.toMatchObject(refused('readings', 'chunks'));
    await expect(told({ chunks: [...items[0]!.chunks, 5n] })).rejects.toMatchObject(
      refused('readings', 'count'),
    );
    await expect(told({ tariffId: 1 })).rejects.toMatchObject(refused('readings', 'auctions'));
    await expect(told({}, [7n])).rejects.toMatchObject(refused('readings', 'auctions'));
  });

  test("about a need's auctions is refused by what opened them", async () => {
    const { ctx } = homes[0]!;
    const trusted = await fetchNeed(ctx, called.needId);
    const told = (auctions: bigint[]) =>
      fetchNeedAuctions(ctx, { ...trusted, entry: { ...trusted.entry, auctions } });
    const [own] = await told(trusted.entry.auctions);
    expect(own).toMatchObject({ auctionId: trusted.entry.auctions[0], endedInTime: true });
    await expect(told([])).rejects.toMatchObject(refused('openNeed', 'auctions'));
    await expect(told([own!.auctionId, own!.auctionId])).rejects.toMatchObject(
      refused('openAuction', 'auctions'),
    );
    const { items } = await chain.api.auctions({});
    const another = items.find((id) => id !== own!.auctionId)!;
    await expect(told([another])).rejects.toMatchObject(refused('openAuction', 'auctions'));
  });
});
