/** Witnesses that no circuit checks: a prover takes any, and its sums and transforms meet their edges. */
import { createHash } from 'node:crypto';
import { littleEndian, R } from './points.js';

const EDGES = [
  0n,
  R / 2n,
  R / 2n + 1n,
  2n ** 252n,
  2n ** 252n - 1n,
  2n ** 252n + 1n,
  R - 2n,
  2n ** 130n,
  R - 2n ** 130n,
  2n ** 51n,
  2n ** 102n - 1n,
  2n ** 253n,
  R - 1n,
];

export const randomScalar = (seed: string): bigint =>
  BigInt(`0x${createHash('sha512').update(seed).digest('hex')}`) % R;

/** Each of what number i holds, but 0, which is 1 in every witness. */
const KINDS: Record<string, (i: number) => bigint> = {
  'all 0': () => 0n,
  'all 1': () => 1n,
  'all -1': () => R - 1n,
  'one value': () => randomScalar('one value'),
  edges: (i) => EDGES[i % EDGES.length]!,
  random: (i) => randomScalar(`random ${i}`),
  'bits, small and random': (i) => [BigInt(i & 1), BigInt(i), randomScalar(`mixed ${i}`)][(i * i) % 3]!,
};
export const KIND_NAMES = Object.keys(KINDS);

export const rawWitness = (kind: string, wires: number): Uint8Array =>
  littleEndian(Array.from({ length: wires }, (_, i) => (i === 0 ? 1n : KINDS[kind]!(i))));

/** 1, r and s, which follow a witness. */
export const blindings = {
  none: littleEndian([1n, 0n, 0n]),
  extreme: littleEndian([1n, R - 1n, 2n ** 252n]),
  random: littleEndian([1n, randomScalar('r'), randomScalar('s')]),
};
