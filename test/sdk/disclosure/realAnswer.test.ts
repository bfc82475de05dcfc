/** A household's answer with real proofs, from its wallet to the recipient's verifier. */
import {
  createProver,
  fetchAnswerFacts,
  openAnswer,
  periods,
  question,
  verifier,
} from '@veilgrid/client-sdk';
import { decodeExact } from '@veilgrid/protocol/core/ssz';
import { SignedRequest } from '@veilgrid/protocol/disclosure/request';
import { GENESIS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { bankKeys, FIRST_DAY, readDay, requestOf, ShownHome, signed } from './support/shownHome.js';

test('is accepted, and by no other recipient of the same bytes', async () => {
  const prover = createProver('small', { workers: 1 });
  const { verifyMany } = await verifier.createProofVerifier('small');
  const chain = { genesis: GENESIS, hasher, verifyMany };
  try {
    const days = [0, 1].map((i) => ({ day: FIRST_DAY + i, readings: readDay(500, 300) }));
    const home = new ShownHome(days);
    const request = requestOf({
      questions: [
        question.range({ imports: periods(0, 4), bounds: [3_000, 3_201, 5_000] }),
        question.readings({ imports: periods(0, 1) }),
      ],
    });
    const consent = home.consentTo(request);
    const bytes = signed(request);
    const sealed = await home.wallet(prover).disclosure.answer({ bytes }, { consent });
    const answer = openAnswer(bankKeys, request, sealed);
    const received = { now: home.now, answered: new Set<string>() };
    const facts = await fetchAnswerFacts({ api: home.api() }, request, answer, received);
    const asked = decodeExact(SignedRequest, bytes, 'request');
    const { answers, subject } = await verifier.verifyAnswer(chain, asked, answer, facts, received);
    expect(answers).toMatchObject([
      { kind: 'range', from: 3_000n, below: 3_201n },
      {
        kind: 'readings',
        days: days.map(({ day }) => ({ day, imports: [500, undefined, undefined, undefined] })),
      },
    ]);
    // The bank signs another request of the same questions: this is no answer to it.
    const other = decodeExact(SignedRequest, signed(requestOf({ questions: request.questions })), 'request');
    await expect(verifier.verifyAnswer(chain, other, answer, facts, received)).rejects.toMatchObject({
      code: 'ANSWER_INVALID',
    });
    const claimed = { ...answer, subject: subject + 1n };
    await expect(verifier.verifyAnswer(chain, asked, claimed, facts, received)).rejects.toMatchObject({
      code: 'ANSWER_INVALID',
    });
  } finally {
    await prover.close();
  }
});
