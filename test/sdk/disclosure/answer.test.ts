/** Answers of a household at witness level, as their recipient verifies them; and what a wallet refuses to say. */
import {
  type AnswerPlan,
  fetchAnswerFacts,
  memoryTxStore,
  openAnswer,
  periods,
  question,
  type TxStore,
} from '@veilgrid/client-sdk';
import { readRequest } from '@veilgrid/client-sdk/disclosure/readRequest';
import { verifyAnswer } from '@veilgrid/client-sdk/verifier/disclosure/answer';
import type { ProofClaim } from '@veilgrid/client-sdk/verifier/proof';
import { decodeProof } from '@veilgrid/protocol/core/crypto/proof';
import { decodeExact } from '@veilgrid/protocol/core/ssz';
import { boundsOf } from '@veilgrid/protocol/disclosure/questions';
import { type Request, SignedRequest } from '@veilgrid/protocol/disclosure/request';
import { fail } from '@veilgrid/protocol/errors';
import type { Prover } from '@veilgrid/protocol/prover';
import type { Api } from '@veilgrid/protocol/routes';
import { witnessProver } from '../../services/support/witnessProver.js';
import { GENESIS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { daily, K } from '../../state/support/profile.js';
import {
  ADVISER,
  bankKeys,
  FIRST_DAY,
  factOf,
  NOW,
  purposeBody,
  readDay,
  registerParty,
  registerPurpose,
  requestOf,
  SEEDS,
  ShownHome,
  signed,
  TODAY,
  ZONE_IMPORT,
  ZONE_MEMBERS,
} from './support/shownHome.js';

const { prover, verifier: proofs } = await witnessProver();
const ALL = periods(0, K);
const DAYS = [
  { day: FIRST_DAY, readings: readDay(500, 300) },
  { day: FIRST_DAY + 1, readings: readDay(700, 100) },
];
const TOTAL = DAYS.flatMap(({ readings }) => readings).reduce((sum, { imported }) => sum + imported, 0);
const refused = (code: string, field?: string) => ({
  code,
  ...(field !== undefined && { data: expect.objectContaining({ field }) }),
});

const verifyMany = async (claims: readonly ProofClaim[]) => {
  const items = claims.map(({ proof, ...claim }) => ({ ...claim, proof: decodeProof(proof) }));
  return (await proofs.verify(items)).map((refusal) =>
    refusal === undefined ? undefined : fail('PROOF_INVALID', { reason: refusal }),
  );
};

/** As the bank does with what it got. */
async function verified(home: ShownHome, request: Uint8Array, sealed: Uint8Array) {
  const asked = decodeExact(SignedRequest, request, 'request');
  const answer = openAnswer(bankKeys, asked.request, sealed);
  const received = { now: home.now, answered: new Set<string>() };
  const facts = await fetchAnswerFacts({ api: home.api() }, asked.request, answer, received);
  const chain = { genesis: GENESIS, hasher, verifyMany };
  return verifyAnswer(chain, asked, answer, facts, received);
}

/** A consent to it, and the answer. */
async function answered(home: ShownHome, request: Request, store?: TxStore, lies: Partial<Api> = {}) {
  const consent = home.consentTo(request, home.consents.length);
  const bytes = signed(request);
  return { bytes, sealed: await home.wallet(prover, store, lies).disclosure.answer({ bytes }, { consent }) };
}

describe('an answer', () => {
  const questions = [
    question.range({ imports: ALL, bounds: [TOTAL - 1, TOTAL, TOTAL + 1] }),
    question.readings({ imports: periods(1, 2), exports: periods(0, 1) }),
    question.sums([
      { side: 'imports', periods: ALL },
      { side: 'exports', periods: periods(0, 2) },
    ]),
    question.peak({ imports: ALL, bounds: [600, 700, 800] }),
    question.floor({ imports: ALL, bounds: [50, 100, 101] }),
    question.share({ window: periods(0, 1), bounds: [100, 900] }),
    question.comparison({ imports: ALL, bounds: [100, 500, 1_000, 2_000] }),
    question.cost({ prices: { imports: daily(3), exports: daily(-2) }, bounds: [0, 1_000_000] }),
  ];
  const fed = DAYS.flatMap(({ readings }) => readings.slice(0, 2)).reduce((sum, r) => sum + r.exported, 0);
  const shareOf = (100 * DAYS.reduce((sum, { readings }) => sum + readings[0]!.imported, 0)) / TOTAL;

  test.each([
    ['to the recipient alone', { designated: 1 }],
    ['to anybody', { designated: 0 }],
    ['by name', { naming: 1 }],
    ['by a name for once', { naming: 2 }],
  ])('to every question at once is true %s', async (_name, change) => {
    const home = new ShownHome(DAYS);
    const request = requestOf({ questions, ...change });
    const bytes = signed(request);
    const plans: AnswerPlan[] = [];
    const onPlan = async (plan: AnswerPlan) => void plans.push(plan);
    const choice = { consent: home.consentTo(request), onPlan };
    const sealed = await home.wallet(prover).disclosure.answer({ bytes }, choice);
    const answer = await verified(home, bytes, sealed);
    const { answers, gaps, estimated } = answer;
    // What the household saw is what the recipient sees.
    expect(plans).toEqual([{ answers, gaps, estimated }]);
    const average = (2n * BigInt(K) * ZONE_IMPORT) / BigInt(ZONE_MEMBERS);
    const permille = boundsOf(questions[6]!).find((b) => BigInt(TOTAL) * 1_000n <= b * average);
    expect(answers.map((each) => ({ ...each, days: undefined }))).toMatchObject([
      { kind: 'range', from: BigInt(TOTAL), below: BigInt(TOTAL) + 1n },
      { kind: 'readings' },
      { kind: 'sums', values: [BigInt(TOTAL), BigInt(fed)] },
      { kind: 'peak', atMost: 700n },
      { kind: 'floor', atLeast: 100n },
      { kind: 'share', atMost: shareOf <= 10 ? 100n : 900n },
      { kind: 'comparison', atMost: permille, nets: 0 },
      { kind: 'cost', from: 0n, below: 1_000_000n },
    ]);
    expect(answers[1]).toMatchObject({
      days: [
        { day: FIRST_DAY, imports: [undefined, 300, undefined, undefined].slice(0, K) },
        { day: FIRST_DAY + 1, imports: [undefined, 100, undefined, undefined].slice(0, K) },
      ],
    });
    expect(answer).toMatchObject({
      gaps: [],
      estimated: [],
      transferable: request.designated === 0,
      position: request.naming === 1 ? home.point.position : undefined,
    });
  });

  test('leaves out what was not settled, as far as it may, and says what the DSO read', async () => {
    const days = [
      { ...DAYS[0]!, status: 1 },
      { ...DAYS[1]!, settled: false },
      { day: FIRST_DAY + 3, readings: readDay(40) },
    ];
    const home = new ShownHome(days);
    const asked = { questions: [questions[0]!], naming: 1, fromDay: FIRST_DAY, toDay: FIRST_DAY + 3 };
    const { bytes, sealed } = await answered(home, requestOf({ ...asked, maxGaps: 2 }));
    expect(await verified(home, bytes, sealed)).toMatchObject({
      gaps: [FIRST_DAY + 1, FIRST_DAY + 2],
      estimated: [FIRST_DAY],
    });
    await expect(answered(home, requestOf({ ...asked, maxGaps: 1 }))).rejects.toMatchObject(
      refused('ANSWER_INVALID', 'gaps'),
    );
  });

  test('that its household does not want is neither proven nor remembered', async () => {
    const home = new ShownHome(DAYS);
    const store = memoryTxStore();
    const request = requestOf({ questions });
    const onPlan = async () => Promise.reject(new Error('no'));
    const unproven = { ...prover, prove: async () => Promise.reject(new Error('proven')) };
    const choice = { consent: home.consentTo(request), onPlan };
    const answer = home.wallet(unproven, store).disclosure.answer({ bytes: signed(request) }, choice);
    await expect(answer).rejects.toThrow('no');
    expect(await store.names('answer-')).toEqual([]);
  });

  test('is the same one again after a restart, and its proofs are counted', async () => {
    const home = new ShownHome(DAYS);
    const store = memoryTxStore();
    const request = requestOf({ questions: questions.slice(0, 3) });
    const consent = home.consentTo(request);
    const bytes = signed(request);
    const progress: string[] = [];
    const onProof = (done: number, of: number) => progress.push(`${done}/${of}`);
    const first = await home.wallet(prover, store).disclosure.answer({ bytes }, { consent, onProof });
    // Two sums, so two chains of two days.
    expect(progress).toEqual(['0/4', '1/4', '2/4', '3/4', '4/4']);
    const again = await home.wallet(prover, store).disclosure.answer({ bytes }, { consent });
    expect(again).toEqual(first);
    expect(await home.wallet(prover, store).disclosure.answers()).toMatchObject([
      { partyId: 32, time: NOW, days: [{ from: FIRST_DAY, to: FIRST_DAY + 2 }] },
    ]);
  });

  test('asks for few proofs at a time, however many days there are', async () => {
    const days = Array.from({ length: 30 }, (_, i) => ({ day: FIRST_DAY + i, readings: readDay(10 + i) }));
    const home = new ShownHome(days);
    const request = requestOf({ questions: questions.slice(0, 3), toDay: FIRST_DAY + 29 });
    const consent = home.consentTo(request);
    let [asked, most] = [0, 0];
    const counting: Prover = {
      ...prover,
      prove: async (circuit, inputs) => {
        asked += 1;
        most = Math.max(most, asked);
        const proven = await prover.prove(circuit, inputs);
        asked -= 1;
        return proven;
      },
    };
    const bytes = signed(request);
    const sealed = await home.wallet(counting).disclosure.answer({ bytes }, { consent });
    expect(most).toBe(16);
    expect(await verified(home, bytes, sealed)).toMatchObject({ gaps: [] });

    let made = 0;
    const failing = { ...prover, prove: async () => Promise.reject(fail('INTERNAL', { made: ++made })) };
    const broken = home.wallet(failing).disclosure.answer({ bytes }, { consent });
    await expect(broken).rejects.toMatchObject(refused('INTERNAL'));
    expect(made).toBeLessThanOrEqual(16);
  });

  test('asks no node about one consent or leaf but the one that was chosen', async () => {
    const home = new ShownHome(DAYS);
    const other = home.consentTo(requestOf({ questions: questions.slice(1, 2) }));
    await answered(home, requestOf({ questions: questions.slice(0, 1) }));
    const own = Buffer.from(home.consents[1]!.id).toString('hex');
    expect(home.asked.filter((each) => each.includes(Buffer.from(other).toString('hex')))).toEqual([]);
    expect(home.asked.filter((each) => each.includes(own))).toHaveLength(2);
    expect(home.asked.some((each) => /^(nullifier|order|settlement) /.test(each))).toBe(false);
  });

  test('is nobody else’s to open, nor to another request', async () => {
    const home = new ShownHome(DAYS);
    const request = requestOf({ questions: questions.slice(0, 1) });
    const { sealed } = await answered(home, request);
    const other = requestOf({ questions: questions.slice(0, 1) });
    expect(() => openAnswer(bankKeys, other, sealed)).toThrow(
      expect.objectContaining({ code: 'ANSWER_INVALID' }),
    );
    const adviser = { encSecret: new Uint8Array(32).fill(SEEDS[ADVISER]!), encPk: bankKeys.encPk };
    expect(() => openAnswer(adviser, request, sealed)).toThrow(
      expect.objectContaining({ code: 'ANSWER_INVALID' }),
    );
  });
});

describe('facts come first', () => {
  const request = requestOf({ questions: [question.range({ imports: ALL, bounds: [1_000] })] });
  const forged = purposeBody({ retentionDays: 1 });

  test.each<[string, Partial<Api>, string, string]>([
    [
      'a purpose that the party did not sign',
      {
        purposeFacts: async () =>
          ({ registerPurpose: factOf('registerPurpose', forged, SEEDS[ADVISER]!) }) as never,
      },
      'FACT_INVALID',
      'signatures.1',
    ],
    [
      'another purpose',
      {
        purposeFacts: async () =>
          ({ registerPurpose: registerPurpose(purposeBody({ purposeId: 1 })) }) as never,
      },
      'FACT_INVALID',
      'purposeId',
    ],
    [
      'a party with keys of its own',
      { partyFacts: async () => ({ total: 1, items: [registerParty(ADVISER)] }) as never },
      'FACT_INVALID',
      'partyId',
    ],
    [
      'a recipient key that the party did not register',
      {
        recipientKey: async () => ({
          recipientKey: 5n,
          fact: factOf('recipientKey', { sequence: 8n, partyId: 32, recipientKey: 5n }, SEEDS[ADVISER]!),
        }),
      },
      'FACT_INVALID',
      'signatures.0',
    ],
    [
      'a list of settlements without one',
      { settlements: async () => ({ total: 0, items: [] }) as never },
      'FACT_INVALID',
      'count',
    ],
    [
      'a list of points that is not the chain’s',
      { pointChanges: async () => ({ total: 0, items: [] }) as never },
      'CONSENT_UNKNOWN',
      'holder',
    ],
  ])('before an answer: %s', async (_name, lies, code, field) => {
    const home = new ShownHome(DAYS);
    const store = memoryTxStore();
    await expect(answered(home, request, store, lies)).rejects.toMatchObject(refused(code, field));
    expect(await store.names('answer-')).toEqual([]);
  });

  test('a reading that another status is told of does not open', async () => {
    const home = new ShownHome(DAYS);
    const settlements: Api['settlements'] = async (args) => {
      const told = await home.api().settlements(args);
      return { ...told, items: told.items.map((each) => ({ ...each, status: 1 - each.status })) };
    };
    await expect(answered(home, request, undefined, { settlements })).rejects.toMatchObject(
      refused('FACT_INVALID', 'readingCommitment'),
    );
  });
});

describe('whoever relays a request', () => {
  const questions = [question.range({ imports: ALL, bounds: [1_000] })];
  const disclosure = (lies: Partial<Api> = {}) =>
    new ShownHome(DAYS).wallet(prover, undefined, lies).disclosure;

  test('does so in the name of whoever signed it', async () => {
    const { party, words } = await disclosure().readRequest(signed(requestOf({ questions })));
    expect(party.partyId).toBe(32);
    expect(words.who).toBe('"Stadtbank" (party 32) asks you, for its registered purpose 0.');
  });

  test.each<[string, Partial<Request>, string, string]>([
    ['under its own number', { partyId: ADVISER }, 'REQUEST_INVALID', 'partyId'],
    ['of another chain', { chainId: 5n }, 'REQUEST_INVALID', 'chainId'],
    ['when it has expired', { expires: NOW }, 'REQUEST_INVALID', 'expires'],
    ['before it is made', { issued: NOW + 301n }, 'REQUEST_INVALID', 'issued'],
    ['of more days than the purpose has', { toDay: FIRST_DAY + 400 }, 'REQUEST_INVALID', 'toDay'],
  ])('cannot put it %s', async (_name, change, code, field) => {
    const bytes = signed(requestOf({ questions, ...change }));
    await expect(disclosure().readRequest(bytes)).rejects.toMatchObject(refused(code, field));
  });

  test('cannot sign it itself, change it or send too much', async () => {
    const request = requestOf({ questions });
    const forged = signed(request, SEEDS[ADVISER]!);
    await expect(disclosure().readRequest(forged)).rejects.toMatchObject(
      refused('REQUEST_INVALID', 'signature'),
    );
    const bytes = signed(request);
    for (const at of [40, 60, 90, bytes.length - 1]) {
      await expect(disclosure().readRequest(bytes.with(at, bytes[at]! ^ 1))).rejects.toHaveProperty('code');
    }
    const huge = new Uint8Array(2 ** 21 + 1);
    await expect(disclosure().readRequest(huge)).rejects.toMatchObject(refused('REQUEST_INVALID', 'length'));
    await expect(disclosure().readRequest(bytes.slice(0, 50))).rejects.toMatchObject(refused('MALFORMED'));
  });

  test('has no use for an end that the wallet’s own node holds back', async () => {
    const bytes = signed(requestOf({ questions }));
    const home = new ShownHome(DAYS);
    const ended = { sequence: 9n, purposeId: 0, partyId: 32, byParty: 1 };
    const purposeFacts = async () =>
      ({
        registerPurpose: registerPurpose(purposeBody()),
        endPurpose: factOf('endPurpose', ended, SEEDS[32]!, NOW - 5n),
      }) as never;
    const silent = { ...home.api(), purposeFacts: () => Promise.reject(fail('NODE_UNREACHABLE')) } as Api;
    const read = (peers: Api[]) => readRequest({ ...home.context(prover), peers }, bytes);
    await expect(read([silent, home.api({ purposeFacts })])).rejects.toMatchObject(refused('PURPOSE_ENDED'));
    await expect(read([silent, home.api()])).resolves.toMatchObject({ purposeId: 0 });
  });

  test('has no use for a purpose that has ended or not begun', async () => {
    const bytes = signed(requestOf({ questions }));
    const over = new ShownHome(DAYS, [purposeBody({ until: TODAY })]);
    await expect(over.wallet(prover).disclosure.readRequest(bytes)).rejects.toMatchObject(
      refused('PURPOSE_ENDED'),
    );
    const early = new ShownHome(DAYS, [purposeBody({ from: TODAY + 1 })]);
    await expect(early.wallet(prover).disclosure.readRequest(bytes)).rejects.toMatchObject(
      refused('REQUEST_INVALID', 'purposeId'),
    );
  });
});

describe('a consent', () => {
  const request = requestOf({ questions: [question.range({ imports: ALL, bounds: [1_000] })] });
  const bytes = signed(request);

  test('is found by the seed alone, among all, with gaps of nineteen', async () => {
    const home = new ShownHome(DAYS);
    const ids = [0, 2, 22].map((index) =>
      home.consentTo(request, index, { from: TODAY, until: TODAY + 1 + index }),
    );
    home.consents.push({
      ...home.consents[0]!,
      id: new Uint8Array(32),
      body: { ...home.consents[0]!.body, revoke: 5n },
    });
    const found = await home.wallet(prover).disclosure.consents();
    expect(found.map(({ consentId }) => consentId)).toEqual(ids);
    home.consentTo(request, 43);
    expect(await home.wallet(prover).disclosure.consents()).toHaveLength(3);
    expect(home.asked.every((each) => each === 'consents {}')).toBe(true);
  });

  test.each<[string, (home: ShownHome) => Uint8Array, string, string]>([
    [
      'that was revoked',
      (home) => {
        const id = home.consentTo(request);
        home.consents[0]!.revokedAt = NOW;
        return id;
      },
      'CONSENT_REVOKED',
      'consentId',
    ],
    [
      'that has run out',
      (home) => home.consentTo(request, 0, { from: TODAY - 9, until: TODAY }),
      'CONSENT_TIMES',
      'until',
    ],
    [
      'that has not begun',
      (home) => home.consentTo(request, 0, { from: TODAY + 1, until: TODAY + 9 }),
      'CONSENT_TIMES',
      'from',
    ],
    ['to something else', (home) => home.consentTo({ ...request, maxGaps: 1 }), 'CONSENT_UNKNOWN', 'asked'],
    ['of somebody else', () => new Uint8Array(32), 'CONSENT_UNKNOWN', 'consentId'],
  ])('%s answers nothing', async (_name, give, code, field) => {
    const home = new ShownHome(DAYS);
    const answer = home.wallet(prover).disclosure.answer({ bytes }, { consent: give(home) });
    await expect(answer).rejects.toMatchObject(refused(code, field));
  });

  test('to a purpose that is not standing answers once', async () => {
    const home = new ShownHome(DAYS, [purposeBody({ standing: 0 })]);
    const store = memoryTxStore();
    const consent = home.consentTo(request);
    const { disclosure } = home.wallet(prover, store);
    await disclosure.answer({ bytes }, { consent });
    const again = signed({ ...request, nonce: new Uint8Array(32).fill(200) });
    await expect(disclosure.answer({ bytes: again }, { consent })).rejects.toMatchObject(
      refused('REQUEST_INVALID', 'consentId'),
    );
    const [outcome] = await disclosure.answerStanding([again]);
    expect(outcome).toMatchObject({ refusal: refused('REQUEST_INVALID', 'purposeId') });
  });
});
