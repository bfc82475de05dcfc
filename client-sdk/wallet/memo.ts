/**
 * Fixed-length encrypted memos, from which a wallet finds everything again by its seed. protocol.md "Memo".
 * The transaction's digest covers the memo and the proof binds the digest, so nobody can swap it; the
 * auction's id stands in the sealed data besides, so that a memo opens in its own auction only.
 */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes, bytesToBigInt, isCanonical } from '@veilgrid/protocol/core/crypto/field';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { type Cell, packCell } from '@veilgrid/protocol/market/order';
import type { Address } from '../core/money/address.js';

const NONCE_BYTES = 24;
const SLOT_BYTES = 6;

export interface OrderMemo {
  readonly cells: readonly Cell[];
  readonly change: bigint;
  readonly changeRho: bigint;
}

export interface SettleMemo {
  readonly readings: readonly Reading[];
  readonly refund: bigint;
}

export interface TransferMemo {
  readonly value: bigint;
  readonly rho: bigint;
}

/** @param key the wallet's memo key */
export function sealOrderMemo(key: Uint8Array, auctionId: bigint, memo: OrderMemo): Uint8Array {
  const cells = memo.cells.map((cell) => bigIntToBytes(packCell(cell), SLOT_BYTES));
  const money = [bigIntToBytes(memo.change, 8), bigIntToBytes(memo.changeRho, 32)];
  return seal(key, auctionId, concatBytes(...cells, ...money));
}

export function openOrderMemo(key: Uint8Array, auctionId: bigint, memo: Uint8Array): OrderMemo | undefined {
  const plain = open(key, auctionId, memo);
  if (!plain) return undefined;
  const slots = slotsOf(plain.subarray(0, -40));
  return {
    cells: slots.map((x) => ({
      side: Number(x & 1n),
      level: Number((x >> 1n) & 0xffffn),
      qty: Number(x >> 20n),
    })),
    change: bytesToBigInt(plain.subarray(-40, -32)),
    changeRho: bytesToBigInt(plain.subarray(-32)),
  };
}

/** @param salt of the order, from the seed by `orderSalt` */
export function sealSettleMemo(salt: bigint, auctionId: bigint, memo: SettleMemo): Uint8Array {
  const pairs = memo.readings.map((r) => concatBytes(u24(r.imported), u24(r.exported)));
  return seal(settleKey(salt), auctionId, concatBytes(...pairs, bigIntToBytes(memo.refund, 8)));
}

export function openSettleMemo(salt: bigint, auctionId: bigint, memo: Uint8Array): SettleMemo | undefined {
  const plain = open(settleKey(salt), auctionId, memo);
  if (!plain) return undefined;
  const readings = slotsOf(plain.subarray(0, -8)).map((x) => ({
    imported: Number(x >> 24n),
    exported: Number(x & 0xff_ffffn),
  }));
  return { readings, refund: bytesToBigInt(plain.subarray(-8)) };
}

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

/** A transfer memo's key is fresh with its ephemeral key and seals one message. */
const ZERO_NONCE = new Uint8Array(NONCE_BYTES);

function transferKey(shared: Uint8Array, ephemeralPk: Uint8Array, encPk: Uint8Array): Uint8Array {
  return hkdf(sha256, shared, concatBytes(ephemeralPk, encPk), utf8ToBytes('veilgrid:transfer-memo'), 32);
}

function settleKey(salt: bigint): Uint8Array {
  return hkdf(sha256, bigIntToBytes(salt, 32), undefined, utf8ToBytes('veilgrid:settle-memo'), 32);
}

function seal(key: Uint8Array, auctionId: bigint, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  return concatBytes(nonce, xchacha20poly1305(key, nonce, bigIntToBytes(auctionId, 32)).encrypt(plain));
}

function open(key: Uint8Array, auctionId: bigint, memo: Uint8Array): Uint8Array | undefined {
  const nonce = memo.subarray(0, NONCE_BYTES);
  try {
    return xchacha20poly1305(key, nonce, bigIntToBytes(auctionId, 32)).decrypt(memo.subarray(NONCE_BYTES));
  } catch {
    return undefined;
  }
}

function slotsOf(bytes: Uint8Array): bigint[] {
  return Array.from({ length: Math.floor(bytes.length / SLOT_BYTES) }, (_, i) =>
    bytesToBigInt(bytes.subarray(SLOT_BYTES * i, SLOT_BYTES * (i + 1))),
  );
}

function u24(x: number): Uint8Array {
  return bigIntToBytes(BigInt(x), 3);
}
