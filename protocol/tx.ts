/** Transactions: `kind` byte, then SSZ of {body, proofs, signatures}. protocol/core.md "Transactions and statements". */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes, bytesToBigInt } from './core/crypto/field.js';
import { MAX_PROOFS, PROOF_BYTES } from './core/crypto/proof.js';
import {
  Bytes64,
  byteList,
  container,
  decodeExact,
  type Infer,
  recordsOf,
  type SszType,
  U8,
} from './core/ssz.js';
import { ensure, fail } from './errors.js';
import {
  type Bodies,
  bodyTypeOf,
  boundBytes,
  circuitsOf,
  type Draft,
  KIND_NAMES,
  KINDS,
  type Kind,
  signersOf,
} from './kinds.js';
import { MAX_TX_BYTES, type Profile } from './params.js';
import { ROLES, type Role } from './roles.js';

const KIND_BY_ID = new Map(KIND_NAMES.map((kind) => [KINDS[kind].id, kind]));

export interface TxSignature {
  /** ROLES number */
  readonly role: number;
  /** Ed25519 over the transaction's digest */
  readonly signature: Uint8Array;
}

export interface TxOf<K extends Kind> {
  readonly kind: K;
  readonly body: Bodies[K];
  /** 256 bytes for each statement of its kind, one after the other. */
  readonly proofs: Uint8Array;
  readonly signatures: readonly TxSignature[];
}
export type Tx = { [K in Kind]: TxOf<K> }[Kind];

const Signature = container({ role: U8, signature: Bytes64 });
const MAX_SIGNATURES = 4;

interface Envelope {
  body: unknown;
  proofs: Uint8Array;
  signatures: Infer<typeof Signature>[];
}

const envelopes = new Map<string, SszType<Envelope>>();

function envelopeType(kind: Kind, profile: Profile): SszType<Envelope> {
  const key = `${kind}:${profile}`;
  let type = envelopes.get(key);
  if (!type) {
    type = container({
      body: bodyTypeOf(kind, profile),
      proofs: byteList(MAX_PROOFS * PROOF_BYTES),
      signatures: recordsOf(Signature, MAX_SIGNATURES),
    });
    envelopes.set(key, type);
  }
  return type;
}

/** What encoded bytes say they are, before anything else of them is looked at. */
export function kindOf(bytes: Uint8Array): Kind | undefined {
  return bytes.length === 0 ? undefined : KIND_BY_ID.get(bytes[0]!);
}

export function encodeTx(profile: Profile, tx: Tx): Uint8Array {
  const envelope = { body: tx.body, proofs: tx.proofs, signatures: [...tx.signatures] };
  return concatBytes(Uint8Array.of(KINDS[tx.kind].id), envelopeType(tx.kind, profile).serialize(envelope));
}

/**
 * Decodes bytes from outside: bounded, canonical, right number of proofs and signatures by kind.
 * @throws ProtocolError MALFORMED, TOO_LARGE, UNKNOWN_KIND, FIELD_NOT_CANONICAL, PROOF_*, SIGNATURE_*
 */
export function decodeTx(profile: Profile, bytes: Uint8Array): Tx {
  ensure(bytes.length > 0, 'MALFORMED', { field: 'kind' });
  ensure(bytes.length <= MAX_TX_BYTES, 'TOO_LARGE', { field: 'transaction', limit: MAX_TX_BYTES });
  const kind = kindOf(bytes);
  if (kind === undefined) throw fail('UNKNOWN_KIND', { field: 'kind', kind: bytes[0] });
  const { body, proofs, signatures } = decodeExact(envelopeType(kind, profile), bytes.slice(1), kind);
  const tx = { kind, body, proofs, signatures } as Tx;
  const length = PROOF_BYTES * circuitsOf(tx).length;
  ensure(proofs.length >= length, 'PROOF_MISSING', { field: 'proofs' });
  ensure(proofs.length === length, 'PROOF_UNEXPECTED', { field: 'proofs' });
  const signers = signersOf(tx);
  signers.forEach((role, i) => {
    ensure(signatures[i]?.role === ROLES[role], 'SIGNATURE_MISSING', { field: `signatures.${i}`, role });
  });
  ensure(signatures.length === signers.length, 'SIGNATURE_UNEXPECTED', {
    field: `signatures.${signers.length}`,
  });
  return tx;
}

/**
 * Identity of a transaction: SHA-256 over chain, kind and body. It never depends on proof bytes,
 * which anyone can re-randomise, nor on signatures.
 */
export function txDigest(profile: Profile, chainId: bigint, tx: Draft): Uint8Array {
  return digestOf(chainId, tx.kind, bodyTypeOf(tx.kind, profile).serialize(tx.body));
}

function digestOf(chainId: bigint, kind: Kind, content: Uint8Array): Uint8Array {
  return sha256(concatBytes(bigIntToBytes(chainId, 31), Uint8Array.of(KINDS[kind].id), content));
}

export function txIdHex(digest: Uint8Array): string {
  return bytesToHex(digest);
}

/**
 * What every proof of a transaction binds: the first 31 bytes of SHA-256 over chain, kind and body, or over the part
 * of the body that its kind names. So no proof can be taken over by another transaction, nor stand beside another's.
 */
export function contextOf(profile: Profile, chainId: bigint, tx: Draft): bigint {
  return bytesToBigInt(digestOf(chainId, tx.kind, boundBytes(profile, tx)).subarray(0, 31));
}

/** Signs a body for a role. @param secretKey 32-byte Ed25519 seed */
export function signTx(role: Role, digest: Uint8Array, secretKey: Uint8Array): TxSignature {
  return { role: ROLES[role], signature: ed25519.sign(digest, secretKey) };
}
