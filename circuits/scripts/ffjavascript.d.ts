/** The part of ffjavascript that key building uses. */
declare module 'ffjavascript' {
  export interface WasmGroup {
    readonly g: Uint8Array;
    readonly F: { readonly n8: number };
    timesScalar(point: Uint8Array, scalar: bigint): Uint8Array;
    toAffine(point: Uint8Array): Uint8Array;
    toObject(point: Uint8Array): unknown[];
  }
  export interface WasmMemory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  export interface Curve {
    readonly tm: {
      readonly memory: WasmMemory;
      readonly instance: { readonly exports: Record<string, (...args: number[]) => number> };
      u8: Uint8Array;
      u32: Uint32Array;
    };
    readonly G1: WasmGroup;
    readonly G2: WasmGroup;
    readonly Gt: { toObject(element: Uint8Array): unknown[] };
    pairing(g1: Uint8Array, g2: Uint8Array): Uint8Array;
  }
  export function buildBn128(singleThread: boolean): Promise<Curve>;
}
