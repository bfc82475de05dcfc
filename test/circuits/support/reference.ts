/**
 * What the circuits must compute, written a second time from docs/protocol on circomlibjs, without the
 * project's own hasher, encodings or formulas.
 */
import { buildEddsa, buildPoseidon } from 'circomlibjs';

const FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
export const fr = (x: bigint) => ((x % FIELD) + FIELD) % FIELD;

export interface Reference {
  H(tag: string, inputs: readonly bigint[]): bigint;
  /** `n` rate elements of a permutation of `width` zero-padded inputs. */
  squeeze(tag: string, inputs: readonly bigint[], width: number, n: number): bigint[];
  publicKey(seed: number): { x: bigint; y: bigint };
  sign(seed: number, message: bigint): { r8: { x: bigint; y: bigint }; s: bigint };
}

export async function buildReference(): Promise<Reference> {
  const poseidon = await buildPoseidon();
  const eddsa = await buildEddsa();
  const { F } = poseidon;
  const capacity = (tag: string) => BigInt(`0x${Buffer.from(`vg1:${tag}`, 'ascii').toString('hex')}`);
  const permute = (inputs: readonly bigint[], state: bigint, n: number) =>
    [poseidon(inputs, state, n)].flat().map((x) => F.toObject(x));
  const privateKey = (seed: number) => new Uint8Array(32).fill(seed);
  // Scalar multiplications are the slowest part of a case; most cases share keys and readings.
  const cached = <T>(compute: (seed: number, message: bigint) => T) => {
    const known = new Map<string, T>();
    return (seed: number, message: bigint) => {
      const key = `${seed},${message}`;
      if (!known.has(key)) known.set(key, compute(seed, message));
      return known.get(key) as T;
    };
  };
  const publicKey = cached((seed) => point(eddsa.prv2pub(privateKey(seed))));
  const sign = cached((seed, message) => {
    const { R8, S } = eddsa.signPoseidon(privateKey(seed), F.e(message));
    return { r8: point(R8), s: S };
  });
  const point = ([x, y]: [Uint8Array, Uint8Array]) => ({ x: F.toObject(x), y: F.toObject(y) });
  return {
    H(tag, inputs) {
      let state = capacity(tag);
      const width = Math.min(inputs.length, 16);
      for (let i = 0; i < inputs.length; i += 16) {
        const block = Array.from({ length: width }, (_, j) => inputs[i + j] ?? 0n);
        state = permute(block, state, 1)[0]!;
      }
      return state;
    },
    squeeze: (tag, inputs, width, n) =>
      permute(
        Array.from({ length: width }, (_, i) => inputs[i] ?? 0n),
        capacity(tag),
        n + 1,
      ).slice(1),
    publicKey: (seed) => publicKey(seed, 0n),
    sign,
  };
}

/** Values `stride` bits apart, `perWord` a word. */
export function pack(values: readonly bigint[], perWord: number, stride: number): bigint[] {
  const words = Array<bigint>(Math.ceil(values.length / perWord)).fill(0n);
  values.forEach((x, i) => {
    words[Math.floor(i / perWord)]! += x * 2n ** BigInt(stride * (i % perWord));
  });
  return words;
}
