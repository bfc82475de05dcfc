import type { Crypto } from './crypto.js';
import { ORDER, pack } from './packing.js';

/** The cells of one order; side 0 buys, 1 sells. */
export interface Cells {
  readonly side: readonly bigint[];
  readonly level: readonly bigint[];
  readonly qty: readonly bigint[];
}

/** protocol/market.md "Order vector": the commitment of cells and `inner` in an auction. */
export function commitment(crypto: Crypto, auctionId: bigint, cells: Cells, inner: bigint): bigint {
  const slots = cells.qty.map((qty, k) => cells.side[k]! + 2n * cells.level[k]! + (qty << 20n));
  return crypto.hash('ORDER', auctionId, ...pack(ORDER, slots), inner);
}

export const isNull = ({ qty }: Cells): boolean => qty.every((q) => q === 0n);
