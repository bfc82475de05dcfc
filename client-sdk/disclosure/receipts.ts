/** What a recipient signs for answers, roots and shows. docs/protocol/disclosure.md "Receipts". */
import { ed25519 } from '@noble/curves/ed25519.js';
import { equalBytes } from '@noble/curves/utils.js';
import type { MerkleProof } from '@veilgrid/protocol/core/crypto/merkle';
import {
  type Receipt,
  type ReceiptsBody,
  receiptDigest,
  type SignedReceipt,
} from '@veilgrid/protocol/disclosure/receipts';
import { ensure } from '@veilgrid/protocol/errors';
import { allItems } from '../client/submit.js';
import { fetchParty } from '../core/parties.js';
import { isReceiptOf, logRoot, receiptState, verifyReceipts } from '../verifier/disclosure/receipts.js';
import type { Asking } from './facts.js';

/** What a household gets for its answer. @param secretKey of the party, 32-byte Ed25519 seed */
export function makeReceipt(receipt: Receipt, secretKey: Uint8Array): SignedReceipt {
  return { receipt, signature: ed25519.sign(receiptDigest(receipt), secretKey) };
}

/** Receipts in order of time, as one leaf after the other stands under their root. */
export function inOrder(receipts: readonly Receipt[]): Receipt[] {
  return [...receipts].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

/**
 * What roots the receipts of a time, for a transaction `receipts`.
 * @param receipts all that the party ever signed, in any order
 * @param last the party's last root, if it has one
 * @param to Unix seconds; receipts from there on are the next root's
 * @returns undefined where there is none to root
 */
export function receiptsFields(
  partyId: number,
  receipts: readonly Receipt[],
  last: Pick<ReceiptsBody, 'index' | 'to'> | undefined,
  to: bigint,
): Omit<ReceiptsBody, 'sequence'> | undefined {
  const from = last?.to ?? 0n;
  const covered = inOrder(receipts).filter(({ time }) => from <= time && time < to);
  if (covered.length === 0) return undefined;
  return {
    partyId,
    index: last ? last.index + 1 : 0,
    from,
    to,
    count: covered.length,
    root: logRoot(covered),
  };
}

/**
 * Whether the receipt of an own answer stands in its recipient's roots, or may still come to.
 * @param sent what the answer's receipt must name
 * @param proof as the recipient shows it, once a root covers the receipt
 * @param now Unix seconds
 * @throws ProtocolError RECEIPT_MISSING with the field; FACT_INVALID
 */
export async function checkReceipt(
  ctx: Asking,
  partyId: number,
  sent: Pick<Receipt, 'chainId' | 'consentId' | 'answerDigest'>,
  signed: SignedReceipt,
  proof: MerkleProof | undefined,
  now: bigint,
): Promise<'rooted' | 'waiting'> {
  const party = await fetchParty(ctx, partyId);
  const { receipt } = signed;
  ensure(isReceiptOf(party, signed), 'RECEIPT_MISSING', { field: 'signature' });
  ensure(receipt.chainId === sent.chainId, 'RECEIPT_MISSING', { field: 'chainId' });
  for (const field of ['consentId', 'answerDigest'] as const) {
    ensure(equalBytes(receipt[field], sent[field]), 'RECEIPT_MISSING', { field });
  }
  const facts = await allItems((query) => ctx.api.receiptFacts({ params: { partyId }, query }));
  return receiptState(receipt, verifyReceipts(ctx.genesis, party, facts), proof, now);
}
