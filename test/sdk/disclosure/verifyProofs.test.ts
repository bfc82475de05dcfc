/** Proofs of something else, and answers that are passed on or made up. docs/protocol/disclosure.md "Verifier", 5. */
import { simulateAnswer } from '@veilgrid/client-sdk';
import { requestDigest, type SignedRequest } from '@veilgrid/protocol/disclosure/request';
import { GENESIS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { K } from '../../state/support/profile.js';
import { lyingProver } from './support/lyingProver.js';
import {
  answerOf,
  ask,
  BANK,
  CHAIN,
  consentBody,
  consentFact,
  consentOf,
  DAYS,
  dayOf,
  factsOf,
  GAPS,
  HOME,
  idOf,
  LENDER,
  NEIGHBOUR,
  secretKeyOf,
} from './support/shownAnswer.js';
import {
  answer,
  type Case,
  prover,
  refusal,
  request,
  unproven,
  verify,
  withStep,
} from './support/verifying.js';

afterAll(() => prover.close());

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
