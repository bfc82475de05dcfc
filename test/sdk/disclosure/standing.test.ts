/** Standing consents, answered with nobody at the keyboard, and receipts that come or do not. */
import {
  inOrder,
  makeReceipt,
  memoryTxStore,
  missingReceipts,
  periods,
  question,
  receiptsFields,
} from '@veilgrid/client-sdk';
import { receiptProof } from '@veilgrid/client-sdk/verifier/disclosure/receipts';
import type { Receipt } from '@veilgrid/protocol/disclosure/receipts';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { GENESIS, secretOf } from '../../state/support/genesis.js';
import { K } from '../../state/support/profile.js';
import { unprovenProver } from './support/discloseOutputs.js';
import {
  BANK,
  FIRST_DAY,
  factOf,
  NOW,
  readDay,
  requestOf,
  SEEDS,
  ShownHome,
  signed,
  TODAY,
} from './support/shownHome.js';

const DAYS = [0, 1].map((i) => ({ day: FIRST_DAY + i, readings: readDay(500, 300) }));
const request = requestOf({ questions: [question.range({ imports: periods(0, K), bounds: [1_000] })] });
const once = () => signed({ ...request, nonce: crypto.getRandomValues(new Uint8Array(32)) });
const days = (count: number) => BigInt(count * SECONDS_PER_DAY);
const refused = (code: string, field: string) => ({ code, data: expect.objectContaining({ field }) });

/** A home with a standing consent that has answered once. */
async function answeredOnce() {
  const home = new ShownHome(DAYS);
  const store = memoryTxStore();
  const consentId = home.consentTo(request, 0, { from: TODAY, until: TODAY + 200 });
  const { disclosure } = home.wallet(unprovenProver, store);
  await disclosure.answer({ bytes: once() }, { consent: consentId });
  const [answer] = await disclosure.answers();
  const receipt: Receipt = {
    chainId: GENESIS.chainId,
    ...{ consentId, answerDigest: answer!.answerDigest, time: NOW + 5n, verdict: 1 },
  };
  return { home, store, disclosure, receipt, sign: (r = receipt) => makeReceipt(r, secretOf(SEEDS[BANK]!)) };
}

/** The bank's root of these and others, and where the first stands. */
function rooted(receipt: Receipt) {
  const receipts = inOrder([
    receipt,
    { ...receipt, time: receipt.time + 1n },
    { ...receipt, time: receipt.time + 2n },
  ]);
  const fields = receiptsFields(BANK, receipts, undefined, NOW + days(1))!;
  const fact = factOf('receipts', { sequence: 9n, ...fields }, SEEDS[BANK]!, NOW + days(1));
  return { fact, proof: receiptProof(receipts, receipts.indexOf(receipt)) };
}

test('answers what was consented to, and goes on after what was not', async () => {
  const { disclosure, home } = await answeredOnce();
  const other = signed(requestOf({ questions: [question.range({ exports: periods(0, K), bounds: [1] })] }));
  const outcomes = await disclosure.answerStanding([other, new Uint8Array(5), once()]);
  expect(outcomes).toMatchObject([
    { refusal: refused('CONSENT_UNKNOWN', 'asked') },
    { refusal: { code: 'MALFORMED' } },
    { sealed: expect.any(Uint8Array), read: { purposeId: 0 } },
  ]);
  home.consents[0]!.revokedAt = NOW;
  expect(await disclosure.answerStanding([once()])).toMatchObject([{ refusal: { code: 'CONSENT_REVOKED' } }]);
});

test('stops with a receipt that did not come in 35 days', async () => {
  const { disclosure, home } = await answeredOnce();
  home.now = NOW + days(35) - 1n;
  expect(await disclosure.answerStanding([once()])).toMatchObject([{ sealed: expect.any(Uint8Array) }]);
  home.now = NOW + days(35);
  expect(await disclosure.answerStanding([once()])).toMatchObject([
    { refusal: refused('RECEIPT_MISSING', 'receipt') },
  ]);
});

test('stops with one that was not rooted, and goes on with one that was', async () => {
  const { disclosure, home, store, receipt, sign } = await answeredOnce();
  home.now = NOW + days(2);
  const none = async () => ({ total: 0, items: [] }) as never;
  const { fact, proof } = rooted(receipt);
  const roots = async () => ({ total: 1, items: [fact] }) as never;
  const waiting = home.wallet(unprovenProver, store, { receiptFacts: none }).disclosure;
  expect(await waiting.receipt(sign())).toBe('waiting');
  home.now = receipt.time + days(35);
  expect(await disclosure.answerStanding([once()])).toMatchObject([{ refusal: { code: 'RECEIPT_MISSING' } }]);
  await expect(waiting.receipt(sign())).rejects.toMatchObject(refused('RECEIPT_MISSING', 'roots'));
  const shown = home.wallet(unprovenProver, store, { receiptFacts: roots }).disclosure;
  await expect(shown.receipt(sign(), { ...proof, index: 1 })).rejects.toMatchObject(
    refused('RECEIPT_MISSING', 'proof'),
  );
  expect(await shown.receipt(sign(), proof)).toBe('rooted');
  expect(await shown.answerStanding([once()])).toMatchObject([{ sealed: expect.any(Uint8Array) }]);
});

test('takes no receipt of another answer, key or time', async () => {
  const { disclosure, receipt, sign } = await answeredOnce();
  const take = (change: Partial<Receipt>) => disclosure.receipt(sign({ ...receipt, time: NOW, ...change }));
  await expect(take({ answerDigest: new Uint8Array(32) })).rejects.toMatchObject(
    refused('RECEIPT_MISSING', 'answerDigest'),
  );
  await expect(take({ consentId: new Uint8Array(32) })).rejects.toMatchObject(
    refused('RECEIPT_MISSING', 'consentId'),
  );
  await expect(take({ chainId: 5n })).rejects.toMatchObject(refused('RECEIPT_MISSING', 'chainId'));
  await expect(take({ time: NOW + 1n })).rejects.toMatchObject(refused('RECEIPT_MISSING', 'time'));
  const forged = makeReceipt({ ...receipt, time: NOW }, secretOf(1));
  await expect(disclosure.receipt(forged)).rejects.toMatchObject(refused('RECEIPT_MISSING', 'signature'));
});

test('a second receipt of one answer wins no time', () => {
  const answerDigest = new Uint8Array(32).fill(1);
  const kept = (time: bigint, size = 0) =>
    ({ signed: { receipt: { answerDigest, time } }, index: 0, size, path: [] }) as never;
  const answer = { answerDigest, time: NOW };
  const missing = (receipts: never[], now: bigint) => missingReceipts([answer], receipts, now).length;
  expect(missing([], NOW + days(35) - 1n)).toBe(0);
  expect(missing([], NOW + days(35))).toBe(1);
  expect(missing([kept(NOW + days(3))], NOW + days(35))).toBe(0);
  expect(missing([kept(NOW + days(3)), kept(NOW + days(30))], NOW + days(38))).toBe(1);
  expect(missing([kept(NOW + days(3), 4)], NOW + days(380))).toBe(0);
});
