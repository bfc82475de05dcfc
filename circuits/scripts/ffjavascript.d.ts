/** The part of ffjavascript that key building uses. */
declare module 'ffjavascript' {
  export interface WasmGroup {
    readonly g: Uint8Array;
    toAffine(point: Uint8Array): Uint8Array;
    toObject(point: Uint8Array): unknown[];
  }
  export interface Curve {
    readonly G1: WasmGroup;
    readonly G2: WasmGroup;
    readonly Gt: { toObject(element: Uint8Array): unknown[] };
    pairing(g1: Uint8Array, g2: Uint8Array): Uint8Array;
  }
  export function buildBn128(singleThread: boolean): Promise<Curve>;
}
