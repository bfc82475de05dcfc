/** Peers that ship no types, or none that resolve: what the benches call. */
declare module 'circomlibjs' {
  interface Field {
    e(value: bigint): Uint8Array;
    toObject(element: Uint8Array): bigint;
    /** ffjavascript's WebAssembly. */
    readonly tm: {
      alloc(bytes: number): number;
      setBuff(at: number, bytes: Uint8Array): void;
      readonly instance: {
        readonly exports: {
          /** For n elements: out = in·t, then t = t·step; two products each. */
          frm_batchApplyKey(input: number, n: number, first: number, step: number, output: number): void;
        };
      };
    };
  }
  interface Poseidon {
    /** Integers, or Montgomery elements one after the other. */
    (inputs: readonly bigint[] | Uint8Array): Uint8Array;
    readonly F: Field;
  }
  export function buildPoseidon(): Promise<Poseidon>;
}

declare module 'nodejs-order-book' {
  export class OrderBook {
    limit(order: { id: string; side: 'buy' | 'sell'; size: number; price: number }): unknown;
  }
}

declare module '@railgun-community/poseidon-hash-wasm' {
  const railgun: { poseidon(inputs: readonly bigint[]): bigint };
  export default railgun;
}
