/** Receipts of a wallet's own answers: kept as they come, and missed where they do not. docs/protocol/disclosure.md "Receipt". */
import { equalBytes } from '@noble/curves/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { MerkleProof } from '@veilgrid/protocol/core/crypto/merkle';
import { Bytes32, container, decodeExact, type Infer, recordsOf, U32 } from '@veilgrid/protocol/core/ssz';
import { RECEIPT_DAYS, SignedReceipt } from '@veilgrid/protocol/disclosure/receipts';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { Work } from '../core/work.js';
import { keptVersions, type TxStore } from '../wallet/txStore.js';
import { allAnswers, type GivenAnswer } from './memory.js';
import { fetchNow } from './now.js';
import { checkReceipt } from './receipts.js';

/** Siblings on the way to a root, at most. */
const MAX_PATH = 32;

/** A receipt as it is kept: `size` is 0 until it is seen to stand in a rooted log. */
export const KeptReceipt = container({
  signed: SignedReceipt,
  index: U32,
  size: U32,
  path: recordsOf(Bytes32, MAX_PATH),
});
/** A receipt as it is kept: `size` is 0 until it is seen to stand in a rooted log. */
export type KeptReceipt = Infer<typeof KeptReceipt>;

/** What an answer's receipts are looked for by. */
export type Receipted = Pick<GivenAnswer, 'answerDigest' | 'time'>;

/**
 * Answers whose receipt did not come in time, or came and was not shown to stand in a rooted log in time.
 * @param receipts whatever was kept, of these answers and of others
 * @param now Unix seconds
 */
export function missingReceipts<A extends Receipted>(
  answers: readonly A[],
  receipts: readonly KeptReceipt[],
  now: bigint,
): A[] {
  const patience = BigInt(RECEIPT_DAYS * SECONDS_PER_DAY);
  return answers.filter(({ answerDigest, time }) => {
    const own = receipts.filter(({ signed }) => equalBytes(signed.receipt.answerDigest, answerDigest));
    if (own.some(({ size }) => size > 0)) return false;
    // Of several receipts of one answer the first one counts: signing again wins no time.
    const since =
      own.length > 0 ? own.map(({ signed }) => signed.receipt.time).reduce((a, b) => (a < b ? a : b)) : time;
    return now >= since + patience;
  });
}

/** @throws ProtocolError RECEIPT_MISSING {answerDigest} of the first that is missed */
export async function ensureReceipts(
  store: TxStore,
  answers: readonly Receipted[],
  now: bigint,
): Promise<void> {
  const kept: KeptReceipt[] = [];
  for (const { answerDigest } of answers) kept.push(...(await receiptsOf(store, answerDigest)));
  const [missing] = missingReceipts(answers, kept, now);
  if (missing) {
    throw fail('RECEIPT_MISSING', { field: 'receipt', answerDigest: bytesToHex(missing.answerDigest) });
  }
}

/**
 * Keeps a receipt that the party signed, once without and once with what shows it under a root: a wallet has no use for more.
 * @param proof as the recipient shows it, once a root covers the receipt
 * @throws ProtocolError RECEIPT_MISSING where the receipt is for no answer of this wallet or not as it must be; FACT_INVALID
 */
export async function takeReceipt(
  work: Work,
  signed: SignedReceipt,
  proof?: MerkleProof,
): Promise<'rooted' | 'waiting'> {
  const { ctx, store } = work;
  const { answerDigest } = signed.receipt;
  const answer = (await allAnswers(store)).find((each) => equalBytes(each.answerDigest, answerDigest));
  if (!answer) throw fail('RECEIPT_MISSING', { field: 'answerDigest' });
  const { partyId, consentId } = answer;
  const now = await fetchNow(ctx);
  const sent = { chainId: ctx.genesis.chainId, consentId, answerDigest };
  ensure(signed.receipt.time <= now, 'RECEIPT_MISSING', { field: 'time' });
  const state = await checkReceipt(ctx, partyId, sent, signed, proof, now);
  const kept = await receiptsOf(store, answerDigest);
  const rooted = kept.some(({ size }) => size > 0);
  if (rooted || (state === 'waiting' && kept.length > 0)) return rooted ? 'rooted' : state;
  const shown =
    state === 'rooted' && proof ? { ...proof, path: [...proof.path] } : { index: 0, size: 0, path: [] };
  const bytes = KeptReceipt.serialize({ signed, ...shown });
  await store.keep(prefixOf(answerDigest) + kept.length, bytes);
  return state;
}

const prefixOf = (answerDigest: Uint8Array) => `receipt-${bytesToHex(answerDigest)}-`;

async function receiptsOf(store: TxStore, answerDigest: Uint8Array): Promise<KeptReceipt[]> {
  const kept = await keptVersions(store, prefixOf(answerDigest));
  return kept.map((bytes) => decodeExact(KeptReceipt, bytes, 'receipt'));
}
