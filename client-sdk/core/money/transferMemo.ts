/** What a payment tells the payee alone: the note. The key is of X25519, fresh for each. protocol/core.md "Memo". */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes, bytesToBigInt, isCanonical } from '@veilgrid/protocol/core/crypto/field';
import type { Address } from './address.js';

export interface TransferMemo {
  readonly value: bigint;
  readonly rho: bigint;
}

/** A transfer memo's key is fresh with its ephemeral key and seals one message. */
const ZERO_NONCE = new Uint8Array(24);

export function sealTransferMemo(to: Address, memo: TransferMemo): Uint8Array {
  const ephemeral = randomBytes(32);
  const ephemeralPk = x25519.getPublicKey(ephemeral);
  const key = transferKey(x25519.getSharedSecret(ephemeral, to.encPk), ephemeralPk, to.encPk);
  const plain = concatBytes(bigIntToBytes(memo.value, 8), bigIntToBytes(memo.rho, 32));
  return concatBytes(ephemeralPk, xchacha20poly1305(key, ZERO_NONCE).encrypt(plain));
}

/** Undefined unless the memo is for this key: wallets try every one. */
export function openTransferMemo(
  encSecret: Uint8Array,
  encPk: Uint8Array,
  memo: Uint8Array,
): TransferMemo | undefined {
  const ephemeralPk = memo.subarray(0, 32);
  try {
    const key = transferKey(x25519.getSharedSecret(encSecret, ephemeralPk), ephemeralPk, encPk);
    const plain = xchacha20poly1305(key, ZERO_NONCE).decrypt(memo.subarray(32));
    const rho = bytesToBigInt(plain.subarray(8));
    return isCanonical(rho) ? { value: bytesToBigInt(plain.subarray(0, 8)), rho } : undefined;
  } catch {
    return undefined;
  }
}

function transferKey(shared: Uint8Array, ephemeralPk: Uint8Array, encPk: Uint8Array): Uint8Array {
  return hkdf(sha256, shared, concatBytes(ephemeralPk, encPk), utf8ToBytes('veilgrid:transfer-memo'), 32);
}
