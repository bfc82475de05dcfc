/** Consents on a ledger: given once however often they are sent, found by the seed alone, ended by their secret. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { makeRequest, memoryTxStore, periods, question, Wallet } from '@veilgrid/client-sdk';
import { submitTx } from '@veilgrid/client-sdk/client/submit';
import { dayOf } from '@veilgrid/protocol/core/days';
import { SignedRequest } from '@veilgrid/protocol/disclosure/request';
import { ROLES } from '@veilgrid/protocol/roles';
import { decodeTx, signTx, type Tx, txDigest } from '@veilgrid/protocol/tx';
import { startTestChain, type TestChain } from '../../services/support/chain.js';
import {
  enrol,
  fundRoles,
  type Household,
  household,
  partiesOf,
  publishTariff,
  untilNotesAreReady,
} from '../../services/support/market.js';
import { FEE, SIGNERS, secretOf } from '../../state/support/genesis.js';
import { K, PROFILE } from '../../state/support/profile.js';
import { purposeBody } from './support/shownHome.js';

let chain: TestChain;
let homes: Household[];
let today: number;
let bytes: Uint8Array;
const SUPPLIER = secretOf(SIGNERS.supplier);

beforeAll(async () => {
  chain = await startTestChain();
  const parties = partiesOf(chain);
  homes = ['home 0', 'home 1'].map((name) => household(chain, name));
  await fundRoles(chain);
  await publishTariff(parties);
  for (const [i, home] of homes.entries()) await enrol(chain, parties, home, i);
  await untilNotesAreReady(chain);
  const { api, genesis } = chain;
  const now = (await api.status({})).time;
  today = dayOf(now);
  const { sequence } = await api.sequence({ params: { role: 'regulator' } });
  const dates = { from: today, until: today + 300 };
  const purpose = purposeBody({ sequence, partyId: ROLES.supplier, ...dates });
  const draft = { kind: 'registerPurpose', body: purpose } as const;
  const digest = txDigest(PROFILE, genesis.chainId, draft);
  const regulator = secretOf(SIGNERS.regulator);
  const signatures = [signTx('regulator', digest, regulator), signTx('party', digest, SUPPLIER)];
  await submitTx(api, PROFILE, { ...draft, proofs: new Uint8Array(), signatures } as Tx);
  const asked = {
    questions: [question.range({ imports: periods(0, K), bounds: [1_000] })],
    ...{ fromDay: today - 2, toDay: today - 1, issued: now, expires: now + 100_000n },
  };
  bytes = SignedRequest.serialize(makeRequest(genesis, { purposeId: 0, purpose }, asked, SUPPLIER));
}, 300_000);
afterAll(() => chain.close());

const days = (until = 30) => ({ from: today, until: today + until });

test('is given once: where the answer was lost, after a restart, and when it is asked for again', async () => {
  const { ctx, wallet } = homes[0]!;
  await wallet.sync();
  const before = wallet.notes.balance;
  const store = memoryTxStore();
  const cut = new Error('cut off');
  const submit = () => Promise.reject(cut);
  const lost = new Wallet({ ...ctx, api: { ...chain.api, submit } }, store);
  await expect(lost.disclosure.giveConsent({ bytes }, days())).rejects.toBe(cut);
  const kept = (await store.find('consent-0-0'))!;
  const given = await new Wallet(ctx, store).disclosure.giveConsent({ bytes }, days());
  expect(given.consentId).toEqual(txDigest(PROFILE, chain.genesis.chainId, decodeTx(PROFILE, kept)));
  expect(await new Wallet(ctx, store).disclosure.giveConsent({ bytes }, days())).toEqual(given);
  // From the seed alone, with another store.
  expect(await new Wallet(ctx, memoryTxStore()).disclosure.giveConsent({ bytes }, days())).toEqual(given);
  expect((await chain.api.consents({ query: {} })).total).toBe(1);
  await wallet.sync();
  expect(wallet.notes.balance).toBe(before - FEE);
  expect(given).toMatchObject({ index: 0, purposeId: 0, ...days(), revokedAt: 0n });
});

test('is found by its own seed and by no other', async () => {
  const found = await new Wallet(homes[0]!.ctx).disclosure.consents();
  expect(found).toHaveLength(1);
  expect(await homes[1]!.wallet.disclosure.consents()).toEqual([]);
});

test('is refused outside the dates that it may have, and nothing is counted', async () => {
  const { disclosure } = homes[1]!.wallet;
  await expect(disclosure.giveConsent({ bytes }, days(301))).rejects.toMatchObject({ code: 'CONSENT_TIMES' });
  expect(await disclosure.consents()).toEqual([]);
  expect(await chain.api.purpose({ params: { purposeId: 0 } })).toMatchObject({ live: 1 });
});

test('is ended by whoever gave it, once, and the next has the next number', async () => {
  const [home, other] = homes;
  const { disclosure } = home!.wallet;
  const [given] = await disclosure.consents();
  const { consentId } = given!;
  await expect(other!.wallet.disclosure.revokeConsent(consentId)).rejects.toMatchObject({
    code: 'CONSENT_UNKNOWN',
  });
  await disclosure.revokeConsent(consentId);
  await disclosure.revokeConsent(consentId);
  const shown = await chain.api.consent({ params: { consentId: bytesToHex(consentId) } });
  expect(shown.revokedAt).toBeGreaterThan(0n);
  expect(await chain.api.purpose({ params: { purposeId: 0 } })).toMatchObject({ live: 0 });
  await expect(disclosure.answer({ bytes }, { consent: consentId })).rejects.toMatchObject({
    code: 'CONSENT_REVOKED',
  });
  await untilNotesAreReady(chain);
  const next = await disclosure.giveConsent({ bytes }, days());
  expect(next.index).toBe(1);
  expect(next.consentId).not.toEqual(consentId);
});

test('is not given to what nobody registered', async () => {
  const { request } = SignedRequest.deserialize(bytes);
  const changed = { ...request, purposeId: 1 };
  const forged = SignedRequest.serialize({
    request: changed,
    signature: ed25519.sign(new Uint8Array(32), SUPPLIER),
  });
  await expect(homes[0]!.wallet.disclosure.giveConsent({ bytes: forged }, days())).rejects.toMatchObject({
    code: 'PURPOSE_UNKNOWN',
  });
});
