/** Receipts of a recipient, and what shows that one was left out of its roots. docs/protocol/disclosure.md "Receipts". */
import { verifyEd25519 } from '@veilgrid/protocol/core/crypto/ed25519';
import {
  leafHash,
  type MerkleProof,
  merkleProof,
  merkleRoot,
  provesLeaf,
  subtreesOf,
} from '@veilgrid/protocol/core/crypto/merkle';
import type { Fact } from '@veilgrid/protocol/core/fact';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import {
  RECEIPT_DAYS,
  Receipt,
  type ReceiptsBody,
  receiptDigest,
  type SignedReceipt,
} from '@veilgrid/protocol/disclosure/receipts';
import { ensure } from '@veilgrid/protocol/errors';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { type ShownParty, verifyPartyFact } from '../party.js';

const leavesOf = (receipts: readonly Receipt[]) => receipts.map((each) => leafHash(Receipt.serialize(each)));

/** RFC 6962 over the receipts of a time, in order of time. */
export function logRoot(receipts: readonly Receipt[]): Uint8Array {
  return merkleRoot(leavesOf(receipts));
}

/** Where a receipt stands under the root of all of them. @param index below the length */
export function receiptProof(receipts: readonly Receipt[], index: number): MerkleProof {
  return merkleProof(subtreesOf(leavesOf(receipts)), index, receipts.length);
}

/** Whether one of the party's keys signed it. */
export function isReceiptOf(
  { keys }: Pick<ShownParty, 'keys'>,
  { receipt, signature }: SignedReceipt,
): boolean {
  const digest = receiptDigest(receipt);
  return keys.some(({ sigPk }) => verifyEd25519(digest, signature, sigPk));
}

/**
 * The roots of a party, in order, none left out before the last one shown.
 * @throws ProtocolError FACT_INVALID with the fact and the field at fault
 */
export function verifyReceipts(genesis: Genesis, party: ShownParty, facts: readonly Fact[]): ReceiptsBody[] {
  let to = 0n;
  return facts.map((fact, i) => {
    const { body } = verifyPartyFact(genesis, 'receipts', fact, party);
    ensure(body.partyId === party.partyId, 'FACT_INVALID', { field: 'partyId', fact: 'receipts' });
    const next = body.index === i && body.from === to;
    ensure(next, 'FACT_INVALID', { field: 'index', fact: 'receipts' });
    to = body.to;
    return body;
  });
}

/**
 * Whether a receipt that the party signed stands in its roots, or may still come to.
 * @param proof as the party shows it, once a root covers the receipt
 * @param now Unix seconds
 * @throws ProtocolError RECEIPT_MISSING: the receipt and `roots` together show the omission
 */
export function receiptState(
  receipt: Receipt,
  roots: readonly Pick<ReceiptsBody, 'from' | 'to' | 'count' | 'root'>[],
  proof: MerkleProof | undefined,
  now: bigint,
): 'rooted' | 'waiting' {
  const covering = roots.find(({ from, to }) => from <= receipt.time && receipt.time < to);
  if (covering && proof) {
    const [leaf] = leavesOf([receipt]);
    const stands = proof.size === covering.count && provesLeaf(covering.root, leaf!, proof);
    ensure(stands, 'RECEIPT_MISSING', { field: 'proof' });
    return 'rooted';
  }
  const late = now >= receipt.time + BigInt(RECEIPT_DAYS * SECONDS_PER_DAY);
  ensure(!late, 'RECEIPT_MISSING', { field: covering ? 'proof' : 'roots' });
  return 'waiting';
}
