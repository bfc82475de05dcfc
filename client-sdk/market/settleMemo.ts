/** What a settlement tells its own wallet: the readings, and the refund. protocol/core.md "Memo". */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes, bytesToBigInt } from '@veilgrid/protocol/core/crypto/field';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { openMemo, sealMemo } from '../wallet/memo.js';
import { slotsOf } from './memoSlots.js';

export interface SettleMemo {
  readonly readings: readonly Reading[];
  readonly refund: bigint;
}

/** @param salt of the order, from the seed by `orderSalt` */
export function sealSettleMemo(salt: bigint, auctionId: bigint, memo: SettleMemo): Uint8Array {
  const pairs = memo.readings.map((r) => concatBytes(u24(r.imported), u24(r.exported)));
  return sealMemo(settleKey(salt), auctionId, concatBytes(...pairs, bigIntToBytes(memo.refund, 8)));
}

export function openSettleMemo(salt: bigint, auctionId: bigint, memo: Uint8Array): SettleMemo | undefined {
  const plain = openMemo(settleKey(salt), auctionId, memo);
  if (!plain) return undefined;
  const readings = slotsOf(plain.subarray(0, -8)).map((x) => ({
    imported: Number(x >> 24n),
    exported: Number(x & 0xff_ffffn),
  }));
  return { readings, refund: bytesToBigInt(plain.subarray(-8)) };
}

function settleKey(salt: bigint): Uint8Array {
  return hkdf(sha256, bigIntToBytes(salt, 32), undefined, utf8ToBytes('veilgrid:settle-memo'), 32);
}

function u24(x: number): Uint8Array {
  return bigIntToBytes(BigInt(x), 3);
}
