/** What a node is asked for purposes, keys, consents and answers, and what of it is believed. */
import { bytesToHex } from '@noble/hashes/utils.js';
import {
  createProver,
  fetchAnswerFacts,
  fetchConsent,
  fetchPurpose,
  fetchRecipientKey,
  fetchZoneDay,
  registerRecipientKey,
  verifier,
} from '@veilgrid/client-sdk';
import type { Received } from '@veilgrid/client-sdk/verifier/disclosure/answerShape';
import { verifyEd25519 } from '@veilgrid/protocol/core/crypto/ed25519';
import type { LogFact } from '@veilgrid/protocol/core/fact';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { Fr } from '@veilgrid/protocol/core/ssz';
import type { Answer } from '@veilgrid/protocol/disclosure/answer';
import {
  type RecipientKeyBody,
  recipientKeyOf,
  recipientKeySignals,
} from '@veilgrid/protocol/disclosure/recipient';
import { type Request, requestDigest } from '@veilgrid/protocol/disclosure/request';
import { fail } from '@veilgrid/protocol/errors';
import { ROLES } from '@veilgrid/protocol/roles';
import type { Api } from '@veilgrid/protocol/routes';
import { contextOf, decodeTx, txDigest } from '@veilgrid/protocol/tx';
import { UNPROVEN } from '../../protocol/disclosure/support/samples.js';
import { GENESIS, PARAMS, publicKeyOf, SIGNERS, secretOf } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { PROFILE } from '../../state/support/profile.js';
import {
  ask,
  BANK,
  consentFact,
  consentOf,
  DAYS,
  endFact,
  evidenceOf,
  frozen,
  HERE,
  HOME,
  idOf,
  keyFact,
  LENDER,
  NOTHING_ANSWERED,
  PURPOSE_ID,
  partyFact,
  purposeFact,
  secretKeyOf,
  sumFact,
  TODAY,
  ZONE_MEMBERS,
  ZONE_WH,
} from './support/shownAnswer.js';

const asked = ask();
const { body } = consentOf(HOME, asked.request);
const consentId = idOf(body);
const missing = (code: 'NOT_FOUND' | 'AUCTION_UNKNOWN' = 'NOT_FOUND') => {
  throw fail(code, { field: 'id' });
};

/** A node that knows the bank, its purpose and key, one consent, and two days, the first merged into the second. */
function nodeOf(change: Partial<Record<keyof Api, unknown>> = {}) {
  const merged = sumFact([DAYS[0], DAYS[1]]);
  const auctions = [DAYS[0], DAYS[1]].map((day) => evidenceOf(day));
  const entries = new Map<string, LogFact>([
    ...auctions.map(
      ({ auctionId, readings }) => [`${CORE_LOG.readings.name} ${auctionId}`, readings] as const,
    ),
    [`${CORE_LOG.sum.name} ${merged.group}`, merged.fact] as const,
  ]);
  const api = {
    partyFacts: async ({ params }: { params: { partyId: number } }) => ({
      total: 1,
      items: [partyFact(params.partyId)],
    }),
    purposeFacts: async () => ({ registerPurpose: purposeFact(BANK, PURPOSE_ID) }),
    recipientKey: async () => ({
      recipientKey: recipientKeyOf(hasher, secretKeyOf(BANK)),
      fact: keyFact(BANK),
    }),
    fact: async ({ params: { id } }: { params: { id: string } }) =>
      id === bytesToHex(consentId) ? consentFact(body) : missing(),
    consent: async () => ({ revokedAt: 5n }),
    auction: async ({ params: { auctionId } }: { params: { auctionId: bigint } }) =>
      auctions.find((each) => each.auctionId === auctionId) ?? missing('AUCTION_UNKNOWN'),
    aggregate: async () => ({ auctions: auctions.map(({ auctionId }) => auctionId) }),
    logFact: async ({ params: { name, key } }: { params: { name: string; key: string } }) =>
      entries.get(`${name} ${Fr.deserialize(Uint8Array.from(Buffer.from(key, 'hex')))}`) ?? missing(),
    ...change,
  } as unknown as Api;
  return { genesis: GENESIS, hasher, api };
}
const lie = (fact: string, field: string) => ({
  code: 'FACT_INVALID',
  data: expect.objectContaining({ fact, field }),
});

test('a purpose comes with its party, and ends when either of them does', async () => {
  const { purpose, party, until } = await fetchPurpose(nodeOf(), PURPOSE_ID);
  expect([party.partyId, purpose.maxDays, purpose.until, until]).toEqual([BANK, 31, 21_000, 21_000]);
  const registerPurpose = purposeFact(BANK, PURPOSE_ID);
  const ended = nodeOf({
    purposeFacts: async () => ({ registerPurpose, endPurpose: endFact(BANK, PURPOSE_ID, TODAY) }),
  });
  expect(await fetchPurpose(ended, PURPOSE_ID)).toMatchObject({ purpose: { until: TODAY }, until: TODAY });
  const over = nodeOf({
    partyFacts: async () => ({ total: 1, items: [partyFact(BANK, { until: 20_900 })] }),
  });
  expect(await fetchPurpose(over, PURPOSE_ID)).toMatchObject({ purpose: { until: 21_000 }, until: 20_900 });
});

test('a role of genesis asks under its own key', async () => {
  const { supplier } = SIGNERS;
  const roleId = ROLES.supplier;
  const fact = purposeFact(roleId, PURPOSE_ID, {}, supplier);
  const { party } = await fetchPurpose(
    nodeOf({ purposeFacts: async () => ({ registerPurpose: fact }) }),
    PURPOSE_ID,
  );
  expect(party.sigPk).toEqual(publicKeyOf(supplier));
  const other = { registerPurpose: purposeFact(roleId, PURPOSE_ID, {}, SIGNERS.dso) };
  await expect(fetchPurpose(nodeOf({ purposeFacts: async () => other }), PURPOSE_ID)).rejects.toMatchObject(
    lie('registerPurpose', 'signatures.1'),
  );
});

test.each<[string, object, object]>([
  ['another purpose', { registerPurpose: purposeFact(BANK, 6) }, lie('registerPurpose', 'purposeId')],
  ['what is none', { registerPurpose: keyFact(BANK) }, lie('registerPurpose', 'kind')],
])('%s in its place is found out', async (_name, facts, expected) => {
  const node = nodeOf({ purposeFacts: async () => facts });
  await expect(fetchPurpose(node, PURPOSE_ID)).rejects.toMatchObject(expected);
});

test('a key is the one that its transaction says', async () => {
  const { party } = await fetchPurpose(nodeOf(), PURPOSE_ID);
  expect(await fetchRecipientKey(nodeOf(), party)).toBe(recipientKeyOf(hasher, secretKeyOf(BANK)));
  const other = nodeOf({ recipientKey: async () => ({ recipientKey: 7n, fact: keyFact(BANK) }) });
  await expect(fetchRecipientKey(other, party)).rejects.toMatchObject(lie('recipientKey', 'recipientKey'));
  const lender = nodeOf({ recipientKey: async () => ({ recipientKey: 7n, fact: keyFact(LENDER) }) });
  await expect(fetchRecipientKey(lender, party)).rejects.toMatchObject(lie('recipientKey', 'signatures.0'));
});

test('a consent is its transaction’s; that it was revoked, the node says', async () => {
  const { holder, revokedAt } = await fetchConsent(nodeOf(), consentId);
  expect([holder, revokedAt]).toEqual([body.holder, 5n]);
  const other = nodeOf({ fact: async () => consentFact({ ...body, until: TODAY + 9 }) });
  await expect(fetchConsent(other, consentId)).rejects.toMatchObject(lie('consent', 'consentId'));
});

test('a zone’s day is that of the set which it was published in', async () => {
  const [{ auctionId }, stranger] = [frozen(DAYS[0]), frozen(DAYS[2], HERE)];
  const shown = { energy: BigInt(2 * ZONE_WH), members: ZONE_MEMBERS, nets: 0 };
  expect(await fetchZoneDay(nodeOf(), auctionId, 5n)).toEqual(shown);
  await expect(fetchZoneDay(nodeOf(), stranger.auctionId, 5n)).rejects.toMatchObject(lie('sum', 'auctions'));
});

describe('an answer', () => {
  const stepOf = (day: number) => ({
    ...{ auctionId: frozen(day).auctionId, day, status: 0, stateOut: 1n, readings: [] },
    proof: new Uint8Array(256),
  });
  const of = asked.request;
  /** Two chains of these days; of the others there is no reading. */
  const answerTo = (request: Request, ...days: readonly number[]): Answer => ({
    ...UNPROVEN,
    consentId,
    requestDigest: requestDigest(request),
    chains: UNPROVEN.chains.map((chain) => ({ ...chain, steps: days.map(stepOf) })),
    gaps: DAYS.filter((day) => !days.includes(day)),
  });
  const good = answerTo(of, DAYS[0], DAYS[1]);
  const invalid = (field: string) => ({ code: 'ANSWER_INVALID', data: { field } });

  test('rests on facts that the node has, of every auction once', async () => {
    const facts = await fetchAnswerFacts(nodeOf(), of, good, NOTHING_ANSWERED);
    expect(facts.auctions.map(({ day, sum }) => [day, sum?.group])).toEqual(
      [DAYS[0], DAYS[1]].map((day) => [day, frozen(DAYS[1]).auctionId]),
    );
    expect(facts.consent.revokedAt).toBe(5n);
    const named = ask({ naming: 'named', designated: false, toDay: DAYS[0], maxGaps: 0 }).request;
    const short = { ...answerTo(named, DAYS[0]), gaps: [] };
    const fewer = await fetchAnswerFacts(nodeOf(), named, short, NOTHING_ANSWERED);
    expect([fewer.auctions[0]!.sum, fewer.recipientKey]).toEqual([undefined, undefined]);
  });

  test('that names what the ledger does not have is none', async () => {
    const fetched = (answer: Answer) => fetchAnswerFacts(nodeOf(), of, answer, NOTHING_ANSWERED);
    await expect(fetched({ ...good, consentId: new Uint8Array(32) })).rejects.toMatchObject(
      invalid('consentId'),
    );
    await expect(fetched(answerTo(of, DAYS[0], DAYS[2]))).rejects.toMatchObject(
      invalid('chains.1.steps.1.auctionId'),
    );
  });

  const withChains = (change: (chain: Answer['chains'][number], c: number) => object): Answer => ({
    ...good,
    chains: good.chains.map((chain, c) => ({ ...chain, ...change(chain, c) })),
  });
  test.each<[string, Answer, Partial<Received>, string]>([
    ['to another request', { ...good, requestDigest: new Uint8Array(32) }, {}, 'requestDigest'],
    ['too late', good, { now: of.expires }, 'request.expires'],
    ['once more', good, { answered: new Set([bytesToHex(of.nonce)]) }, 'request.nonce'],
    ['with more gaps than may be', { ...good, gaps: [DAYS[1], DAYS[2]] }, {}, 'gaps'],
    ['with more chains than questions', { ...good, chains: Array(4).fill(good.chains[0]) }, {}, 'chains'],
    [
      'with a day too many',
      withChains(({ steps }, c) => ({ steps: [...steps, ...(c === 1 ? steps : [])] })),
      {},
      'chains.1.steps',
    ],
    [
      'with a day of its own',
      withChains(({ steps }) => ({ steps: steps.map((step) => ({ ...step, day: DAYS[0] })) })),
      {},
      'chains.0.steps.1.day',
    ],
    [
      'with an auction more',
      withChains(({ steps }, c) => ({
        steps: steps.map((step, i) => ({ ...step, auctionId: step.auctionId + BigInt(c * i) })),
      })),
      {},
      'chains.1.steps.1.auctionId',
    ],
  ])('that comes %s asks nobody for anything', async (_name, made, received, field) => {
    const node = { api: new Proxy({} as Api, { get: () => () => missing() }) };
    const fetched = fetchAnswerFacts(node, of, made, { ...NOTHING_ANSWERED, ...received });
    await expect(fetched).rejects.toMatchObject(invalid(field));
  });

  test('to a request of more days than there are asks nobody either', async () => {
    const node = { api: new Proxy({} as Api, { get: () => () => missing() }) };
    for (const toDay of [2 ** 32 - 1, of.fromDay - 1]) {
      const endless = { ...of, toDay };
      const made = { ...good, requestDigest: requestDigest(endless) };
      await expect(fetchAnswerFacts(node, endless, made, NOTHING_ANSWERED)).rejects.toMatchObject(
        invalid('request.toDay'),
      );
    }
  });
});

test('a recipient’s key is registered with the proof that its secret is known', async () => {
  const prover = createProver('small', { workers: 1 });
  let sent: Uint8Array | undefined;
  const { api } = nodeOf({
    party: async () => ({ sequence: 12n }),
    submit: async (args: { body: { tx: Uint8Array } }) => {
      sent = args.body.tx;
      return { status: 'committed' };
    },
  });
  const holder = { partyId: BANK, secretKey: secretOf(BANK) };
  await registerRecipientKey({ api, genesis: GENESIS, hasher, prover }, holder, 4_242n);
  await prover.close();
  const tx = decodeTx(PROFILE, sent!);
  const body = tx.body as RecipientKeyBody;
  expect(body).toEqual({ sequence: 12n, partyId: BANK, recipientKey: recipientKeyOf(hasher, 4_242n) });
  const digest = txDigest(PROFILE, GENESIS.chainId, tx);
  expect(verifyEd25519(digest, tx.signatures[0]!.signature, publicKeyOf(BANK))).toBe(true);
  const proofs = await verifier.createProofVerifier('small');
  const signals = (key: RecipientKeyBody) =>
    recipientKeySignals(hasher, PARAMS, key, contextOf(PROFILE, GENESIS.chainId, tx));
  expect(() => proofs.verify('disclose', tx.proofs, signals(body))).not.toThrow();
  expect(() => proofs.verify('disclose', tx.proofs, signals({ ...body, recipientKey: 7n }))).toThrow(
    'PROOF_INVALID',
  );
});
