/** Answers in their box and their envelope, and receipts: what of it counts, before anything is proven. */
import {
  checkReceipt,
  fromCredential,
  makeReceipt,
  maxAnswerBytes,
  openAnswer,
  receiptsFields,
  sealAnswer,
  toCredential,
  verifier,
} from '@veilgrid/client-sdk';
import { PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import { type Answer, answerDigest } from '@veilgrid/protocol/disclosure/answer';
import { RECEIPT_DAYS, type Receipt } from '@veilgrid/protocol/disclosure/receipts';
import { requestDigest } from '@veilgrid/protocol/disclosure/request';
import type { Api } from '@veilgrid/protocol/routes';
import { UNPROVEN } from '../../protocol/disclosure/support/samples.js';
import { encKeyOf, GENESIS, secretOf } from '../../state/support/genesis.js';
import { ask, BANK, LENDER, NOW, nonceOf, partyFact, receiptsFact } from './support/shownAnswer.js';

const signed = ask();
const { request } = signed;
const ANSWER: Answer = {
  ...UNPROVEN,
  requestDigest: requestDigest(request),
  chains: UNPROVEN.chains.map((chain) => ({
    ...chain,
    steps: chain.steps.map((step, i) => ({ ...step, proof: new Uint8Array(PROOF_BYTES).fill(i + 1) })),
  })),
};
const keysOf = (partyId: number) => ({ encSecret: secretOf(partyId), encPk: encKeyOf(partyId) });
const invalid = (field: string) => expect.objectContaining({ code: 'ANSWER_INVALID', data: { field } });

describe('a sealed answer', () => {
  const box = sealAnswer(encKeyOf(BANK), request, ANSWER);

  test('opens for its recipient and its request alone', () => {
    expect(openAnswer(keysOf(BANK), request, box)).toEqual(ANSWER);
    expect(() => openAnswer(keysOf(LENDER), request, box)).toThrow(invalid('box'));
    expect(() => openAnswer(keysOf(BANK), ask().request, box)).toThrow(invalid('box'));
  });

  test('that is cut, changed or larger than any answer to its request does not', () => {
    const changed = box.slice();
    changed[40]! ^= 1;
    const large = new Uint8Array(maxAnswerBytes(request) + 1);
    for (const bytes of [box.subarray(0, -1), changed, new Uint8Array(), large]) {
      expect(() => openAnswer(keysOf(BANK), request, bytes)).toThrow(invalid('box'));
    }
  });

  test('of every day and every question in a chain of its own fits', () => {
    const [step] = ANSWER.chains[0]!.steps;
    const steps = Array.from({ length: 3 }, () => ({ ...step!, readings: Array<bigint>(12).fill(1n) }));
    const chains = request.questions.map((_, q) => ({
      ...ANSWER.chains[0]!,
      questions: [q],
      claims: [0],
      steps,
    }));
    const full = { ...ANSWER, chains, gaps: [1, 2, 3] };
    expect(openAnswer(keysOf(BANK), request, sealAnswer(encKeyOf(BANK), request, full))).toEqual(full);
  });
});

describe('a credential', () => {
  const evidence = [{ auctionId: 5n, root: 6n, height: 7n }];
  const credential = toCredential({ request: signed, answer: ANSWER }, evidence);
  const subject = `urn:veilgrid:${GENESIS.chainId}:subject:12`;

  test('says in the words of the standard what the answer is of, and holds it', () => {
    expect(credential).toMatchObject({
      issuer: subject,
      credentialSubject: { id: subject, fromDay: request.fromDay },
      validFrom: '2027-01-15T07:59:00.000Z',
      validUntil: '2027-01-15T08:10:00.000Z',
      credentialStatus: { type: 'VeilgridConsent' },
      termsOfUse: { id: `urn:veilgrid:${GENESIS.chainId}:purpose:5` },
      evidence: [{ auctionId: '5', root: '6', height: '7' }],
      proof: { cryptosuite: 'veilgrid-groth16-2026', domain: `urn:veilgrid:${GENESIS.chainId}:party:40` },
    });
    expect(fromCredential(JSON.parse(JSON.stringify(credential)))).toEqual({
      request: signed,
      answer: ANSWER,
    });
  });

  const proof = (change: object) => ({ ...credential, proof: { ...credential.proof, ...change } });
  const terms = (request: string) => ({
    ...credential,
    termsOfUse: { ...credential.termsOfUse, request },
  });
  const long = `f${'00'.repeat(2 ** 24)}`;
  test.each<[string, () => object, string]>([
    ['a proof of 16 MiB', () => proof({ proofValue: long }), 'proof.proofValue'],
    ['a request of 16 MiB', () => terms(long), 'termsOfUse.request'],
    ['a request of half a byte more', () => terms(`${credential.termsOfUse.request}0`), 'termsOfUse.request'],
    ['a proof of no digits', () => proof({ proofValue: 'f0g' }), 'proof.proofValue'],
  ])('with %s is refused, however long', (_name, make, field) => {
    expect(() => fromCredential(make())).toThrow(invalid(field));
  });

  test.each<[string, object, string]>([
    ['of another subject', { ...credential, issuer: `${subject}3` }, 'issuer'],
    ['that is valid for longer', { ...credential, validUntil: '2028-01-15T08:10:00.000Z' }, 'validUntil'],
    ['to another challenge', proof({ challenge: '00' }), 'proof'],
    ['for another domain', proof({ domain: 'bank.example' }), 'proof'],
    ['with another proof', proof({ proofValue: 'f00' }), 'proof.proofValue'],
    [
      'with a proof in another base',
      proof({ proofValue: `u${credential.proof.proofValue}` }),
      'proof.proofValue',
    ],
    ['of another suite', proof({ cryptosuite: 'bbs-2023' }), 'proof.cryptosuite'],
    ['with a claim beside', { ...credential, name: 'x' }, ''],
    ['that is none', {}, '@context'],
  ])('%s is refused', (_name, json, field) => {
    expect(() => fromCredential(json)).toThrow(invalid(field));
  });
});

describe('receipts', () => {
  const receiptAt = (time: bigint, seed = 1): Receipt => ({
    ...{ chainId: GENESIS.chainId, consentId: ANSWER.consentId, time, verdict: 1 },
    answerDigest: seed === 1 ? answerDigest(GENESIS.chainId, ANSWER) : nonceOf(seed),
  });
  const mine = receiptAt(NOW);
  const all = [receiptAt(NOW + 5n, 2), mine, receiptAt(NOW - 9n, 3), receiptAt(NOW + 90n, 4)];
  const covered = [all[2]!, mine, all[0]!];
  const fields = receiptsFields(BANK, all, undefined, NOW + 60n)!;
  const signedReceipt = makeReceipt(mine, secretOf(BANK));
  const LATE = NOW + BigInt(RECEIPT_DAYS * 86_400);
  const missing = (field: string) => ({ code: 'RECEIPT_MISSING', data: { field } });

  const node = (roots: readonly object[]) => ({
    genesis: GENESIS,
    api: {
      partyFacts: async () => ({ total: 1, items: [partyFact(BANK)] }),
      receiptFacts: async () => ({
        total: roots.length,
        items: roots.map((body) => receiptsFact(BANK, body)),
      }),
    } as unknown as Api,
  });
  const check = (
    roots: readonly object[],
    proof: ReturnType<typeof verifier.receiptProof> | undefined,
    now: bigint,
    receipt = signedReceipt,
  ) => checkReceipt(node(roots), BANK, mine, receipt, proof, now);

  test('of a time stand under one root, in order; the next root begins where it ends', () => {
    expect(fields).toEqual({
      ...{ partyId: BANK, index: 0, from: 0n, to: NOW + 60n, count: 3 },
      root: verifier.logRoot(covered),
    });
    const next = receiptsFields(BANK, all, fields, NOW + 100n);
    expect(next).toMatchObject({ index: 1, from: NOW + 60n, count: 1, root: verifier.logRoot([all[3]!]) });
    expect(receiptsFields(BANK, all, { index: 1, to: NOW + 100n }, NOW + 200n)).toBeUndefined();
  });

  test('that stand under a root are found there by their proof', async () => {
    const next = receiptsFields(BANK, all, fields, NOW + 100n)!;
    const proof = verifier.receiptProof(covered, 1);
    expect(await check([fields, next], proof, LATE)).toBe('rooted');
  });

  test('may be rooted and shown within 35 days, and are missing then', async () => {
    const proof = verifier.receiptProof(covered, 1);
    expect(await check([], undefined, LATE - 1n)).toBe('waiting');
    expect(await check([fields], undefined, LATE - 1n)).toBe('waiting');
    await expect(check([], proof, LATE)).rejects.toMatchObject(missing('roots'));
    await expect(check([fields], undefined, LATE)).rejects.toMatchObject(missing('proof'));
  });

  test('are missing where the root that covers them is of others', async () => {
    const others = [all[2]!, all[0]!];
    const without = { ...fields, count: 2, root: verifier.logRoot(others) };
    for (const proof of [verifier.receiptProof(covered, 1), verifier.receiptProof(others, 1)]) {
      await expect(check([without], proof, NOW)).rejects.toMatchObject(missing('proof'));
    }
    const other = verifier.receiptProof(covered, 0);
    await expect(check([fields], other, NOW)).rejects.toMatchObject(missing('proof'));
    const longer = { ...verifier.receiptProof(covered, 1), size: 4 };
    await expect(check([fields], longer, NOW)).rejects.toMatchObject(missing('proof'));
  });

  test('of another answer, consent, chain or party are none', async () => {
    const changes: [Partial<Receipt>, string][] = [
      [{ answerDigest: nonceOf(8) }, 'answerDigest'],
      [{ consentId: nonceOf(8) }, 'consentId'],
      [{ chainId: 7n }, 'chainId'],
    ];
    for (const [change, field] of changes) {
      const other = makeReceipt({ ...mine, ...change }, secretOf(BANK));
      await expect(check([], undefined, NOW, other)).rejects.toMatchObject(missing(field));
    }
    const unsigned = makeReceipt(mine, secretOf(LENDER));
    await expect(check([], undefined, NOW, unsigned)).rejects.toMatchObject(missing('signature'));
  });

  test('a node that leaves a root out is found out', async () => {
    const next = receiptsFields(BANK, all, fields, NOW + 100n)!;
    for (const roots of [[next], [fields, { ...next, index: 2 }], [fields, { ...next, from: NOW + 61n }]]) {
      await expect(check(roots, undefined, NOW)).rejects.toMatchObject({
        code: 'FACT_INVALID',
        data: { fact: 'receipts', field: 'index' },
      });
    }
  });
});
