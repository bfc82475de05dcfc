/**
 * How keys of the store are written: fixed width, lower-case hex, so that a key's length follows from its kind
 * and order is numeric order. The first segment is the module, whose writes a block hashes together.
 */
const hexOf = (digits: number) => (x: number | bigint) => x.toString(16).padStart(digits, '0');
export const u8 = hexOf(2);
export const u32 = hexOf(8);
export const u64 = hexOf(16);
export const fr = hexOf(64);

/** The module a key belongs to. */
export function moduleOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}
