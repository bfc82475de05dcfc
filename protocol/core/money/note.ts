/** Notes: private money, and other assets. protocol/core.md "Note", transfer. */
import type { Params } from '../../params.js';
import { TAGS } from '../../tags.js';
import { type Hasher, hash } from '../crypto/hash.js';
import type { MerklePath } from '../crypto/tree.js';
import { bytesOf, container, Fr, type Infer, Money, U32, U64, vectorOf } from '../ssz.js';

/** Money of one owner, or so much of another asset: a leaf of the note tree hides it. protocol/core.md "Note". */
export interface Note {
  readonly asset: bigint;
  /** 1e-8 currency, or the asset's own units; u64 */
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

/** What the statement `transfer` says of a transaction, or of one part of it. */
export type TransferPart = Pick<TransferBody, 'nf' | 'cm' | 'noteRoot' | 'asset'>;

/** @param publicOut what leaves the notes: in money the fee and what is redeemed */
export function transferSignals(part: TransferPart, context: bigint, publicOut: bigint): bigint[] {
  return [...part.nf, ...part.cm, context, part.noteRoot, part.asset, publicOut];
}

export interface TransferWitness {
  /** Of each input. */
  readonly sk: readonly [bigint, bigint];
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
