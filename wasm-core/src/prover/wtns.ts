import { R } from '@veilgrid/protocol/core/crypto/field';
import { fromBytes } from '../context.js';
import { ProverError } from './errors.js';
import { readSections, viewOf } from './sections.js';

const FIELD_BYTES = 32;

/**
 * The witness in a wtns file: little-endian scalars, the constant 1 first, as a view of the file's bytes.
 * @throws ProverError WTNS for another file
 */
export function readWitness(bytes: Uint8Array): Uint8Array {
  try {
    const sections = readSections(bytes, 'wtns', 2);
    const header = sections.get(1, 8 + FIELD_BYTES);
    const word = (at: number) => viewOf(header).getUint32(at, true);
    if (word(0) !== FIELD_BYTES || fromBytes(header.subarray(4, 4 + FIELD_BYTES))[0] !== R)
      throw new RangeError('not over BN254');
    return sections.get(2, FIELD_BYTES * word(4 + FIELD_BYTES));
  } catch (cause) {
    throw new ProverError('WTNS', `witness: ${(cause as Error).message}`);
  }
}
