/**
 * Names, keys, states, consents and digests of disclosure, against values that were not made with this code and are
 * computed here again by a reference that shares none of it.
 */
import { readFileSync } from 'node:fs';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { answerContext, answerDigest, type UnprovenAnswer } from '@veilgrid/protocol/disclosure/answer';
import { consentSecrets, holderOf, revokeOf } from '@veilgrid/protocol/disclosure/consent';
import { chainState } from '@veilgrid/protocol/disclosure/disclose';
import { boundOnWire } from '@veilgrid/protocol/disclosure/questions';
import { receiptDigest } from '@veilgrid/protocol/disclosure/receipts';
import { recipientKeyOf } from '@veilgrid/protocol/disclosure/recipient';
import {
  askedDigest,
  type Request,
  requestDigest,
  requestScope,
} from '@veilgrid/protocol/disclosure/request';
import { subjectOf } from '@veilgrid/protocol/disclosure/subject';
import { FIELD, inField } from '../../oracle/crypto.js';
import { hasher } from '../../state/support/hasher.js';
import { type AnswerJson, buildReference, type RequestJson } from './support/reference.js';

const vectors = JSON.parse(readFileSync('test/vectors/disclosure.json', 'utf8'));
const { secrets, expected } = vectors;
const requestJson: RequestJson = vectors.request;
const answerJson: AnswerJson = vectors.answer;
const [sk, v, salt] = [secrets.sk, secrets.v, secrets.salt].map(BigInt) as [bigint, bigint, bigint];
const sum = BigInt(secrets.sum);
const { position } = secrets;
const chainId = BigInt(requestJson.chainId);
const reference = await buildReference();

const request: Request = {
  ...requestJson,
  chainId,
  nonce: hexToBytes(requestJson.nonce),
  issued: BigInt(requestJson.issued),
  expires: BigInt(requestJson.expires),
  questions: requestJson.questions.map((q) => ({
    ...q,
    imports: BigInt(q.imports),
    exports: BigInt(q.exports),
    registers: q.registers.map(({ side, periods }) => ({ side, periods: BigInt(periods) })),
    bounds: q.bounds.map((bound) => boundOnWire(BigInt(bound))),
    prices: [...q.prices],
  })),
};
const answer: UnprovenAnswer = {
  ...answerJson,
  requestDigest: hexToBytes(answerJson.requestDigest),
  consentId: hexToBytes(answerJson.consentId),
  n: BigInt(answerJson.n),
  subject: BigInt(answerJson.subject),
  shown: BigInt(answerJson.shown),
  chains: answerJson.chains.map((chain) => ({
    questions: [...chain.questions],
    claims: [...chain.claims],
    low: BigInt(chain.low),
    high: BigInt(chain.high),
    steps: chain.steps.map((step) => ({
      ...step,
      auctionId: BigInt(step.auctionId),
      stateOut: BigInt(step.stateOut),
      readings: step.readings.map(BigInt),
    })),
  })),
  gaps: [...answerJson.gaps],
};
const { receipt } = vectors;

test('the product makes what the vectors say', () => {
  const scope = requestScope(request);
  const subject = subjectOf(hasher, sk, position, scope);
  const consents = [0, 1].map((i) => {
    const { n, r } = consentSecrets(hasher, sk, i);
    return {
      n: hex(n),
      r: hex(r),
      holder: hex(holderOf(hasher, subject, n)),
      revoke: hex(revokeOf(hasher, r)),
    };
  });
  expect({
    scope: hex(scope),
    scopeNamed: hex(requestScope({ ...request, naming: 1 })),
    scopeOnce: hex(requestScope({ ...request, naming: 2 })),
    subject: hex(subject),
    recipientKey: hex(recipientKeyOf(hasher, v)),
    state: hex(chainState(hasher, { salt, sum, position: BigInt(position) })),
    consents,
    requestDigest: bytesToHex(requestDigest(request)),
    asked: bytesToHex(askedDigest(request)),
    answerDigest: bytesToHex(answerDigest(chainId, answer)),
    answerContext: hex(answerContext(chainId, answer)),
    receiptDigest: bytesToHex(
      receiptDigest({
        ...{ chainId, verdict: receipt.verdict, time: BigInt(receipt.time) },
        consentId: answer.consentId,
        answerDigest: hexToBytes(receipt.answerDigest),
      }),
    ),
  }).toEqual(expected);
});

test('so does the reference', () => {
  const scope = reference.scope(requestJson, '00'.repeat(32));
  const subject = reference.subject(sk, position, scope);
  const digest = reference.answerDigest(chainId, answerJson).toString('hex');
  const { consentId } = answerJson;
  expect(inField(sum)).toBe(sum + FIELD);
  expect({
    scope: hex(scope),
    scopeNamed: hex(scope),
    scopeOnce: hex(reference.scope(requestJson, requestJson.nonce)),
    subject: hex(subject),
    recipientKey: hex(reference.recipientKey(v)),
    state: hex(reference.state(salt, sum, position)),
    consents: [0, 1].map((i) => {
      const all = Object.entries(reference.consent(sk, i, subject));
      return Object.fromEntries(all.map(([name, value]) => [name, hex(value)]));
    }),
    requestDigest: reference.requestDigest(requestJson).toString('hex'),
    asked: reference.asked(requestJson).toString('hex'),
    answerDigest: digest,
    answerContext: hex(BigInt(`0x${digest.slice(0, 62)}`)),
    receiptDigest: reference
      .receiptDigest(chainId, consentId, receipt.answerDigest, BigInt(receipt.time), receipt.verdict)
      .toString('hex'),
  }).toEqual(expected);
});
