/**
 * A reading of the DSO's, sealed to its point's owner in a status list. The key is the X25519 secret of a fresh key and
 * the Montgomery form of the owner's signing key, and seals this once; auction and tag stand beside what is sealed, so
 * that it opens nowhere else. protocol/market.md, statusList.
 */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes, bytesToBigInt, isCanonical } from '../core/crypto/field.js';
import { type SignedReadings, STATUS_DSO } from '../core/readings.js';
import type { Params } from '../params.js';

/** The key is used once. */
const ZERO_NONCE = new Uint8Array(24);
const PAIR_BYTES = 6;

/** Where a memo stands. */
export interface StatusPlace {
  readonly auctionId: bigint;
  /** A-tag of the pinned record. */
  readonly tag: bigint;
}

/** What a list holds of one memo. */
export interface SealedStatus {
  readonly ephemeral: Uint8Array;
  readonly sealed: Uint8Array;
}

function cipherOf(secret: Uint8Array, { auctionId, tag }: StatusPlace) {
  return xchacha20poly1305(
    secret,
    ZERO_NONCE,
    concatBytes(bigIntToBytes(tag, 32), bigIntToBytes(auctionId, 32)),
  );
}

/**
 * @param ownerSigPk Ed25519, of the pinned record
 * @param ephemeral 32 fresh random bytes, used for nothing else
 */
export function sealStatusMemo(
  { readings, signature }: SignedReadings,
  ownerSigPk: Uint8Array,
  ephemeral: Uint8Array,
  place: StatusPlace,
): SealedStatus {
  const secret = x25519.getSharedSecret(ephemeral, ed25519.utils.toMontgomery(ownerSigPk));
  const pairs = readings.map(({ imported, exported }) =>
    concatBytes(bigIntToBytes(BigInt(imported), 3), bigIntToBytes(BigInt(exported), 3)),
  );
  const { r8, s } = signature;
  const plain = concatBytes(...pairs, ...[r8.x, r8.y, s].map((x) => bigIntToBytes(x, 32)));
  return { ephemeral: x25519.getPublicKey(ephemeral), sealed: cipherOf(secret, place).encrypt(plain) };
}

/**
 * What opens one memo and no other.
 * @param signSecret the owner's Ed25519 secret
 * @returns undefined for an ephemeral key that gives nobody a secret
 */
export function statusMemoSecret(signSecret: Uint8Array, ephemeral: Uint8Array): Uint8Array | undefined {
  try {
    return x25519.getSharedSecret(ed25519.utils.toMontgomerySecret(signSecret), ephemeral);
  } catch {
    return undefined;
  }
}

/** @returns undefined where nothing of this form is sealed; the signature is not checked */
export function openStatusMemo(
  { K }: Params,
  secret: Uint8Array,
  { sealed, ...place }: StatusPlace & { readonly sealed: Uint8Array },
): SignedReadings | undefined {
  let plain: Uint8Array;
  try {
    plain = cipherOf(secret, place).decrypt(sealed);
  } catch {
    return undefined;
  }
  if (plain.length !== PAIR_BYTES * K + 96) return undefined;
  const number = (from: number, bytes: number) => bytesToBigInt(plain.subarray(from, from + bytes));
  const readings = Array.from({ length: K }, (_, k) => ({
    imported: Number(number(PAIR_BYTES * k, 3)),
    exported: Number(number(PAIR_BYTES * k + 3, 3)),
  }));
  const [x, y, s] = [0, 32, 64].map((at) => number(PAIR_BYTES * K + at, 32)) as [bigint, bigint, bigint];
  if (![x, y, s].every(isCanonical)) return undefined;
  return { status: STATUS_DSO, readings, signature: { r8: { x, y }, s } };
}
