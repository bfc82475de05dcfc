/**
 * What an offer tells the household that it is of, whoever made it: what its gateway delivers by. The key is of X25519,
 * fresh for each. docs/protocol/flexibility.md "Memos".
 */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes, bytesToBigInt, isCanonical } from '@veilgrid/protocol/core/crypto/field';
import type { OfferCell } from '@veilgrid/protocol/flexibility/offer';

export interface OfferMemo {
  readonly salt: bigint;
  readonly cells: readonly OfferCell[];
  readonly deposit: bigint;
  /** What is left of the note that paid it. */
  readonly change: bigint;
}

/** Level and quantity. */
const CELL_BYTES = 2 + 3;
/** A key seals one message. */
const ZERO_NONCE = new Uint8Array(24);

/** @param encPk of the household's address */
export function sealOfferMemo(encPk: Uint8Array, needId: bigint, memo: OfferMemo): Uint8Array {
  const ephemeral = randomBytes(32);
  const ephemeralPk = x25519.getPublicKey(ephemeral);
  const key = memoKey(x25519.getSharedSecret(ephemeral, encPk), ephemeralPk, encPk);
  const cells = memo.cells.flatMap(({ level, qty }) => [
    bigIntToBytes(BigInt(level), 2),
    bigIntToBytes(BigInt(qty), 3),
  ]);
  const money = [bigIntToBytes(memo.deposit, 8), bigIntToBytes(memo.change, 8)];
  const plain = concatBytes(bigIntToBytes(memo.salt, 32), ...cells, ...money);
  return concatBytes(ephemeralPk, cipher(key, needId).encrypt(plain));
}

/** Undefined unless the memo is for this key and need: a household tries every one. */
export function openOfferMemo(
  { encSecret, encPk }: { readonly encSecret: Uint8Array; readonly encPk: Uint8Array },
  needId: bigint,
  memo: Uint8Array,
): OfferMemo | undefined {
  const ephemeralPk = memo.subarray(0, 32);
  try {
    const key = memoKey(x25519.getSharedSecret(encSecret, ephemeralPk), ephemeralPk, encPk);
    const plain = cipher(key, needId).decrypt(memo.subarray(32));
    const salt = bytesToBigInt(plain.subarray(0, 32));
    if (!isCanonical(salt)) return undefined;
    const [deposit, change] = [plain.subarray(-16, -8), plain.subarray(-8)].map(bytesToBigInt);
    return { salt, cells: cellsOf(plain.subarray(32, -16)), deposit: deposit!, change: change! };
  } catch {
    return undefined;
  }
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

const cipher = (key: Uint8Array, needId: bigint) =>
  xchacha20poly1305(key, ZERO_NONCE, bigIntToBytes(needId, 32));

function memoKey(shared: Uint8Array, ephemeralPk: Uint8Array, encPk: Uint8Array): Uint8Array {
  return hkdf(sha256, shared, concatBytes(ephemeralPk, encPk), utf8ToBytes('veilgrid:offer-memo'), 32);
}
