/**
 * Batches over `input`: each item is `inputs` residues; `capacity` is shared. Answers are OK, BAD_COUNT, or
 * 1 + the index of the first residue that is not canonical (the capacity counts as the one after the last).
 */
import { BAD_COUNT, capacityBytes, INPUT_BYTES, input, OK, OUTPUT_BYTES, output } from './buffers';
import { fromBytes, toBytes } from './fr';
import { dot, ONE, ZERO } from './generated/fr';
import { BYTES, SIZE } from './limbs';
import { permute, state } from './poseidon';
import { permuteFours, RATE, spongeFours } from './twinHashing';
import { MAX_WIDTH, widthOf } from './width';

const capacity: usize = memory.data(144, 16);
/** The capacity with the first round's constant. */
const start: usize = memory.data(144, 16);

export function capacityAt(): usize {
  return capacityBytes;
}

/** The first `outs` elements of each item's permutation, width inputs + 1. */
export function permuteMany(items: i32, inputs: i32, outs: i32): i32 {
  if (inputs < 1 || inputs > RATE || outs < 1 || outs > inputs + 1) return BAD_COUNT;
  if (!fits(items, inputs, INPUT_BYTES) || !fits(items, outs, OUTPUT_BYTES)) return BAD_COUNT;
  if (!fromBytes(capacity, capacityBytes, ZERO)) return 1 + items * inputs;
  if (ASC_FEATURE_RELAXED_SIMD && items > 2) return permuteFours(items, inputs, outs);
  const width = widthOf(inputs + 1);
  dot(start, capacity, ONE, 1, width.early);
  let from = input;
  let to = output;
  for (let item = 0; item < items; item++) {
    memory.copy(state, start, SIZE);
    for (let i = 1; i <= inputs; i++) {
      if (!fromBytes(state + SIZE * i, from, width.early + SIZE * i)) return item * inputs + i;
      from += BYTES;
    }
    permute(width, inputs + 1, outs);
    for (let i = 0; i < outs; i++) {
      toBytes(to, state + SIZE * i);
      to += BYTES;
    }
  }
  return OK;
}

/**
 * Element 0 of each item's sponge: blocks of 16 inputs, each block's element 0 is the next one's capacity,
 * the last is padded with zeros. For up to 16 inputs use `permuteMany`, whose width is their number.
 */
export function spongeMany(items: i32, inputs: i32): i32 {
  if (inputs <= RATE || !fits(items, inputs, INPUT_BYTES) || !fits(items, 1, OUTPUT_BYTES)) return BAD_COUNT;
  if (!fromBytes(capacity, capacityBytes, ZERO)) return 1 + items * inputs;
  if (ASC_FEATURE_RELAXED_SIMD && items > 2) return spongeFours(items, inputs);
  const width = widthOf(MAX_WIDTH);
  let from = input;
  for (let item = 0; item < items; item++) {
    memory.copy(state, capacity, SIZE);
    for (let absorbed = 0; absorbed < inputs; absorbed += RATE) {
      dot(state, state, ONE, 1, width.early);
      for (let i = 1; i <= RATE; i++) {
        const constant = width.early + SIZE * i;
        if (absorbed + i > inputs) {
          memory.copy(state + SIZE * i, constant, SIZE);
          continue;
        }
        if (!fromBytes(state + SIZE * i, from, constant)) return item * inputs + absorbed + i;
        from += BYTES;
      }
      permute(width, MAX_WIDTH, 1);
    }
    toBytes(output + BYTES * item, state);
  }
  return OK;
}

function fits(items: i32, perItem: i32, bytes: i32): bool {
  // 64 bits: the product of two counts from outside may not fit 32.
  return items >= 0 && perItem >= 1 && (items as i64) * (perItem as i64) * (BYTES as i64) <= (bytes as i64);
}
