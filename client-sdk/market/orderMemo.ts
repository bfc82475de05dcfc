/** What an order tells its own wallet: the cells, and the note that is left. protocol/core.md "Memo". */
import { concatBytes } from '@noble/hashes/utils.js';
import { type Cell, packCell } from '@veilgrid/protocol/core/books/cells';
import { bigIntToBytes, bytesToBigInt } from '@veilgrid/protocol/core/crypto/field';
import { openMemo, sealMemo } from '../wallet/memo.js';
import { SLOT_BYTES, slotsOf } from './memoSlots.js';

export interface OrderMemo {
  readonly cells: readonly Cell[];
  readonly change: bigint;
  readonly changeRho: bigint;
}

/** @param key the wallet's memo key */
export function sealOrderMemo(key: Uint8Array, auctionId: bigint, memo: OrderMemo): Uint8Array {
  const cells = memo.cells.map((cell) => bigIntToBytes(packCell(cell), SLOT_BYTES));
  const money = [bigIntToBytes(memo.change, 8), bigIntToBytes(memo.changeRho, 32)];
  return sealMemo(key, auctionId, concatBytes(...cells, ...money));
}

export function openOrderMemo(key: Uint8Array, auctionId: bigint, memo: Uint8Array): OrderMemo | undefined {
  const plain = openMemo(key, auctionId, memo);
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
