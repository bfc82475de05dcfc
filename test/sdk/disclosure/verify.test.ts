/** What a recipient believes of an answer, and every lie that it does not. docs/protocol/disclosure.md "Verifier". */

import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import {
  createProver,
  type PlannedChain,
  type ProtocolError,
  periods,
  question,
  simulateAnswer,
  verifier,
} from '@veilgrid/client-sdk';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { Answer } from '@veilgrid/protocol/disclosure/answer';
import { askedDigest, requestDigest, type SignedRequest } from '@veilgrid/protocol/disclosure/request';
import type { Prover } from '@veilgrid/protocol/prover';
import { GENESIS, secretOf } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { daily, K } from '../../state/support/profile.js';
import { lyingProver } from './support/lyingProver.js';
import {
  answerOf,
  ask,
  BANK,
  CHAIN,
  changeFact,
  consentBody,
  consentFact,
  consentOf,
  DAYS,
  dayOf,
  endFact,
  evidenceOf,
  factsOf,
  GAPS,
  HERE,
  HOME,
  idOf,
  keyFact,
  LENDER,
  NEIGHBOUR,
  NOTHING_ANSWERED,
  NOW,
  nonceOf,
  PURPOSE_ID,
  partyFact,
  purposeFact,
  secretKeyOf,
  sumFact,
  TODAY,
  ZONE_MEMBERS,
  ZONE_WH,
} from './support/shownAnswer.js';

const ALL = periods(0, K);

let prover: Prover;
let chain: verifier.AnswerVerifier;
let request: SignedRequest;
let answer: Answer;
beforeAll(async () => {
  prover = createProver('small', { workers: 1 });
  const { verifyMany } = await verifier.createProofVerifier('small');
  chain = { genesis: GENESIS, hasher, verifyMany };
  request = ask();
  answer = await answerOf(prover, request);
});
afterAll(() => prover.close());

interface Case {
  readonly request?: SignedRequest;
  readonly answer?: Answer;
  readonly facts?: Partial<verifier.AnswerFacts>;
  readonly received?: Partial<verifier.Received>;
}

const verify = (change: Case = {}) => {
  const asked = change.request ?? request;
  const facts = { ...factsOf(asked), ...change.facts };
  const received = { ...NOTHING_ANSWERED, ...change.received };
  return verifier.verifyAnswer(chain, asked, change.answer ?? answer, facts, received);
};
const refusal = async (change: Case) => {
  const error = await verify(change).then(
    () => undefined,
    (e: ProtocolError) => e,
  );
  return error && { code: error.code, ...error.data };
};
const invalid = (field: string, rest: object = {}) => ({ code: 'ANSWER_INVALID', field, ...rest });
const unproven = (c = 0, i = 0) => invalid(`chains.${c}.steps.${i}.proof`, { reason: 'PROOF_INVALID' });

type Chain = Answer['chains'][number];
type Step = Chain['steps'][number];
const withChain = (change: Partial<Chain>): Answer => ({
  ...answer,
  chains: [{ ...answer.chains[0]!, ...change }],
});
const withStep = (change: Partial<Step>, at = 0): Answer =>
  withChain({ steps: answer.chains[0]!.steps.map((step, i) => (i === at ? { ...step, ...change } : step)) });

test('a true answer says what was asked, and no more', async () => {
  const verified = await verify();
  const shown = (day: number) => ({
    day,
    imports: Array.from({ length: K }, (_, k) => (k === 2 ? HOME.readings(day)[2]!.imported : undefined)),
    exports: Array.from({ length: K }, (_, k) => (k === 1 ? 7 : undefined)),
  });
  expect(verified.answers).toEqual([
    { kind: 'range', from: 900n, below: 2_000n },
    { kind: 'peak', atMost: 150n },
    { kind: 'readings', days: [shown(DAYS[0]), shown(DAYS[2])] },
  ]);
  expect(verified).toMatchObject({
    subject: consentOf(HOME, request.request).subject,
    position: undefined,
    transferable: false,
    gaps: GAPS,
    estimated: [DAYS[2]],
  });
  expect(verified.purpose.party.name).toEqual(new TextEncoder().encode('Bank'));
  expect(verified.auctions.map(({ day, height }) => [day, height])).toEqual([
    [DAYS[0], 8n],
    [DAYS[2], 8n],
  ]);
});

test('every kind of question is answered in words of its own', async () => {
  const prices = { imports: daily(2_000), exports: daily(500) };
  const request = ask({
    maxGaps: 0,
    questions: [
      question.sums([
        { side: 'imports', periods: periods(0, 2) },
        { side: 'exports', periods: ALL },
      ]),
      question.range({ imports: ALL }),
      question.cost({ prices }),
      question.cost({ prices, bounds: [0, 10_000_000] }),
      question.share({ window: periods(2, 4), bounds: [500, 600] }),
      question.comparison({ imports: ALL, bounds: [100, 250, 300] }),
      question.floor({ imports: ALL, bounds: [50, 100, 150] }),
      question.floor({ exports: ALL, bounds: [5] }),
    ],
  });
  const zone = DAYS.map(() => ({ energy: BigInt(K * ZONE_WH), members: ZONE_MEMBERS }));
  const chains: PlannedChain[] = [
    { questions: [0, 6, 7], claims: [0, 2, 0] },
    { questions: [1], claims: [0] },
    { questions: [2], claims: [0] },
    { questions: [3], claims: [1] },
    { questions: [4], claims: [1] },
    { questions: [5], claims: [1], zone },
  ];
  const answer = await answerOf(prover, request, { chains, gaps: [] });
  const { answers } = await verify({ request, answer });
  const values = DAYS.flatMap((day) => HOME.readings(day).map(({ imported }) => imported));
  const sum = values.reduce((a, b) => a + b, 0);
  const early = DAYS.flatMap((day) => HOME.readings(day).slice(0, 2)).reduce((a, b) => a + b.imported, 0);
  expect(answers).toEqual([
    { kind: 'sums', values: [BigInt(early), 21n] },
    { kind: 'range', value: BigInt(sum) },
    { kind: 'cost', value: BigInt(2_000 * sum - 500 * 21) },
    { kind: 'cost', from: 0n, below: 10_000_000n },
    { kind: 'share', atMost: 600n },
    { kind: 'comparison', atMost: 250n, nets: 0 },
    { kind: 'floor', atLeast: 100n },
    { kind: 'floor', atLeast: undefined },
  ]);

  // The zone's day is its set's: of another set the bound is another, and not the proven one.
  const quieter = DAYS.map((day) => ({ ...evidenceOf(day), sum: sumFact([day], { both: 0 }) }));
  expect(await refusal({ request, answer, facts: { auctions: quieter } })).toEqual(invalid('chains.5.high'));
});

test('where a set shows its net, that stands for imports, and it is said in how many half hours', async () => {
  const request = ask({
    questions: [question.comparison({ imports: 5n, bounds: [500] })],
    toDay: DAYS[0],
    maxGaps: 0,
  });
  const net = { ...evidenceOf(DAYS[0]), sum: sumFact([DAYS[0]], { both: 0 }) };
  const zone = [{ energy: BigInt(2 * (ZONE_WH - 100)), members: ZONE_MEMBERS }];
  const chains = [{ questions: [0], claims: [0], zone }];
  const answer = await answerOf(prover, request, { chains, gaps: [], days: [dayOf(HOME, DAYS[0])] });
  const { answers } = await verify({ request, answer, facts: { auctions: [net] } });
  expect(answers).toEqual([{ kind: 'comparison', atMost: 500n, nets: 2 }]);
});

describe('a request', () => {
  const signedAgain = (change: Partial<SignedRequest['request']>, by = BANK) => {
    const asked = { ...request.request, ...change };
    return { request: asked, signature: ed25519.sign(requestDigest(asked), secretOf(by)) };
  };

  test.each<[string, () => Case, object]>([
    [
      'that the party did not sign',
      () => ({ request: signedAgain({}, LENDER) }),
      invalid('request.signature'),
    ],
    [
      'of another chain',
      () => ({ request: signedAgain({ chainId: 7n }), facts: factsOf(request) }),
      invalid('request.chainId'),
    ],
    [
      'that its purpose does not allow',
      () => ({ request: signedAgain({ maxGaps: 3 }), facts: factsOf(request) }),
      invalid('request.maxGaps'),
    ],
    ['that has expired', () => ({ received: { now: request.request.expires } }), invalid('request.expires')],
    [
      'that was answered',
      () => ({ received: { answered: new Set([bytesToHex(request.request.nonce)]) } }),
      invalid('request.nonce'),
    ],
    [
      'for a purpose that has ended',
      () => ({
        facts: {
          purpose: {
            registerPurpose: purposeFact(BANK, PURPOSE_ID),
            endPurpose: endFact(BANK, PURPOSE_ID, TODAY),
          },
        },
      }),
      invalid('request.purposeId'),
    ],
    [
      'of a party that has ended',
      () => ({ facts: { party: [partyFact(BANK, { until: TODAY })] } }),
      invalid('request.purposeId'),
    ],
    [
      'that is designated to a party without a key',
      () => ({ facts: { recipientKey: undefined } }),
      invalid('request.designated'),
    ],
  ])('%s gets no answer that counts', async (_name, change, expected) => {
    expect(await refusal(change())).toEqual(expected);
  });
});

describe('a consent', () => {
  const posted = (change: Partial<ReturnType<typeof consentBody>>): Case => {
    const body = { ...consentOf(HOME, request.request).body, ...change };
    const facts = { consent: { fact: consentFact(body), revokedAt: 0n } };
    return { answer: { ...answer, consentId: idOf(body) }, facts };
  };

  test.each<[string, () => Case, string]>([
    ['to another purpose', () => posted({ purposeId: 6 }), 'consent.purposeId'],
    ['that begins tomorrow', () => posted({ from: TODAY + 1 }), 'consent.from'],
    ['that ended', () => posted({ until: TODAY }), 'consent.until'],
    [
      'to another question',
      () => posted({ asked: askedDigest(ask({ maxGaps: 0 }).request) }),
      'consent.asked',
    ],
    ['of another household', () => posted({ holder: 7n }), 'consent.holder'],
    ['that another number opens', () => ({ answer: { ...answer, n: 7n } }), 'consent.holder'],
  ])('%s is none', async (_name, change, field) => {
    expect(await refusal(change())).toEqual(invalid(field));
  });

  test('that was revoked is none', async () => {
    const { fact } = factsOf(request).consent;
    expect(await refusal({ facts: { consent: { fact, revokedAt: NOW - 1n } } })).toEqual(
      invalid('consent.revokedAt'),
    );
  });

  test('given again to the same question does not fit the proofs of the first', async () => {
    expect(await refusal(posted({ from: TODAY - 6 }))).toEqual(unproven());
  });
});

describe('days', () => {
  const [first, second] = [0, 1].map((i) => () => answer.chains[0]!.steps[i]!) as [() => Step, () => Step];

  test.each<[string, () => Case, object]>([
    ['a day left out', () => ({ answer: withChain({ steps: [first()] }) }), invalid('chains.0.steps')],
    [
      'more gaps than the request allows',
      () => ({ answer: { ...withChain({ steps: [first()] }), gaps: [DAYS[1], DAYS[2]] } }),
      invalid('gaps'),
    ],
    [
      'another day as the gap',
      () => ({ answer: { ...answer, gaps: [DAYS[2]] } }),
      invalid('chains.0.steps.1.day'),
    ],
    ['a gap outside', () => ({ answer: { ...answer, gaps: [DAYS[0] - 1] } }), invalid('gaps')],
    [
      'a day twice',
      () => ({ answer: withChain({ steps: [first(), first()] }) }),
      invalid('chains.0.steps.1.day'),
    ],
    [
      'days in another order',
      () => ({ answer: withChain({ steps: [second(), first()] }) }),
      invalid('chains.0.steps.0.day'),
    ],
    [
      'an auction of another day',
      () => ({ answer: withStep({ auctionId: second().auctionId }) }),
      invalid('chains.0.steps.0.auctionId'),
    ],
    [
      'an auction that is none',
      () => ({ answer: withStep({ auctionId: 9n }) }),
      invalid('chains.0.steps.0.auctionId'),
    ],
    [
      'a status that is none',
      () => ({ answer: withStep({ status: 2 }) }),
      invalid('chains.0.steps.0.status'),
    ],
    ['the other status', () => ({ answer: withStep({ status: 1 }) }), unproven()],
    [
      'a root that is not the log’s',
      () => ({ facts: { auctions: [evidenceOf(DAYS[0], HERE, 99n), evidenceOf(DAYS[2])] } }),
      unproven(),
    ],
    ['no day at all', () => ({ answer: { ...answer, chains: [] } }), invalid('chains')],
  ])('%s: refused', async (_name, change, expected) => {
    expect(await refusal(change())).toEqual(expected);
  });

  const ELSEWHERE = { zone: 4, tariffId: 9 };

  test('a pseudonym stays in one zone and tariff; who is named need not', async () => {
    for (const where of [ELSEWHERE, { zone: 3, tariffId: 8 }]) {
      const moved = [dayOf(HOME, DAYS[0]), dayOf(HOME, DAYS[2], where)];
      const auctions = [evidenceOf(DAYS[0]), evidenceOf(DAYS[2], where)];
      const hidden = await answerOf(prover, request, { days: moved });
      const at = { reason: 'another zone or tariff' };
      expect(await refusal({ answer: hidden, facts: { auctions } })).toEqual(
        invalid('chains.0.steps.1.auctionId', at),
      );
    }
    const request1 = ask({ naming: 'named' });
    const moved = [dayOf(HOME, DAYS[0]), dayOf(HOME, DAYS[2], ELSEWHERE)];
    const auctions = [evidenceOf(DAYS[0]), evidenceOf(DAYS[2], ELSEWHERE)].map(({ sum: _, ...rest }) => rest);
    const named = await answerOf(prover, request1, { days: moved, named: true });
    const { position } = await verify({ request: request1, answer: named, facts: { auctions } });
    expect(position).toBe(HOME.position);
  });

  test('a pseudonym hides in large sets alone', async () => {
    const small = { ...evidenceOf(DAYS[0]), sum: sumFact([DAYS[0], DAYS[2]]) };
    const { sum: _, ...unpublished } = evidenceOf(DAYS[0]);
    for (const evidence of [small, unpublished]) {
      const auctions = [evidence, evidenceOf(DAYS[2])];
      expect(await refusal({ facts: { auctions } })).toEqual(
        invalid('chains.0.steps.0.auctionId', { reason: 'a small set' }),
      );
    }
  });
});

describe('claims', () => {
  test.each<[string, () => Answer, object]>([
    ['another bracket with the old bounds', () => withChain({ claims: [1, 1, 0] }), invalid('chains.0.low')],
    [
      'another bracket with its bounds',
      () => withChain({ claims: [1, 1, 0], low: 400n, high: 899n }),
      unproven(),
    ],
    ['a wider bound', () => withChain({ high: 3_000n }), invalid('chains.0.high')],
    ['a lower peak', () => withChain({ claims: [2, 0, 0] }), unproven()],
    ['a bracket that there is not', () => withChain({ claims: [4, 1, 0] }), invalid('chains.0.claims')],
    ['a claim too few', () => withChain({ claims: [2, 1] }), invalid('chains.0.claims')],
    [
      'a question that was not asked',
      () => withChain({ questions: [0, 1, 3] }),
      invalid('chains.0.questions'),
    ],
    ['a question twice', () => withChain({ questions: [0, 1, 1] }), invalid('chains.0.questions')],
    [
      'a question of which nothing is said',
      () => ({
        ...answer,
        chains: [{ ...answer.chains[0]!, questions: [0, 2], claims: [2, 0] }],
      }),
      invalid('chains'),
    ],
    [
      'a question in two chains',
      () => ({ ...answer, chains: [answer.chains[0]!, answer.chains[0]!] }),
      invalid('chains.1.questions'),
    ],
    [
      'another reading',
      () => withStep({ readings: [answer.chains[0]!.steps[0]!.readings[0]! + 1n] }),
      unproven(),
    ],
    [
      'no reading where one was asked for',
      () => withStep({ readings: [] }),
      invalid('chains.0.steps.0.readings'),
    ],
    ['a state of its own', () => withStep({ stateOut: 9n }), unproven()],
    ['a name', () => ({ ...answer, shown: 18n }), invalid('shown')],
    ['another request’s digest', () => ({ ...answer, requestDigest: nonceOf(4) }), invalid('requestDigest')],
    [
      'a proof that is none',
      () => withStep({ proof: new Uint8Array(256).fill(255) }),
      {
        ...unproven(),
        reason: 'PROOF_MALFORMED',
      },
    ],
  ])('%s: refused', async (_name, change, expected) => {
    expect(await refusal({ answer: change() })).toEqual(expected);
  });

  test('who is asked for its name gives it', async () => {
    const named = ask({ naming: 'named' });
    const silent = await answerOf(prover, named);
    expect(await refusal({ request: named, answer: silent })).toEqual(invalid('shown'));
  });

  test('registers hold no more than sums can be', async () => {
    const sums = ask({ questions: [question.sums([{ side: 'imports', periods: ALL }])], maxGaps: 1 });
    const honest = await answerOf(prover, sums, { chains: [{ questions: [0], claims: [0] }] });
    for (const low of [mod(-1n), 2n ** 42n, 2n ** 170n]) {
      const chains = [{ ...honest.chains[0]!, low, high: low }];
      expect(await refusal({ request: sums, answer: { ...honest, chains } })).toEqual(
        invalid('chains.0.low'),
      );
    }
  });
});

describe('proofs of something else', () => {
  const lies = (change: Parameters<typeof lyingProver>[1]) => answerOf(lyingProver(prover, change), request);

  test('values above the cap that was asked for', async () => {
    // Claims that no import of the first half hours is above 90, and proves it under a cap that bounds nothing.
    const wide = Array<bigint>(K).fill(2n ** 24n - 1n);
    const chains = [{ ...CHAIN, claims: [2, 0, 0] }];
    await expect(answerOf(prover, request, { chains })).rejects.toThrow();
    const lying = lyingProver(prover, () => ({ capImport: wide }));
    const high = await answerOf(lying, request, { chains });
    expect(await refusal({ answer: high })).toEqual(unproven());
  });

  test('another context, bound, cap, name or recipient than the verifier’s', async () => {
    for (const change of [
      { context: 5n },
      { low: 0n },
      { capExport: Array<bigint>(K).fill(7n) },
      { shown: BigInt(HOME.position) + 1n },
      { recipientKey: 5n },
    ]) {
      expect(await refusal({ answer: await lies(() => change) })).toEqual(unproven());
    }
  });

  test('a reading of another home', async () => {
    const other = await answerOf(prover, request, {
      home: NEIGHBOUR,
      chains: [{ ...CHAIN, claims: [0, 0, 0] }],
    });
    const facts = factsOf(request, NEIGHBOUR);
    expect(await refusal({ answer: other, facts })).toBeUndefined();
    // Its day under one's own name, with or without the owner's proof of it.
    const [step] = other.chains[0]!.steps;
    expect(await refusal({ answer: withStep({ ...step! }) })).toEqual(unproven());
    const { proof } = step!;
    expect(await refusal({ answer: withStep({ proof }) })).toEqual(unproven());
    // Whoever holds its reading and salts proves nothing with another key.
    const stolen = { ...dayOf(NEIGHBOUR, DAYS[0]), opening: dayOf(HOME, DAYS[0]).opening };
    await expect(answerOf(prover, request, { days: [stolen, dayOf(HOME, DAYS[2])] })).rejects.toThrow();
  });
});

describe('an answer that is passed on', () => {
  /** To whoever asks the same, with a consent that it posts itself: n and subject are no secret of a recipient. */
  const passedOn = (to: SignedRequest): Case => {
    const { holder, revoke } = consentOf(HOME, request.request).body;
    const body = consentBody(to.request, holder, revoke + 1n);
    return {
      request: to,
      answer: { ...answer, requestDigest: requestDigest(to.request), consentId: idOf(body) },
      facts: { ...factsOf(to), consent: { fact: consentFact(body), revokedAt: 0n } },
    };
  };

  test.each<[string, () => SignedRequest]>([
    ['another recipient', () => ask({}, LENDER)],
    ['another purpose', () => ask({}, BANK, 6)],
    ['another request', () => ask()],
    ['a request whose answers are evidence', () => ask({ designated: false })],
  ])('to %s is refused', async (_name, to) => {
    const asked = to();
    expect(await refusal({ ...passedOn(asked), answer })).toMatchObject({ code: 'FACT_INVALID' });
    expect(await refusal(passedOn(asked))).toEqual(unproven());
  });

  test('by whom it was made, nobody can tell: its recipient could have, and nobody else', async () => {
    const made = (asked: SignedRequest, v: bigint) => {
      const { subject, n, body } = consentOf(HOME, asked.request);
      const days = [DAYS[0], DAYS[2]].map((day) => {
        const { opening: _, ...rest } = dayOf(HOME, day);
        return { ...rest, readings: Array(K).fill({ imported: 1_000, exported: 0 }) };
      });
      const chains = [{ questions: [0, 1, 2], claims: [3, 2, 0] }];
      return simulateAnswer(
        { genesis: GENESIS, hasher, prover },
        asked.request,
        {
          consentId: idOf(body),
          n,
          subject,
          position: HOME.position,
          named: false,
          gaps: GAPS,
          days,
          chains,
        },
        v,
      );
    };
    const simulated = await made(request, secretKeyOf(BANK));
    const { answers } = await verify({ answer: simulated });
    expect(answers[0]).toEqual({ kind: 'range', from: 2_000n, below: undefined });
    // Who does not know the secret of the key, and an answer without one.
    expect(await refusal({ answer: await made(request, secretKeyOf(LENDER)) })).toEqual(unproven());
    const open = ask({ designated: false });
    expect(await refusal({ request: open, answer: await made(open, secretKeyOf(BANK)) })).toEqual(unproven());
    const real = await answerOf(prover, open);
    expect((await verify({ request: open, answer: real })).transferable).toBe(true);
  });

  test('a pseudonym that is used once is another for every request', async () => {
    const [a, b] = [ask({ naming: 'once' }), ask({ naming: 'once' })];
    const [x, y] = [consentOf(HOME, a.request).subject, consentOf(HOME, b.request).subject];
    expect(x).not.toBe(y);
    const once = await answerOf(prover, a);
    expect((await verify({ request: a, answer: once })).subject).toBe(x);
  });
});

describe('a node that lies', () => {
  const lie = (fact: string, field: string) => expect.objectContaining({ code: 'FACT_INVALID', fact, field });

  test.each<[string, () => Partial<verifier.AnswerFacts>, object]>([
    ['of a party that is another', () => ({ party: [partyFact(LENDER)] }), lie('registerParty', 'partyId')],
    ['of no party', () => ({ party: [] }), lie('registerParty', 'tx')],
    [
      'of a purpose that the party did not sign',
      () => ({ purpose: { registerPurpose: purposeFact(BANK, PURPOSE_ID, {}, LENDER) } }),
      lie('registerPurpose', 'signatures.1'),
    ],
    [
      'of another purpose',
      () => ({ purpose: { registerPurpose: purposeFact(BANK, 6) } }),
      lie('registerPurpose', 'purposeId'),
    ],
    [
      'of another party’s purpose',
      () => ({ purpose: { registerPurpose: purposeFact(LENDER, PURPOSE_ID, {}, BANK) } }),
      lie('registerPurpose', 'partyId'),
    ],
    [
      'of another purpose’s end',
      () => ({
        purpose: { registerPurpose: purposeFact(BANK, PURPOSE_ID), endPurpose: endFact(BANK, 6, TODAY + 9) },
      }),
      lie('endPurpose', 'purposeId'),
    ],
    [
      'of another party’s key',
      () => ({ recipientKey: keyFact(LENDER) }),
      lie('recipientKey', 'signatures.0'),
    ],
    [
      'of another consent',
      () => ({
        consent: { fact: consentFact(consentOf(NEIGHBOUR, request.request).body), revokedAt: 0n },
      }),
      lie('consent', 'consentId'),
    ],
    [
      'of an auction’s zone',
      () => ({ auctions: [{ ...evidenceOf(DAYS[0]), zone: 4 }, evidenceOf(DAYS[2])] }),
      lie('auction', 'auctionId'),
    ],
    [
      'of readings that froze elsewhere',
      () => ({
        auctions: [{ ...evidenceOf(DAYS[0]), readings: evidenceOf(DAYS[2]).readings }, evidenceOf(DAYS[2])],
      }),
      lie('readings', 'body'),
    ],
    [
      'of a set that the auction is not in',
      () => ({ auctions: [{ ...evidenceOf(DAYS[0]), sum: sumFact([DAYS[2]]) }, evidenceOf(DAYS[2])] }),
      lie('sum', 'auctions'),
    ],
  ])('%s is found out', async (_name, facts, expected) => {
    expect(await refusal({ facts: facts() })).toEqual(expected);
  });

  test('a purpose outlives a change of its party’s key, and what the old key signs later does not count', async () => {
    const changed = (height: bigint) => ({
      ...factsOf(request),
      party: [partyFact(BANK), changeFact(BANK, 77, height)],
    });
    const now = {
      request: { ...request, signature: ed25519.sign(requestDigest(request.request), secretOf(77)) },
    };
    // Purpose and key were registered in block 9.
    expect(await refusal({ ...now, facts: changed(10n) })).toBeUndefined();
    expect(await refusal({ ...now, facts: changed(9n) })).toBeUndefined();
    expect(await refusal({ ...now, facts: changed(8n) })).toEqual(lie('registerPurpose', 'signatures.1'));
    expect(await refusal({ facts: changed(10n) })).toEqual(invalid('request.signature'));
  });
});
