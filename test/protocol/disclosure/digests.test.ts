/** What digests and contexts bind: every field. docs/protocol/disclosure.md "Off the ledger". */
import { bytesToHex } from '@noble/hashes/utils.js';
import { answerContext, type UnprovenAnswer } from '@veilgrid/protocol/disclosure/answer';
import { QUESTIONS } from '@veilgrid/protocol/disclosure/questions';
import { Receipt, receiptDigest } from '@veilgrid/protocol/disclosure/receipts';
import { askedDigest, Request, requestDigest, requestScope } from '@veilgrid/protocol/disclosure/request';
import { kindOf } from '@veilgrid/protocol/tx';
import { asked, nonceOf, onWire, REQUEST, UNPROVEN } from './support/samples.js';

/** None of them is another's. */
const apart = (digests: readonly (Uint8Array | bigint)[]) => {
  const texts = digests.map((each) => (typeof each === 'bigint' ? `${each}` : bytesToHex(each)));
  expect(new Set(texts).size).toBe(digests.length);
};

const { questions } = REQUEST;
const first = questions[0]!;
const withFirst = (change: Partial<typeof first>): Partial<Request> => ({
  questions: [{ ...first, ...change }, ...questions.slice(1)],
});
const TIMES: Partial<Request>[] = [{ nonce: nonceOf(2) }, { issued: 1n }, { expires: 1n }];
const REST: Partial<Request>[] = [
  { chainId: 9n },
  { partyId: 9 },
  { purposeId: 9 },
  { naming: 2 },
  { designated: 0 },
  { fromDay: 9 },
  { toDay: 9 },
  { maxGaps: 9 },
  { questions: questions.slice(1) },
  { questions: [...questions].reverse() },
  withFirst({ kind: QUESTIONS.peak }),
  withFirst({ imports: 9n }),
  withFirst({ exports: 9n }),
  withFirst({ registers: [{ side: 0, periods: 1n }] }),
  withFirst({ bounds: onWire(100) }),
  withFirst({ prices: [1] }),
];
const of = (change: Partial<Request>): Request => ({ ...REQUEST, ...change });

test('a request’s digest is another for every field; what is asked is the same at any time', () => {
  apart([REQUEST, ...[...TIMES, ...REST].map(of)].map(requestDigest));
  apart([REQUEST, ...REST.map(of)].map(askedDigest));
  for (const change of TIMES) expect(askedDigest(of(change))).toEqual(askedDigest(REQUEST));
});

test('no request is a transaction, nor a receipt', () => {
  const chainId = 2n ** 248n - 1n;
  for (const request of [REQUEST, of({ chainId, questions: [asked(QUESTIONS.readings, { imports: 1n })] })]) {
    const bytes = Request.serialize(request);
    expect(bytes[31]).toBe(0);
    expect(kindOf(bytes.subarray(31))).toBeUndefined();
    expect(bytes.length).not.toBe(105);
  }
  const receipt = { chainId, consentId: nonceOf(1), answerDigest: nonceOf(2), time: 3n, verdict: 1 };
  expect(Receipt.serialize(receipt)).toHaveLength(105);
  const others: Partial<Receipt>[] = [
    { chainId: 1n },
    { consentId: nonceOf(3) },
    { answerDigest: nonceOf(3) },
    { time: 4n },
    { verdict: 0 },
  ];
  apart([receipt, ...others.map((change) => ({ ...receipt, ...change }))].map(receiptDigest));
});

test('a pseudonym that lasts is one for party and purpose, one that is used once for a request', () => {
  const lasting = requestScope(REQUEST);
  expect(requestScope(of({ nonce: nonceOf(9), naming: 1, designated: 0, fromDay: 9 }))).toBe(lasting);
  apart([
    lasting,
    requestScope(of({ chainId: 9n })),
    requestScope(of({ partyId: 9 })),
    requestScope(of({ purposeId: 9 })),
    requestScope(of({ naming: 2 })),
    requestScope(of({ naming: 2, nonce: nonceOf(9) })),
  ]);
});

test('the context of an answer is another for every field of it, and for a chain', () => {
  const [chain, next] = UNPROVEN.chains;
  const step = chain!.steps[0]!;
  const withChain = (change: Partial<typeof chain & object>): Partial<UnprovenAnswer> => ({
    chains: [{ ...chain!, ...change }, next!],
  });
  const withStep = (change: Partial<typeof step>) =>
    withChain({ steps: [{ ...step, ...change }, ...chain!.steps.slice(1)] });
  const changes: Partial<UnprovenAnswer>[] = [
    { requestDigest: nonceOf(8) },
    { consentId: nonceOf(8) },
    { n: 99n },
    { subject: 99n },
    { shown: 99n },
    { gaps: [] },
    { gaps: [20_501, 20_503] },
    { chains: [next!, chain!] },
    { chains: [chain!] },
    withChain({ questions: [1] }),
    withChain({ claims: [2] }),
    withChain({ questions: [0, 1], claims: [1, 0] }),
    withChain({ low: 1n }),
    withChain({ high: 1n }),
    withChain({ steps: chain!.steps.slice(1) }),
    withStep({ auctionId: 99n }),
    withStep({ day: 99 }),
    withStep({ status: 1 }),
    withStep({ stateOut: 99n }),
    withStep({ readings: [] }),
    withStep({ readings: [78n] }),
  ];
  const contexts = [UNPROVEN, ...changes.map((change) => ({ ...UNPROVEN, ...change }))];
  apart([...contexts.map((each) => answerContext(5n, each)), answerContext(6n, UNPROVEN)]);
  expect(answerContext(5n, UNPROVEN)).toBeLessThan(2n ** 248n);
});
