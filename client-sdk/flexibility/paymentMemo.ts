/** What a claim or a delivery tells whoever knows its offer's salt: what was paid. docs/protocol/flexibility.md "Memos". */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes, bytesToBigInt } from '@veilgrid/protocol/core/crypto/field';
import { openMemo, sealMemo } from '../wallet/memo.js';

/** @param value of the payment's note, 1e-8 currency */
export function sealPaymentMemo(salt: bigint, needId: bigint, value: bigint): Uint8Array {
  return sealMemo(paymentKey(salt), needId, bigIntToBytes(value, 8));
}

/** Undefined for the payment of another offer. */
export function openPaymentMemo(salt: bigint, needId: bigint, memo: Uint8Array): bigint | undefined {
  const plain = openMemo(paymentKey(salt), needId, memo);
  return plain && bytesToBigInt(plain);
}

function paymentKey(salt: bigint): Uint8Array {
  return hkdf(sha256, bigIntToBytes(salt, 32), undefined, utf8ToBytes('veilgrid:flex-payment-memo'), 32);
}
