/**
 * Fixed-length encrypted memos, from which a wallet finds everything again by its seed. protocol/core.md "Memo".
 * The transaction's digest covers the memo and the proof binds the digest, so nobody can swap it; the id of
 * what it belongs to stands in the sealed data besides, so that a memo of one auction opens in that one only.
 */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { concatBytes, randomBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes } from '@veilgrid/protocol/core/crypto/field';

const NONCE_BYTES = 24;

/** @param belongsTo the id without which it does not open, such as an auction's */
export function sealMemo(key: Uint8Array, belongsTo: bigint, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  return concatBytes(nonce, xchacha20poly1305(key, nonce, bigIntToBytes(belongsTo, 32)).encrypt(plain));
}

/** Undefined for another key or id, and for what was changed. */
export function openMemo(key: Uint8Array, belongsTo: bigint, memo: Uint8Array): Uint8Array | undefined {
  const nonce = memo.subarray(0, NONCE_BYTES);
  try {
    return xchacha20poly1305(key, nonce, bigIntToBytes(belongsTo, 32)).decrypt(memo.subarray(NONCE_BYTES));
  } catch {
    return undefined;
  }
}
