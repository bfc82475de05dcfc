/**
 * What one may tell the holder of an X25519 key alone: an ephemeral key, then the sealed bytes. Memos of payments and of
 * offers. protocol/core.md "Memo".
 */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** Names the kind of message, and what it belongs to, where that is not inside. */
export interface BoxUse {
  readonly info: string;
  readonly associated?: Uint8Array;
}

/** A key is fresh with its ephemeral key and seals one message. */
const ZERO_NONCE = new Uint8Array(24);

export function sealBox(encPk: Uint8Array, use: BoxUse, plain: Uint8Array): Uint8Array {
  const ephemeral = randomBytes(32);
  const ephemeralPk = x25519.getPublicKey(ephemeral);
  const shared = x25519.getSharedSecret(ephemeral, encPk);
  return concatBytes(ephemeralPk, cipher(shared, ephemeralPk, encPk, use).encrypt(plain));
}

/** Undefined unless it is for this key and use: a wallet tries every one. */
export function openBox(
  { encSecret, encPk }: { readonly encSecret: Uint8Array; readonly encPk: Uint8Array },
  use: BoxUse,
  box: Uint8Array,
): Uint8Array | undefined {
  const ephemeralPk = box.subarray(0, 32);
  try {
    const shared = x25519.getSharedSecret(encSecret, ephemeralPk);
    return cipher(shared, ephemeralPk, encPk, use).decrypt(box.subarray(32));
  } catch {
    return undefined;
  }
}

function cipher(shared: Uint8Array, ephemeralPk: Uint8Array, encPk: Uint8Array, use: BoxUse) {
  const key = hkdf(sha256, shared, concatBytes(ephemeralPk, encPk), utf8ToBytes(use.info), 32);
  return xchacha20poly1305(key, ZERO_NONCE, use.associated);
}
