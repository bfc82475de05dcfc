/** The parts of wasm-core's scripts that tests use. */
declare module '*/scripts/compile.mjs' {
  export function compile(entry: string, out: string, isTwin: boolean): Promise<Uint8Array>;
}
declare module '*/scripts/twinForm.mjs' {
  export const BITS: bigint;
  export const LIMBS: number;
  export const BASE: bigint;
  export const RADIX: bigint;
  export function signedLimbs(x: bigint): bigint[];
  export function nearest(x: bigint, modulus: bigint): bigint;
  export function inverse(x: bigint, modulus: bigint): bigint;
}
declare module '*/scripts/twinBounds.mjs' {
  /** Of a value in multiples of the modulus, of its limbs, and of its highest limb. */
  export interface Bound {
    readonly size: number;
    readonly limb: number;
    readonly top: number;
  }
  type Pair = readonly [Bound, Bound];
  export class Bounds {
    constructor(modulus: bigint);
    near(x?: Bound): Bound;
    bits(): Bound;
    add(...all: readonly Bound[]): Bound;
    ninefold(x: Bound, y?: Bound): Bound;
    sum(...pairs: readonly Pair[]): Bound;
    dot(...pairs: readonly Pair[]): Bound;
    mul(a: Bound, b: Bound): Bound;
    sqr(a: Bound): Bound;
  }
}
