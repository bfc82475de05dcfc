/** What a payment tells the payee alone: the note. protocol/core.md "Memo". */
import { concatBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes, bytesToBigInt, isCanonical } from '@veilgrid/protocol/core/crypto/field';
import { openBox, sealBox } from '../../wallet/sealedBox.js';
import type { Address } from './address.js';

export interface TransferMemo {
  readonly value: bigint;
  readonly rho: bigint;
}

const USE = { info: 'veilgrid:transfer-memo' };

export function sealTransferMemo({ encPk }: Pick<Address, 'encPk'>, memo: TransferMemo): Uint8Array {
  return sealBox(encPk, USE, concatBytes(bigIntToBytes(memo.value, 8), bigIntToBytes(memo.rho, 32)));
}

/** Undefined unless the memo is for this key: wallets try every one. */
export function openTransferMemo(
  encSecret: Uint8Array,
  encPk: Uint8Array,
  memo: Uint8Array,
): TransferMemo | undefined {
  const plain = openBox({ encSecret, encPk }, USE, memo);
  if (!plain) return undefined;
  const rho = bytesToBigInt(plain.subarray(8));
  return isCanonical(rho) ? { value: bytesToBigInt(plain.subarray(0, 8)), rho } : undefined;
}
