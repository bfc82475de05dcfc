/** Offers, baselines and payments of a household, against what a hand computes; and what the chain gives back. */

import type { WalletContext } from '@veilgrid/client-sdk';
import { deriveKeys, memoryTxStore, offerCell } from '@veilgrid/client-sdk';
import { Work } from '@veilgrid/client-sdk/core/work';
import {
  checkOfferCells,
  offerChange,
  offerDeposit,
  plainCells,
} from '@veilgrid/client-sdk/flexibility/offer';
import { sealOfferMemo } from '@veilgrid/client-sdk/flexibility/offerMemo';
import { decodeOpening, encodeOpening, keptOpenings } from '@veilgrid/client-sdk/flexibility/opening';
import { meanOf } from '@veilgrid/client-sdk/flexibility/ownBaseline';
import type { OwnOffer } from '@veilgrid/client-sdk/flexibility/ownOffer';
import { type PaymentEntry, paymentAmong } from '@veilgrid/client-sdk/flexibility/ownPayment';
import { deliveryPayment, paymentNote } from '@veilgrid/client-sdk/flexibility/payment';
import { sealPaymentMemo } from '@veilgrid/client-sdk/flexibility/paymentMemo';
import { recoverNeeds } from '@veilgrid/client-sdk/flexibility/recover';
import { makeFlexRequest } from '@veilgrid/client-sdk/flexibility/register';
import { orderCommitment, packOrder } from '@veilgrid/protocol/core/books/cells';
import { verifyEd25519 } from '@veilgrid/protocol/core/crypto/ed25519';
import { type Note, noteCommitment, noteNullifier } from '@veilgrid/protocol/core/money/note';
import { pointCommitment } from '@veilgrid/protocol/core/points';
import type { SettledNeed } from '@veilgrid/protocol/flexibility/claim';
import { flexDayOf, needIdOf } from '@veilgrid/protocol/flexibility/need';
import { offerCells, offerInner, offerNullifier, offerSalt } from '@veilgrid/protocol/flexibility/offer';
import { flexLeaf } from '@veilgrid/protocol/flexibility/register';
import { MONEY } from '@veilgrid/protocol/params';
import type { Api } from '@veilgrid/protocol/routes';
import { txDigest } from '@veilgrid/protocol/tx';
import { needBody, offerOf } from '../../state/support/flexibility/terms.js';
import { GENESIS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { Household } from '../../state/support/household.js';
import { K, PROFILE } from '../../state/support/profile.js';

const need = needBody(5);
const refused = (code: string, field: string) =>
  expect.objectContaining({ code, data: expect.objectContaining({ field }) });

describe('cells of an offer', () => {
  const caps = { capDown: 400, capUp: 300 };
  // The third half hour is not asked for, the first is up, the others are down.
  const cells = [
    { level: 9, qty: 300 },
    { level: 9, qty: 400 },
    { level: 9, qty: 0 },
    { level: 9, qty: 400 },
  ];

  test('stand within capability, window and what an offer may hold', () => {
    const day = offerOf(0, 1).map((cell, k) => cells[k] ?? cell);
    const check =
      (change = {}, of: object = need) =>
      () =>
        checkOfferCells(K, { ...need, ...of }, caps, [
          ...day.slice(0, 1),
          { ...day[1]!, ...change },
          ...day.slice(2),
        ]);
    expect(check()).not.toThrow();
    expect(check({ qty: 401 })).toThrow(refused('VALUE_OUT_OF_RANGE', 'cells.1.qty'));
    expect(check({ qty: 1.5 })).toThrow(refused('VALUE_OUT_OF_RANGE', 'cells.1.qty'));
    expect(check({ level: 65_536 })).toThrow(refused('VALUE_OUT_OF_RANGE', 'cells.1.level'));
    expect(check({}, { maxQty: 350 })).toThrow(refused('VALUE_OUT_OF_RANGE', 'cells.1.qty'));
    expect(check({}, { up: 3n })).toThrow(refused('VALUE_OUT_OF_RANGE', 'cells.1.qty'));
    expect(check({}, { window: 9n })).toThrow(refused('VALUE_OUT_OF_RANGE', 'cells.1.qty'));
    expect(() => checkOfferCells(K, need, caps, day.slice(1))).toThrow(
      refused('VALUE_OUT_OF_RANGE', 'cells'),
    );
  });

  test('have a level that is no cheaper than the price, and none where they are empty', () => {
    expect(offerCell(need, 105, 7)).toEqual({ level: 1, qty: 7 });
    expect(offerCell(need, 110, 7)).toEqual({ level: 1, qty: 7 });
    expect(() => offerCell(need, 99, 7)).not.toThrow();
    expect(() => offerCell(need, 80, 7)).toThrow(refused('VALUE_OUT_OF_RANGE', 'price'));
    expect(
      plainCells([
        { level: 5, qty: 0 },
        { level: 5, qty: 1 },
      ]),
    ).toEqual([
      { level: 0, qty: 0 },
      { level: 5, qty: 1 },
    ]);
  });

  test('ask for the least tier that covers the worst', () => {
    // The dearest step is 100 + 10 · 300, beside 200; half of it twice again is the penalty.
    const collateral = 3_300n + 2n * 1_650n;
    const tiers = [collateral * 99n, collateral * 100n, collateral * 200n];
    const of = (qty: number) => offerDeposit({ ...need, tiers }, [{ level: 0, qty }]);
    expect([of(0), of(99), of(100), of(101)]).toEqual([tiers[0], tiers[0], tiers[1], tiers[2]]);
    expect(() => of(201)).toThrow(refused('DEPOSIT_ABOVE_TIERS', 'cells'));
  });
});

describe('a day against its baseline', () => {
  const day = (imported: readonly number[], exported: readonly number[]) =>
    imported.map((x, k) => ({ imported: x, exported: exported[k]! }));
  const LISTED = [day([1_000, 500, 0, 700], [0, 0, 300, 0]), day([1_001, 700, 0, 700], [0, 100, 500, 0])];

  test('is the mean of the listed days', () => {
    expect(meanOf(4, LISTED)).toEqual(day([1_000, 600, 0, 700], [0, 50, 400, 0]));
  });

  test('is paid and charged as by hand', () => {
    // Called: the first down, the second down, the third up; the fourth was not.
    const settled = {
      result: { traded: 15n, p: [10, 10, 10, 10], lambda: [300, 0, 0, 0], bought: [] },
      arrays: { fixed: [0n, 0n, 0n, 20n], rate: [100n, 100n, 100n, 0n], pen: [50n, 50n, 50n, 0n] },
      called: 7n,
      need: { up: 4n, rebound: [10, 10, 10, 10], comp: [1, 2, 3, 4] },
      baseline: { factors: { imports: [1_024, 2_048, 1_024, 1_024], exports: [1_024, 1_024, 1_024, 1_024] } },
    } as unknown as SettledNeed;
    const cells = [
      { level: 10, qty: 400 },
      { level: 9, qty: 400 },
      { level: 9, qty: 200 },
      { level: 9, qty: 100 },
    ];
    const offer = { cells, deposit: 1_000_000n } as never;
    const opened = (readings: readonly object[], status = 0) => ({ status, readings }) as never;
    const own = day([750, 1_000, 0, 900], [0, 0, 450, 0]);
    const days = [opened(own), ...LISTED.map((each) => opened(each))];
    // 1: mean 1,000.5 → 250 below, of 300 accepted. 2: twice 600 less 50 is 1,150 → 150 below, of 400.
    // 3: net −450 against −400: 50 further down, which is the other way. 4: 200 above, beside.
    const rated = 100n * (250n + 150n - 50n);
    const missed = 50n * (300n - 250n + (400n - 150n) + (200n + 50n));
    const rebound = 10n * (50n + 200n);
    expect(deliveryPayment({ settled, offer, days })).toEqual({
      pay: 1_000_000n + 20n * 100n + rated - missed - rebound,
      charges: missed + rebound,
      unproven: 0n,
      owed: 250n * 1n + 150n * 2n - 50n * 3n,
      delivered: [250n, 150n, -50n, 0n],
    });
    const worst = 200n * (300n + 400n + 200n);
    expect(deliveryPayment({ settled, offer, days: undefined })).toMatchObject({
      pay: 1_000_000n + 20n * 100n - worst,
      unproven: worst,
    });
    // A day that the DSO read is neither paid nor charged, but for what went the other way where nothing was gained.
    const read = [opened(own, 1), ...LISTED.map((each) => opened(each))];
    expect(deliveryPayment({ settled, offer, days: read })).toMatchObject({
      pay: 1_000_000n + 20n * 100n,
      charges: 0n,
    });
  });
});

const DSO_SEQUENCE = 41n;
const seed = (byte: number) => new Uint8Array(64).fill(byte);

function workOf(api: Partial<Api>, byte: number) {
  const keys = deriveKeys(hasher, seed(byte));
  const ctx = { genesis: GENESIS, hasher, keys, api: api as Api } as WalletContext;
  return new Work(ctx, memoryTxStore());
}

const listed =
  <T>(items: readonly T[]) =>
  async ({ query }: { readonly query?: { readonly from?: number } }) =>
    ({ total: items.length, items: items.slice(query?.from ?? 0) }) as never;

test('a home enters the register under its own signature, and keeps what its leaf hides', async () => {
  const owner = deriveKeys(hasher, seed(1));
  const record = { ...new Household(3).point, ownerPk: owner.ownerPk, ownerSigPk: owner.signPk };
  const entry = { ...record, revoked: false, leaf: 0n };
  let sequence = DSO_SEQUENCE;
  const api: Partial<Api> = {
    pointChanges: listed([entry]),
    sequence: async () => ({ sequence }),
  };
  const work = workOf(api, 1);
  const terms = { place: 71, capDown: 900, capUp: 800, offerPk: 77n };
  const { request, opening } = await makeFlexRequest(work, terms);
  expect(opening).toMatchObject({ ...terms, payPk: owner.ownerPk, point: pointCommitment(hasher, record) });
  const { draft, signatures } = request;
  const { position } = record;
  const body = { sequence, position, leaf: flexLeaf(hasher, opening), ownerSigPk: owner.signPk };
  expect(draft).toEqual({ kind: 'flexEnrol', body });
  const digest = txDigest(PROFILE, GENESIS.chainId, draft);
  expect(signatures.map(({ signature }) => verifyEd25519(digest, signature, owner.signPk))).toEqual([true]);
  expect(decodeOpening(encodeOpening(opening))).toEqual(opening);
  expect(await keptOpenings(work.store)).toEqual([opening]);
  sequence++;
  const again = await makeFlexRequest(work, terms);
  expect(again.opening.blind).not.toBe(opening.blind);
  expect(owner.flexBlind(position + 1, DSO_SEQUENCE)).not.toBe(opening.blind);
  expect(owner.flexBlind(position, DSO_SEQUENCE)).toBe(opening.blind);
  await expect(makeFlexRequest(work, { ...terms, capUp: 2 ** 25 })).rejects.toEqual(
    refused('VALUE_OUT_OF_RANGE', 'capUp'),
  );
});

test('whoever made an offer hides its payment under no other that it seals by the salt', () => {
  const offer = {
    needId: 8n,
    salt: 5n,
    payPk: 6n,
    deposit: 300n,
    cells: offerOf(0, 0),
  } as unknown as OwnOffer;
  const ctx = { hasher } as WalletContext;
  const sealed = (value: bigint, payCm: bigint) =>
    ({ payCm, late: 0, memo: sealPaymentMemo(offer.salt, offer.needId, value) }) as PaymentEntry;
  const forged = sealed(1n, 9n);
  const own = sealed(350n, noteCommitment(hasher, paymentNote(ctx, offer, 350n)));
  const among = (...payments: PaymentEntry[]) => paymentAmong(ctx, { outcome: undefined }, offer, payments);
  expect(among(forged, own)).toMatchObject({ earned: 50n });
  expect(among(forged)).toBeUndefined();
});

test('change of change and payments come back from seed and chain, and nothing that others seal', async () => {
  const [home, aggregator] = [deriveKeys(hasher, seed(1)), deriveKeys(hasher, seed(2))];
  const point = { ...new Household(3).point, ownerPk: home.ownerPk, ownerSigPk: home.signPk };
  const pointCm = pointCommitment(hasher, point);
  const purse: Note = { asset: MONEY, value: 1_000n, ownerPk: aggregator.ownerPk, rho: 5n };
  const cells = plainCells(offerOf(100, 20));
  const days = [20_000, 20_001];
  let note = purse;
  const leaves: bigint[] = [noteCommitment(hasher, purse)];
  const spent = new Set<bigint>();
  const ctxOf = (keys: typeof home) => ({ hasher, keys }) as WalletContext;
  // Each offer pays 300 of what the one before has left; the first need pays the household, the second whoever offered.
  const needs = days.map((day, i) => {
    const needId = needIdOf(hasher, GENESIS.chainId, { areaId: 5, day });
    const salt = offerSalt(hasher, aggregator.sk, pointCm, needId);
    const payPk = (i === 0 ? home : aggregator).ownerPk;
    const inner = offerInner(hasher, { point: pointCm, payPk, deposit: 300n, salt });
    const nf = noteNullifier(hasher, aggregator.sk, noteCommitment(hasher, note));
    spent.add(nf);
    note = offerChange(ctxOf(aggregator), { nf, value: note.value }, 300n);
    const payment = paymentNote(ctxOf(home), { salt, needId, payPk }, 350n + BigInt(i));
    leaves.push(noteCommitment(hasher, note), noteCommitment(hasher, payment));
    const offer = {
      c: orderCommitment(hasher, needId, packOrder(offerCells(cells)), inner),
      nfOffer: offerNullifier(hasher, aggregator.sk, pointCm, flexDayOf(hasher, GENESIS.chainId, day)),
      changeCm: noteCommitment(hasher, note),
      deposit: 300n,
      memo: sealOfferMemo(home.encPk, needId, { salt, cells, deposit: 300n, change: note.value }),
    };
    // Anybody can seal to an address.
    const memo = sealOfferMemo(home.encPk, needId, { salt: 99n, cells, deposit: 1n, change: 1n });
    const foreign = { ...offer, c: 8n, nfOffer: 9n, changeCm: 10n, memo };
    const paid = {
      payCm: noteCommitment(hasher, payment),
      memo: sealPaymentMemo(salt, needId, payment.value),
    };
    const other = { payCm: 11n, memo: sealPaymentMemo(99n, needId, 1_000_000n) };
    return { needId, day, offers: [foreign, offer], payments: [other, paid] };
  });
  const byId = (params: { needId: bigint }) => needs.find(({ needId }) => needId === params.needId)!;
  const api: Partial<Api> = {
    needs: listed(days.map((_, i) => needs[i]!.needId)),
    need: async ({ params }) => ({ day: byId(params).day }) as never,
    offers: (args) => listed(byId(args.params).offers)(args),
    payments: (args) => listed(byId(args.params).payments)(args),
    pointChanges: listed([{ ...point, revoked: false, leaf: 0n }]),
    notes: listed(leaves.map((cm) => ({ cm, origin: 'change', asset: MONEY, memo: new Uint8Array() }))),
    nullifier: async ({ params }) => ({ spent: spent.has(params.nf) }),
  };
  const recovered = async (byte: number) => {
    const work = workOf(api, byte);
    work.notes.expect(purse);
    await work.notes.sync(api as Api, undefined);
    await recoverNeeds(work);
    await work.notes.sync(api as Api, undefined);
    return work.notes.unspent.map(({ value }) => value);
  };
  // What is left of 1,000 after two deposits, and the payment that was its own.
  expect(await recovered(2)).toEqual([400n, 351n]);
  const own = workOf(api, 1);
  await own.notes.sync(api as Api, undefined);
  await recoverNeeds(own);
  expect(own.notes.unspent.map(({ value }) => value)).toEqual([350n]);
});
