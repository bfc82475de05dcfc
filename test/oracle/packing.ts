/** protocol/core.md "Encodings": value i stands in word ⌊i/n⌋ at bit stride·(i mod n), lowest first. */
export interface Packing {
  readonly stride: bigint;
  readonly perWord: number;
}

export const READING: Packing = { stride: 60n, perWord: 4 };
export const ORDER: Packing = { stride: 50n, perWord: 5 };
export const LOADS: Packing = { stride: 42n, perWord: 6 };
export const MONEY: Packing = { stride: 63n, perWord: 4 };
export const COUNT: Packing = { stride: 19n, perWord: 13 };
export const CLEARING: Packing = { stride: 50n, perWord: 5 };
export const PARAMETERS: Packing = { stride: 60n, perWord: 4 };

export function pack({ stride, perWord }: Packing, values: readonly bigint[]): bigint[] {
  const words = Array<bigint>(Math.ceil(values.length / perWord)).fill(0n);
  values.forEach((value, i) => {
    words[Math.floor(i / perWord)]! += value << (stride * BigInt(i % perWord));
  });
  return words;
}

/** The `count` values of the words, or undefined if anything stands beside them. */
export function unpack(packing: Packing, words: readonly bigint[], count: number): bigint[] | undefined {
  const mask = (1n << packing.stride) - 1n;
  const values = Array.from({ length: count }, (_, i) => {
    const shift = packing.stride * BigInt(i % packing.perWord);
    return (words[Math.floor(i / packing.perWord)]! >> shift) & mask;
  });
  return pack(packing, values).every((word, i) => word === words[i]) ? values : undefined;
}
