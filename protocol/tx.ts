/** Transactions: `kind` byte, then SSZ of {body, proof, signatures}. protocol/core.md "Transactions and statements". */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes, bytesToBigInt } from './core/crypto/field.js';
import { PROOF_BYTES } from './core/crypto/proof.js';
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
  circuitOf,
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
  /** Empty, or 256 bytes. */
  readonly proof: Uint8Array;
  readonly signatures: readonly TxSignature[];
}
export type Tx = { [K in Kind]: TxOf<K> }[Kind];

const Signature = container({ role: U8, signature: Bytes64 });
const MAX_SIGNATURES = 4;

interface Envelope {
  body: unknown;
  proof: Uint8Array;
  signatures: Infer<typeof Signature>[];
}

const envelopes = new Map<string, SszType<Envelope>>();

function envelopeType(kind: Kind, profile: Profile): SszType<Envelope> {
  const key = `${kind}:${profile}`;
  let type = envelopes.get(key);
  if (!type) {
    type = container({
      body: bodyTypeOf(kind, profile),
      proof: byteList(PROOF_BYTES),
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
  const envelope = { body: tx.body, proof: tx.proof, signatures: [...tx.signatures] };
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
  const { body, proof, signatures } = decodeExact(envelopeType(kind, profile), bytes.slice(1), kind);
  const tx = { kind, body, proof, signatures } as Tx;
  if (circuitOf(kind)) {
    ensure(proof.length === PROOF_BYTES, 'PROOF_MISSING', { field: 'proof' });
  } else {
    ensure(proof.length === 0, 'PROOF_UNEXPECTED', { field: 'proof' });
  }
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
  return sha256(
    concatBytes(
      bigIntToBytes(chainId, 31),
      Uint8Array.of(KINDS[tx.kind].id),
      bodyTypeOf(tx.kind, profile).serialize(tx.body),
    ),
  );
}

export function txIdHex(digest: Uint8Array): string {
  return bytesToHex(digest);
}

/** What a proof binds: the first 31 bytes of the digest. */
export function contextOf(digest: Uint8Array): bigint {
  return bytesToBigInt(digest.subarray(0, 31));
}

/** Signs a body for a role. @param secretKey 32-byte Ed25519 seed */
export function signTx(role: Role, digest: Uint8Array, secretKey: Uint8Array): TxSignature {
  return { role: ROLES[role], signature: ed25519.sign(digest, secretKey) };
}
