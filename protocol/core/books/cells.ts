/** The cells of a sealed order, and what commits to them. protocol/market.md "Order vector". */
import { MAX_LEVEL, MAX_QTY } from '../../params.js';
import { TAGS } from '../../tags.js';
import { type Hasher, hash } from '../crypto/hash.js';

/** Side of a cell that buys. */
export const BUY = 0;
/** Side of a cell that sells. */
export const SELL = 1;

/** One settlement period of an order: side, limit level (u16), quantity (Wh, u24). */
export interface Cell {
  readonly side: number;
  readonly level: number;
  readonly qty: number;
}

const CELL_STRIDE = 50n;
const CELLS_PER_WORD = 5;

export function packCell(cell: Cell): bigint {
  return BigInt(cell.side) + 2n * BigInt(cell.level) + (BigInt(cell.qty) << 20n);
}

/** K cells, five a word at stride 2^50; the headroom lets one range check unpack and compare. */
export function packOrder(cells: readonly Cell[]): bigint[] {
  const words = Array<bigint>(Math.ceil(cells.length / CELLS_PER_WORD)).fill(0n);
  cells.forEach((cell, i) => {
    const w = Math.floor(i / CELLS_PER_WORD);
    words[w]! += packCell(cell) << (CELL_STRIDE * BigInt(i % CELLS_PER_WORD));
  });
  return words;
}

/** Inverse of `packOrder`; undefined unless every cell is well-formed. */
export function unpackOrder(words: readonly bigint[], K: number): Cell[] | undefined {
  if (words.length !== Math.ceil(K / CELLS_PER_WORD)) return undefined;
  const cells: Cell[] = [];
  for (let i = 0; i < K; i++) {
    const word = words[Math.floor(i / CELLS_PER_WORD)]!;
    const slot = (word >> (CELL_STRIDE * BigInt(i % CELLS_PER_WORD))) & ((1n << CELL_STRIDE) - 1n);
    const level = Number((slot >> 1n) & 0x7ffffn);
    const qty = Number(slot >> 20n);
    if (level > MAX_LEVEL || qty > MAX_QTY) return undefined;
    cells.push({ side: Number(slot & 1n), level, qty });
  }
  const again = packOrder(cells);
  return again.every((w, i) => w === words[i]) ? cells : undefined;
}

export function orderCommitment(
  hasher: Hasher,
  auctionId: bigint,
  words: readonly bigint[],
  inner: bigint,
): bigint {
  return hash(hasher, TAGS.ORDER, [auctionId, ...words, inner]);
}
