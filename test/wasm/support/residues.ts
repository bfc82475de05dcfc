/** Pieces of eight bytes that betray a scalar, in all forms in which the prover's modules hold one. */
import { nearest, signedLimbs, RADIX as TWIN_RADIX } from '../../../wasm-core/scripts/twinForm.mjs';
import { littleEndian, R } from './points.js';

const SCALAR_RADIX = 2n ** 261n;

/** By the name of the form; each piece alone has more than 50 bits of the scalar. */
export function residues(scalars: readonly bigint[]): Record<string, Buffer[]> {
  const of = (words: (x: bigint) => Buffer[], factor: bigint) =>
    scalars.flatMap((x) => words((x * factor) % R));
  return {
    plain: of(plain, 1n),
    'limbs of 29 bits': of(limbs, 1n),
    'limbs of 29 bits, Montgomery': of(limbs, SCALAR_RADIX),
    'limbs of 51 bits': of(floats, 1n),
    'limbs of 51 bits, Montgomery': of(floats, TWIN_RADIX),
    'limbs of 51 bits, of a row': of(floats, SCALAR_RADIX),
    'limbs of 51 bits, near': of(nearFloats, 1n),
    'limbs of 51 bits, near, Montgomery': of(nearFloats, TWIN_RADIX),
    'limbs of 51 bits, near, of a row': of(nearFloats, SCALAR_RADIX),
  };
}

const words = (bytes: Uint8Array, count: number) =>
  Array.from({ length: count }, (_, i) => Buffer.from(bytes.slice(8 * i, 8 * i + 8)));

const plain = (x: bigint) => words(littleEndian([x]), 3);

/** Nine words, of which two stand side by side. */
const limbs = (x: bigint) =>
  words(
    new Uint8Array(
      Uint32Array.from({ length: 8 }, (_, i) => Number((x >> BigInt(29 * i)) & 0x1fff_ffffn)).buffer,
    ),
    4,
  );

/** The lower limbs as f64, in a list or in lanes: a limb has eight bytes in both. */
const floats = (x: bigint) =>
  words(
    new Uint8Array(
      Float64Array.from({ length: 4 }, (_, i) => Number(BigInt.asUintN(51, x >> BigInt(51 * i)))).buffer,
    ),
    4,
  );

/** Signed limbs of the representative of the smallest size, and of its opposite. */
function nearFloats(x: bigint): Buffer[] {
  return [nearest(x, R), nearest(-x, R)].flatMap((value) =>
    words(new Uint8Array(Float64Array.from(signedLimbs(value), Number).buffer), 4),
  );
}
