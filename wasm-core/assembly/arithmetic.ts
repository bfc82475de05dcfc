/** Field products over memory, for tests and for whoever needs a few; canonical residues in and out. */
import { BAD_COUNT, INPUT_BYTES, input, OK, output } from './buffers';
import * as fq from './generated/fq';
import * as fr from './generated/fr';
import { BYTES, pack, subtractOnce, unpack } from './limbs';

const a: usize = memory.data(144, 16);
const b: usize = memory.data(144, 16);

/** `input` holds pairs (a, b); `output` gets a·b^times. Field 0 is Fr, 1 is Fq. */
export function productMany(field: i32, pairs: i32, times: i32): i32 {
  if ((field !== 0 && field !== 1) || pairs < 0 || pairs > INPUT_BYTES / 64 || times < 0) return BAD_COUNT;
  const modulus = field === 0 ? fr.MODULUS : fq.MODULUS;
  const radixSquared = field === 0 ? fr.RADIX_SQUARED : fq.RADIX_SQUARED;
  for (let i = 0; i < pairs; i++) {
    const from = input + 2 * BYTES * i;
    if (!unpack(a, from, modulus)) return 2 * i + 1;
    if (!unpack(b, from + BYTES, modulus)) return 2 * i + 2;
    // One factor in Montgomery form makes each product plain: a stays a residue.
    if (field === 0) {
      fr.mul(b, b, radixSquared);
      for (let k = 0; k < times; k++) fr.mul(a, a, b);
      fr.mul(a, a, fr.ONE);
    } else {
      fq.mul(b, b, radixSquared);
      for (let k = 0; k < times; k++) fq.mul(a, a, b);
      fq.mul(a, a, fq.ONE);
    }
    subtractOnce(a, modulus);
    pack(output + BYTES * i, a);
  }
  return OK;
}
