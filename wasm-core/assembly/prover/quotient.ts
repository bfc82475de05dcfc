/** From a witness to the scalars of the points H: the values of A·B - C on the odd coset. */
import { add, MODULUS, mul, ONE, sub, UNIT } from '../generated/lean-fr';
import { take } from './arena';
import { cosetFactors, invert, rootOfUnity, roots, transform } from './fft';
import { log, TERM, termCount, terms, wires } from './key';
import { BYTES, pack, SIZE, unpack } from './limbs';

const shift: usize = memory.data(36, 4);
const product: usize = memory.data(36, 4);
const other: usize = memory.data(36, 4);

/** 2^log plain scalars, 32 bytes each. */
export function quotientScalars(witness: usize): usize {
  const n = 1 << log;
  const rows = evaluateRows(witness, n);
  const table = roots(log);
  rootOfUnity(shift, log + 1);
  const factors = cosetFactors(shift, log);
  for (let i = 0; i < 3; i++) {
    const values = rows + SIZE * n * i;
    transform(values, log, table);
    invert(values, log, factors);
    transform(values, log, table);
  }
  const scalars = take(BYTES * n);
  for (let i = 0; i < n; i++) {
    const at = rows + SIZE * i;
    mul(product, at, at + SIZE * n);
    mul(product, product, UNIT);
    mul(other, at + 2 * SIZE * n, UNIT);
    sub(product, product, other);
    pack(scalars + BYTES * i, product);
  }
  return scalars;
}

/** The values of A·w, B·w and, behind them, C·w = (A·w)(B·w) in each row. */
function evaluateRows(witness: usize, n: i32): usize {
  const values = take(SIZE * wires);
  for (let i = 0; i < wires; i++) unpack(values + SIZE * i, witness + BYTES * i, MODULUS);
  const rows = take(3 * SIZE * n);
  memory.fill(rows, 0, 3 * SIZE * n);
  for (let i = 0; i < termCount; i++) {
    const term = terms + TERM * i;
    const value = values + SIZE * load<u32>(term, 4);
    const place = load<u32>(term);
    const row = rows + SIZE * ((place & 0x7fffffff) + (place >> 31 ? n : 0));
    mul(product, value, term + 8);
    add(row, row, product);
  }
  for (let i = 0; i < n; i++) mul(rows + SIZE * (2 * n + i), rows + SIZE * i, rows + SIZE * (n + i));
  return rows;
}
