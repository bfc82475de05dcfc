/** Notes: private money. protocol/core.md "Note", transfer. */
import type { Params } from '../../params.js';
import { TAGS } from '../../tags.js';
import { type Hasher, hash } from '../crypto/hash.js';
import type { MerklePath } from '../crypto/tree.js';
import { bytesOf, container, Fr, type Infer, Money, U32, U64, vectorOf } from '../ssz.js';

/** Money of one owner: a leaf of the note tree hides it. protocol/core.md "Note". */
export interface Note {
  readonly asset: bigint;
  /** 1e-8 currency, u64 */
  readonly value: bigint;
  readonly ownerPk: bigint;
  readonly rho: bigint;
}

export function ownerPkOf(hasher: Hasher, sk: bigint): bigint {
  return hash(hasher, TAGS.KEY, [sk]);
}

export function noteCommitment(hasher: Hasher, note: Note): bigint {
  return hash(hasher, TAGS.NOTE, [note.asset, note.value, note.ownerPk, note.rho]);
}

export function noteNullifier(hasher: Hasher, sk: bigint, cm: bigint): bigint {
  return hash(hasher, TAGS.NF, [sk, cm]);
}

/** A note with what is needed to spend it. A zero-value input needs no place in the tree. */
export interface SpendableNote extends Note {
  readonly path: MerklePath;
}

/** Path of a zero-value input: any children will do, its membership is not checked. */
export function dummyPath(params: Params): MerklePath {
  return Array.from({ length: params.noteDepth }, () => Array<bigint>(8).fill(0n));
}

/** X25519 ephemeral key, then value and rho sealed to the recipient. */
export const TRANSFER_MEMO_BYTES = 32 + 8 + 32 + 16;

export const TransferBody = container({
  nf: vectorOf(Fr, 2),
  cm: vectorOf(Fr, 2),
  noteRoot: Fr,
  asset: U64,
  /** Leaves the ledger, on top of the flat fee. */
  redeemed: Money,
  /** What the issuer needs to pay out; zeros when nothing is redeemed. */
  payoutReference: bytesOf(32),
  memo1: bytesOf(TRANSFER_MEMO_BYTES),
  memo2: bytesOf(TRANSFER_MEMO_BYTES),
});
export type TransferBody = Infer<typeof TransferBody>;

/** Money enters as a note; the node computes its commitment. */
export const MintNoteBody = container({
  sequence: U64,
  asset: U64,
  value: Money,
  ownerPk: Fr,
  rho: Fr,
});
export type MintNoteBody = Infer<typeof MintNoteBody>;

/** A minted note in clear, as the note list carries it (`NoteLeaf.memo`); its asset is money. */
export const MintMemo = container({ value: Money, ownerPk: Fr, rho: Fr });
export type MintMemo = Infer<typeof MintMemo>;

/** Money enters a public account: a role's by its number, or a party's. */
export const MintAccountBody = container({ sequence: U64, account: U32, value: Money });
export type MintAccountBody = Infer<typeof MintAccountBody>;

/** Money leaves a public account; signed by whose it is. */
export const RedeemBody = container({
  sequence: U64,
  account: U32,
  value: Money,
  payoutReference: bytesOf(32),
});
export type RedeemBody = Infer<typeof RedeemBody>;

export function transferSignals(tx: TransferBody, context: bigint, fee: bigint): bigint[] {
  return [...tx.nf, ...tx.cm, context, tx.noteRoot, tx.asset, fee + tx.redeemed];
}

export interface TransferWitness {
  readonly sk: bigint;
  readonly inputs: readonly [SpendableNote, SpendableNote];
  readonly outputs: readonly [Note, Note];
  readonly noteRoot: bigint;
  readonly publicOut: bigint;
  readonly context: bigint;
}

export function transferCircuitInputs(w: TransferWitness) {
  return {
    context: w.context,
    noteRoot: w.noteRoot,
    asset: w.inputs[0].asset,
    publicOut: w.publicOut,
    sk: w.sk,
    inValue: w.inputs.map((n) => n.value),
    inRho: w.inputs.map((n) => n.rho),
    inPath: w.inputs.map((n) => n.path),
    outValue: w.outputs.map((n) => n.value),
    outOwnerPk: w.outputs.map((n) => n.ownerPk),
    outRho: w.outputs.map((n) => n.rho),
  };
}
