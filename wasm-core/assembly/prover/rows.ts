/** The rows of A·w and B·w. */
import { mark, release, take } from '../curve/arena';
import { BYTES, SIZE, unpack } from '../curve/limbs';
import { add, MODULUS, mul, sub } from '../generated/leanFr';
import { SIGN, TERM, termCount, terms, wires } from './key';
import { isOwn, sharesLog } from './share';

const product: usize = memory.data(36, 4);

/** The share's own `n` rows of A·w and, behind them, of B·w: plain residues, so that what only has a sign needs no product. */
export function evaluateRows(rows: usize, witness: usize, n: usize): void {
  const before = mark();
  const values = take(SIZE * wires);
  for (let i = 0; i < wires; i++) unpack(values + SIZE * i, witness + BYTES * i, MODULUS);
  memory.fill(rows, 0, 2 * SIZE * n);
  for (let i = 0; i < termCount; i++) {
    const term = terms + TERM * i;
    const place = load<u32>(term);
    if (!isOwn(place)) continue;
    const index = (((place & 0x7fffffff) >> sharesLog) as usize) + (place >> 31 ? n : 0);
    const row = rows + SIZE * index;
    const value = values + SIZE * load<u32>(term, 4);
    const sign = load<i32>(term, SIGN);
    if (sign > 0) add(row, row, value);
    else if (sign < 0) sub(row, row, value);
    else {
      mul(product, value, term + 8);
      add(row, row, product);
    }
  }
  release(before);
}

export function wipeRows(): void {
  memory.fill(product, 0, SIZE);
}
