/** Days, crowds and claims that are not what was asked. docs/protocol/disclosure.md "Verifier", 3 and 4. */
import { periods, question } from '@veilgrid/client-sdk';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { Answer } from '@veilgrid/protocol/disclosure/answer';
import { K } from '../../state/support/profile.js';
import {
  answerOf,
  ask,
  DAYS,
  dayOf,
  evidenceOf,
  factsOf,
  HERE,
  HOME,
  nonceOf,
  SILENT,
  sumFact,
} from './support/shownAnswer.js';
import {
  answer,
  type Case,
  invalid,
  prover,
  refusal,
  request,
  type Step,
  unproven,
  verify,
  withChain,
  withStep,
} from './support/verifying.js';

afterAll(() => prover.close());

const ALL = periods(0, K);

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
    [
      'the other status',
      () => ({ answer: withStep({ status: 1 }) }),
      invalid('chains.0.steps.0.status', { reason: 'read by the DSO' }),
    ],
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

  test('a day that the DSO read is one of a few, whom it knows: only who is named has one', async () => {
    const hidden = await answerOf(prover, request, { home: SILENT });
    expect(await refusal({ answer: hidden, facts: factsOf(request, SILENT) })).toEqual(
      invalid('chains.0.steps.1.status', { reason: 'read by the DSO' }),
    );
    const request1 = ask({ naming: 'named' });
    const named = await answerOf(prover, request1, { home: SILENT, named: true });
    const facts = factsOf(request1, SILENT);
    const verified = await verify({ request: request1, answer: named, facts });
    expect(verified).toMatchObject({ position: SILENT.position, estimated: [DAYS[2]] });

    // Its status is proven, not told.
    const [chain] = named.chains;
    const steps = chain!.steps.map((step) => ({ ...step, status: 0 }));
    const told = { ...named, chains: [{ ...chain!, steps }] };
    expect(await refusal({ request: request1, answer: told, facts })).toMatchObject({
      code: 'ANSWER_INVALID',
      reason: 'PROOF_INVALID',
    });
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
