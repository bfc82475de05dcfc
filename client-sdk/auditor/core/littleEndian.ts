/** Numbers as SSZ writes them: little-endian. */
import { bigIntToBytes } from '@veilgrid/protocol/core/crypto/field';

function number(bytes: number) {
  return (x: number | bigint) => bigIntToBytes(BigInt(x), bytes).reverse();
}

export const littleEndian = {
  u8: number(1),
  u16: number(2),
  u32: number(4),
  u64: number(8),
  fr: number(32),
};
