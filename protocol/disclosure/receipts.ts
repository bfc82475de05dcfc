/** What a recipient signs for an answer, and the root of all it signed in a time. docs/protocol/disclosure.md "Receipts". */
import { sha256 } from '@noble/hashes/sha2.js';
import { Bytes32, Bytes64, container, Fr, type Infer, U8, U32, U64 } from '../core/ssz.js';

export const ReceiptsBody = container({
  sequence: U64,
  partyId: U32,
  /** The party's next, from 0. */
  index: U32,
  /** Unix seconds, [from, to): from is the last one's to, of the first 0. */
  from: U64,
  to: U64,
  /** Leaves, at least 1. */
  count: U32,
  /** RFC 6962 over the receipts' SSZ, in order of time. */
  root: Bytes32,
});
export type ReceiptsBody = Infer<typeof ReceiptsBody>;

/** What was verified of an answer. */
export const VERDICT = { refused: 0, verified: 1 } as const;

export const Receipt = container({
  chainId: Fr,
  consentId: Bytes32,
  /** `answerDigest` */
  answerDigest: Bytes32,
  /** Unix seconds. */
  time: U64,
  /** VERDICT */
  verdict: U8,
});
export type Receipt = Infer<typeof Receipt>;

/** What the party signs: 105 bytes, which no request has. */
export function receiptDigest(receipt: Receipt): Uint8Array {
  return sha256(Receipt.serialize(receipt));
}

/** As a household gets it. The signature is the party's, Ed25519 over `receiptDigest`. */
export const SignedReceipt = container({ receipt: Receipt, signature: Bytes64 });
export type SignedReceipt = Infer<typeof SignedReceipt>;

/** Within which a party roots a receipt, and shows that it is there. */
export const RECEIPT_DAYS = 35;
