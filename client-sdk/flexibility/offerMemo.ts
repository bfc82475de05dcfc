/**
 * What an offer tells the household that it is of, whoever made it: what its gateway delivers by. The key is of X25519,
 * fresh for each. docs/protocol/flexibility.md "Memos".
 */
import { concatBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes, bytesToBigInt, isCanonical } from '@veilgrid/protocol/core/crypto/field';
import type { OfferCell } from '@veilgrid/protocol/flexibility/offer';
import { openBox, sealBox } from '../wallet/sealedBox.js';

export interface OfferMemo {
  readonly salt: bigint;
  readonly cells: readonly OfferCell[];
  readonly deposit: bigint;
  /** What is left of the note that paid it. */
  readonly change: bigint;
}

/** Level and quantity. */
const CELL_BYTES = 2 + 3;

const useOf = (needId: bigint) => ({
  info: 'veilgrid:offer-memo',
  associated: bigIntToBytes(needId, 32),
});

/** @param encPk of the household's address */
export function sealOfferMemo(encPk: Uint8Array, needId: bigint, memo: OfferMemo): Uint8Array {
  const cells = memo.cells.flatMap(({ level, qty }) => [
    bigIntToBytes(BigInt(level), 2),
    bigIntToBytes(BigInt(qty), 3),
  ]);
  const money = [bigIntToBytes(memo.deposit, 8), bigIntToBytes(memo.change, 8)];
  const plain = concatBytes(bigIntToBytes(memo.salt, 32), ...cells, ...money);
  return sealBox(encPk, useOf(needId), plain);
}

/** Undefined unless the memo is for this key and need: a household tries every one. */
export function openOfferMemo(
  keys: { readonly encSecret: Uint8Array; readonly encPk: Uint8Array },
  needId: bigint,
  memo: Uint8Array,
): OfferMemo | undefined {
  const plain = openBox(keys, useOf(needId), memo);
  if (!plain) return undefined;
  const salt = bytesToBigInt(plain.subarray(0, 32));
  if (!isCanonical(salt)) return undefined;
  const [deposit, change] = [plain.subarray(-16, -8), plain.subarray(-8)].map(bytesToBigInt);
  return { salt, cells: cellsOf(plain.subarray(32, -16)), deposit: deposit!, change: change! };
}

function cellsOf(bytes: Uint8Array): OfferCell[] {
  return Array.from({ length: bytes.length / CELL_BYTES }, (_, k) => {
    const cell = bytes.subarray(CELL_BYTES * k, CELL_BYTES * (k + 1));
    return {
      level: Number(bytesToBigInt(cell.subarray(0, 2))),
      qty: Number(bytesToBigInt(cell.subarray(2))),
    };
  });
}
