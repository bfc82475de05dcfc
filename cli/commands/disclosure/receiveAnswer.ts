/** An answer before its recipient: of all answers to one request one is verified, with or without a receipt handed out. */
import { equalBytes } from '@noble/curves/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Received } from '@veilgrid/client-sdk/verifier/disclosure/answerShape';
import { type Answer, answerDigest } from '@veilgrid/protocol/disclosure/answer';
import { type SignedReceipt, VERDICT } from '@veilgrid/protocol/disclosure/receipts';
import type { Request } from '@veilgrid/protocol/disclosure/request';
import { ensure, hasCode } from '@veilgrid/protocol/errors';
import type { ReceiptBook } from './receiptBook.js';

/** An answer that came, and the party that it came to. */
export interface Incoming {
  readonly request: Pick<Request, 'chainId' | 'nonce'>;
  readonly answer: Answer;
  /** Ed25519, of the party. */
  readonly signKey: Uint8Array;
  /** Unix seconds. */
  readonly now: () => Promise<bigint>;
}

/**
 * @param check throws ANSWER_INVALID where the answer is not true
 * @param handOut where the household is to have a receipt, also of an answer that is refused
 * @returns what was checked, once its nonce is kept as answered
 * @throws ProtocolError those of `check`; ANSWER_INVALID {request.nonce} where another answer was kept meanwhile
 */
export async function receiveAnswer<T>(
  book: ReceiptBook,
  { request: { chainId, nonce }, answer, signKey, now }: Incoming,
  check: (received: Received) => Promise<T>,
  handOut?: (signed: SignedReceipt) => Promise<void>,
): Promise<T> {
  const digest = answerDigest(chainId, answer);
  const before = await book.of(nonce);
  const again = before !== undefined && equalBytes(before.receipt.answerDigest, digest);
  const answered = await book.answered();
  // The same answer again is no second one.
  if (again) answered.delete(bytesToHex(nonce));
  const keep = async (verdict: number) => {
    const fields = { chainId, consentId: answer.consentId, answerDigest: digest, verdict };
    const signed = await book.keep(nonce, fields, now, signKey);
    // Of two processes with two answers to one request the first one's counts.
    ensure(equalBytes(signed.receipt.answerDigest, digest), 'ANSWER_INVALID', { field: 'request.nonce' });
    await handOut?.(signed);
  };
  let checked: T;
  try {
    checked = await check({ now: await now(), answered });
  } catch (error) {
    // What was verified once was so then, whatever has ended since.
    if (handOut && hasCode(error, 'ANSWER_INVALID') && !again) await keep(VERDICT.refused);
    throw error;
  }
  await keep(VERDICT.verified);
  return checked;
}
