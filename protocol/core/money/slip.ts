/** Paying in: a note that the payer makes and the issuer signs. protocol/core/money.md, issue and mintNote. */
import { sha256 } from '@noble/hashes/sha2.js';
import { PROOF_BYTES } from '../crypto/proof.js';
import { bytesOf, container, Fr, type Infer, Money, U64 } from '../ssz.js';
import { type Note, TRANSFER_MEMO_BYTES } from './note.js';

/** What is paid in: value and commitment are public, the owner is not. Its SHA-256 is the payment's reference. */
export const Slip = container({
  asset: Fr,
  value: Money,
  cm: Fr,
  /** A transfer's memo, to the payer itself: by it the wallet finds the note. */
  memo: bytesOf(TRANSFER_MEMO_BYTES),
});
export type Slip = Infer<typeof Slip>;

/** A slip with its proof: all that the issuer needs to sign. */
export const ProvenSlip = container({ slip: Slip, proof: bytesOf(PROOF_BYTES) });
export type ProvenSlip = Infer<typeof ProvenSlip>;

/** Money enters as a note. */
export const MintNoteBody = container({ sequence: U64, slip: Slip });
export type MintNoteBody = Infer<typeof MintNoteBody>;

/** By what a payment to the bank names its slip. @returns 32 bytes */
export function slipReference(slip: Slip): Uint8Array {
  return sha256(Slip.serialize(slip));
}

/** The statement `issue` of a note that comes into being with a public value. */
export function issueSignals(
  { cm, asset, value }: Pick<Slip, 'cm' | 'asset' | 'value'>,
  context: bigint,
): bigint[] {
  return [cm, context, asset, value];
}

export function issueCircuitInputs({ asset, value, ownerPk, rho }: Note, context: bigint) {
  return { context, asset, value, ownerPk, rho };
}
