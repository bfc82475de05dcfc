/** Peers that ship no types, or none that resolve: what the benches call. */
declare module 'circomlibjs' {
  interface Field {
    e(value: bigint): Uint8Array;
    fromRprLE(bytes: Uint8Array, offset: number): Uint8Array;
    toRprLE(bytes: Uint8Array, offset: number, element: Uint8Array): void;
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
    (inputs: readonly Uint8Array[]): Uint8Array;
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
  const railgun: { poseidonHex(inputs: readonly string[]): string };
  export default railgun;
}
