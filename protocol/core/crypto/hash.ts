/**
 * Poseidon with a domain tag in the capacity element.
 * Permutation and constants are circomlib's (Grassi et al., "Poseidon", USENIX Security 2021).
 */

export interface Hasher {
  /**
   * First `nOuts` elements of the state after one permutation of width inputs.length + 1.
   * Element 0 is the capacity: free for hashing, never part of a keystream.
   * @param inputs 1 to 16 field elements in [0, r)
   */
  permute(inputs: readonly bigint[], initialState: bigint, nOuts: number): bigint[];
}

const RATE = 16;

function tag(name: string): bigint {
  let x = 0n;
  for (const ch of `vg1:${name}`) x = (x << 8n) | BigInt(ch.charCodeAt(0));
  return x;
}

export const TAGS = {
  KEY: tag('KEY'),
  NOTE: tag('NOTE'),
  NF: tag('NF'),
  KEYA: tag('KEYA'),
  KEYB: tag('KEYB'),
  POINT: tag('POINT'),
  LEAF: tag('LEAF'),
  TREE: tag('TREE'),
  AUCTION: tag('AUCTION'),
  POP: tag('POP'),
  BID: tag('BID'),
  ORDER: tag('ORDER'),
  INNER: tag('INNER'),
  SALT: tag('SALT'),
  SALT2: tag('SALT2'),
  FOLD: tag('FOLD'),
  READ: tag('READ'),
  READC: tag('READC'),
  SETTLE: tag('SETTLE'),
  RHO: tag('RHO'),
  CLR: tag('CLR'),
  MSUM: tag('MSUM'),
  ENC: tag('ENC'),
  TAGA: tag('TAGA'),
  TAGB: tag('TAGB'),
  MASKA: tag('MASKA'),
  MASKB: tag('MASKB'),
} as const;

/** H(TAG, x1…xn): one permutation up to 16 elements, else blocks of 16 chained through the capacity. */
export function hash(hasher: Hasher, domain: bigint, inputs: readonly bigint[]): bigint {
  if (inputs.length <= RATE) return hasher.permute(inputs, domain, 1)[0]!;
  let state = domain;
  for (let i = 0; i < inputs.length; i += RATE) {
    const block = inputs.slice(i, i + RATE);
    while (block.length < RATE) block.push(0n);
    state = hasher.permute(block, state, 1)[0]!;
  }
  return state;
}

/**
 * `n` rate elements of one permutation. The width leaves room for `n` outputs beside the capacity,
 * whose secrecy makes the stream a PRF of the secret inputs.
 */
export function squeeze(hasher: Hasher, domain: bigint, inputs: readonly bigint[], n: number): bigint[] {
  const width = Math.max(n, inputs.length);
  const padded = [...inputs];
  while (padded.length < width) padded.push(0n);
  return hasher.permute(padded, domain, n + 1).slice(1);
}

/** Running hash of an append-only list; starts at the auction's id. */
export function fold(hasher: Hasher, current: bigint, item: bigint): bigint {
  return hash(hasher, TAGS.FOLD, [current, item]);
}
