import { buildEddsa, buildPoseidon } from 'circomlibjs';

/** The order of the scalar field of BN254. */
export const FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** Integers modulo the field, as signals carry them. */
export const inField = (x: bigint): bigint => ((x % FIELD) + FIELD) % FIELD;

export interface Signature {
  readonly R8x: bigint;
  readonly R8y: bigint;
  readonly S: bigint;
}

export interface Key {
  readonly x: bigint;
  readonly y: bigint;
}

/** The hashes and signatures of protocol/core.md "Primitives", by circomlibjs: no code of the product's. */
export interface Crypto {
  /** H(TAG, x₁…xₙ). */
  hash(tag: string, ...inputs: readonly bigint[]): bigint;
  /** n words from the inputs, under a domain that is a number already. */
  squeeze(domain: bigint, inputs: readonly bigint[], n: number): bigint[];
  verifies(key: Key, message: bigint, signature: Signature): boolean;
  /** The key of a seed, and its signature under a message. */
  keyOf(seed: number): Key;
  sign(seed: number, message: bigint): Signature;
}

/** The number that stands for a tag: the big-endian ASCII of `vg1:TAG`. */
export const domain = (tag: string): bigint => BigInt(`0x${Buffer.from(`vg1:${tag}`).toString('hex')}`);

export async function buildCrypto(): Promise<Crypto> {
  const [poseidon, eddsa] = await Promise.all([buildPoseidon(), buildEddsa()]);
  const { F } = poseidon;
  const squeeze = (initial: bigint, inputs: readonly bigint[], n: number) => {
    const width = Math.max(n, inputs.length);
    const padded = Array.from({ length: width }, (_, i) => inField(inputs[i] ?? 0n));
    const state = poseidon(padded, initial, n + 1) as Uint8Array[];
    return state.slice(1).map((x) => F.toObject(x));
  };
  const hash = (tag: string, ...inputs: readonly bigint[]) => {
    let state = domain(tag);
    for (let from = 0; from < inputs.length; from += 16) {
      const block = inputs.slice(from, from + 16).map(inField);
      // The first block of a long hash is full, so only a last one is padded.
      while (inputs.length > 16 && block.length < 16) block.push(0n);
      state = F.toObject(poseidon(block, state) as Uint8Array);
    }
    return state;
  };
  // A signature costs tens of milliseconds, and days that differ in their caps alone have one and the same.
  const known = new Map<string, unknown>();
  const remembered = <T>(compute: () => T, ...of: readonly (bigint | number)[]): T => {
    const name = of.join();
    if (!known.has(name)) known.set(name, compute());
    return known.get(name) as T;
  };
  const curve = eddsa.babyJub.F;
  const point = (x: bigint, y: bigint): [Uint8Array, Uint8Array] => [curve.e(x), curve.e(y)];
  const secret = (seed: number) => Buffer.alloc(32, seed);
  return {
    hash,
    squeeze,
    verifies: ({ x, y }, message, { R8x, R8y, S }) => {
      const signature = { R8: point(R8x, R8y), S };
      const check = () => eddsa.verifyPoseidon(curve.e(message), signature, point(x, y));
      return remembered(check, x, y, message, R8x, R8y, S);
    },
    keyOf: (seed) =>
      remembered(() => {
        const [x, y] = eddsa.prv2pub(secret(seed));
        return { x: curve.toObject(x), y: curve.toObject(y) };
      }, seed),
    sign: (seed, message) =>
      remembered(
        () => {
          const { R8, S } = eddsa.signPoseidon(secret(seed), curve.e(message));
          return { R8x: curve.toObject(R8[0]), R8y: curve.toObject(R8[1]), S };
        },
        seed,
        message,
      ),
  };
}
