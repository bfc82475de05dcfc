/** What a node answers of purposes, consents and receipts, over HTTP, with the facts that prove it. */
import { createApi, verifier } from '@veilgrid/client-sdk';
import type { Fact } from '@veilgrid/protocol/core/fact';
import type { Api } from '@veilgrid/protocol/routes';
import type { Tx } from '@veilgrid/protocol/tx';
import {
  ASKS,
  BUILDS,
  consentBody,
  PLANS,
  partyBodies,
  purposeBody,
  receiptsBody,
  secretOfConsent,
} from '../state/support/disclosure/bodies.js';
import { START } from '../state/support/genesis.js';
import { FIRST, TODAY } from '../state/support/registrations.js';
import { bytesOf, genesis, idOf } from './support/chain.js';
import { testLedger } from './support/ledger.js';
import { serve } from './support/serve.js';
import { SignedList } from './support/signedList.js';

const list = new SignedList();
for (const body of partyBodies()) list.send('registerParty', body);
for (const recipientKey of [101n, 102n]) list.send('recipientKey', { partyId: ASKS, recipientKey });
list.send('recipientKey', { partyId: PLANS, recipientKey: 201n });
const purposes = [
  purposeBody(),
  purposeBody({ purposeId: 1, partyId: PLANS, panels: 1 }),
  purposeBody({ purposeId: 2 }),
];
for (const purpose of purposes) list.send('registerPurpose', purpose);
const consents = [0, 1, 0, 0].map((purposeId, i) => consentBody(i, { purposeId }));
for (const consent of consents) list.send('consent', consent);
const ids = list.txs.filter(({ kind }) => kind === 'consent').map(idOf);
const revokedId = Uint8Array.from(Buffer.from(ids[2]!, 'hex'));
list.send('revokeConsent', { consentId: revokedId, secret: secretOfConsent(2) });
list.send('endPurpose', { purposeId: 2, partyId: ASKS, byParty: 1 });
const roots = [receiptsBody(), receiptsBody({ index: 1, from: receiptsBody().to, to: START, count: 1 })];
for (const root of roots) list.send('receipts', root);
list.send('receipts', receiptsBody({ partyId: PLANS, to: 5n }));

let url: string;
let api: Api;
let close: () => Promise<void>;

beforeAll(async () => {
  const ledger = testLedger();
  // A party's key must stand before it signs.
  for (const tx of list.txs) await (await ledger.submit(bytesOf(tx))).committed;
  const served = await serve(ledger);
  ({ url, close } = served);
  api = createApi(url);
});
afterAll(() => close());

/** Transactions of a kind, in order. */
const sent = (kind: Tx['kind']) => list.txs.filter((tx) => tx.kind === kind);
const expectFact = (fact: Fact | undefined, tx: Tx | undefined) => {
  verifier.verifyFact(genesis, fact!);
  expect(fact!.tx).toEqual(bytesOf(tx!));
};

test('purposes, with what registered and what ended them', async () => {
  const ended = { ...purposes[2]!, until: TODAY };
  const entries = [purposes[0]!, purposes[1]!, ended].map((p, i) => ({ ...p, live: [2, 1, 0][i]! }));
  expect(await api.purposes({})).toEqual({ total: 3, items: entries });
  const page = await api.purposes({ query: { from: 1, limit: 1 } });
  expect(page).toEqual({ total: 3, items: [entries[1]] });
  for (const [i, entry] of entries.entries()) {
    expect(await api.purpose({ params: { purposeId: i } })).toEqual(entry);
    const { registerPurpose, endPurpose } = await api.purposeFacts({ params: { purposeId: i } });
    expectFact(registerPurpose, sent('registerPurpose')[i]);
    if (i === 2) expectFact(endPurpose, sent('endPurpose')[0]);
    else expect(endPurpose).toBeUndefined();
  }
});

test('consents in order, of all purposes and of one', async () => {
  const entries = consents.map(({ fee: _, ...fields }, i) => ({
    consentId: ids[i]!,
    ...fields,
    givenAt: START,
    revokedAt: i === 2 ? START : 0n,
  }));
  const [first, second, third, fourth] = entries;
  expect(await api.consents({})).toEqual({ total: 4, items: entries });
  const of = async (query: { purpose?: number; from?: number; limit?: number }) => api.consents({ query });
  expect(await of({ from: 1, limit: 2 })).toEqual({ total: 4, items: [second, third] });
  expect(await of({ purpose: 0 })).toEqual({ total: 3, items: [first, third, fourth] });
  expect(await of({ purpose: 0, from: 2, limit: 9 })).toEqual({ total: 3, items: [fourth] });
  expect(await of({ purpose: 1 })).toEqual({ total: 1, items: [second] });
  expect(await of({ purpose: 2 })).toEqual({ total: 0, items: [] });
  for (const entry of entries) {
    expect(await api.consent({ params: { consentId: entry.consentId } })).toEqual(entry);
  }
});

test('the key that a recipient has now, with what registered it', async () => {
  for (const [partyId, recipientKey, tx] of [
    [ASKS, 102n, sent('recipientKey')[1]],
    [PLANS, 201n, sent('recipientKey')[2]],
  ] as const) {
    const answer = await api.recipientKey({ params: { partyId } });
    expect(answer.recipientKey).toBe(recipientKey);
    expectFact(answer.fact, tx);
  }
});

test('roots of receipts, party by party, with their transactions', async () => {
  const params = { partyId: ASKS };
  const entries = roots.map(({ partyId: _, ...entry }) => entry);
  expect(await api.receipts({ params, query: {} })).toEqual({ total: 2, items: entries });
  const query = { from: 1, limit: 5 };
  expect(await api.receipts({ params, query })).toEqual({ total: 2, items: [entries[1]] });
  const all = await api.receiptFacts({ params, query: {} });
  expect(all.total).toBe(2);
  for (const [i, fact] of all.items.entries()) expectFact(fact, sent('receipts')[i]);
  expect(await api.receiptFacts({ params, query })).toEqual({ total: 2, items: [all.items[1]] });
  const none = { params: { partyId: BUILDS }, query: {} };
  expect([await api.receipts(none), await api.receiptFacts(none)]).toEqual([
    { total: 0, items: [] },
    { total: 0, items: [] },
  ]);
});

/** Beyond what a key of the store can hold, too. */
const NOBODY = [FIRST + 9, 2 ** 32];
const NONE = [3, 2 ** 32];
test.each<[path: string, status: number, code: string, field: string]>([
  ...NONE.flatMap((id): [string, number, string, string][] => [
    [`purposes/${id}`, 404, 'PURPOSE_UNKNOWN', 'purposeId'],
    [`purposes/${id}/facts`, 404, 'PURPOSE_UNKNOWN', 'purposeId'],
    [`consents?purpose=${id}`, 404, 'PURPOSE_UNKNOWN', 'purposeId'],
  ]),
  [`consents/${'0'.repeat(64)}`, 404, 'CONSENT_UNKNOWN', 'consentId'],
  ['consents/5', 400, 'BAD_REQUEST', 'params.consentId'],
  ['consents?purpose=x', 400, 'BAD_REQUEST', 'query.purpose'],
  [`recipients/${BUILDS}`, 404, 'NOT_FOUND', 'partyId'],
  ['recipients/3', 404, 'NOT_FOUND', 'partyId'],
  ...NOBODY.flatMap((id): [string, number, string, string][] => [
    [`recipients/${id}`, 404, 'PARTY_UNKNOWN', 'partyId'],
    [`receipts/${id}`, 404, 'PARTY_UNKNOWN', 'partyId'],
    [`receipts/${id}/facts`, 404, 'PARTY_UNKNOWN', 'partyId'],
  ]),
  [`receipts/${ASKS}/facts?limit=17`, 400, 'BAD_REQUEST', 'query.limit'],
])('refuses /v1/%s', async (path, status, code, field) => {
  const response = await fetch(`${url}/v1/${path}`);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ error: { code, field } });
});
