/** The part of snarkjs used here; the package ships no types. */
declare module 'snarkjs' {
  export interface Group {
    readonly g: Uint8Array;
    add(a: Uint8Array, b: Uint8Array): Uint8Array;
    neg(point: Uint8Array): Uint8Array;
    isZero(point: Uint8Array): boolean;
    toJacobian(point: Uint8Array): Uint8Array;
    timesScalar(point: Uint8Array, scalar: bigint): Uint8Array;
  }
  export interface Curve {
    readonly r: bigint;
    readonly q: bigint;
    readonly tm: {
      readonly instance: { readonly exports: Record<string, (...args: number[]) => number> };
      startSyncOp(): void;
      endSyncOp(): void;
      alloc(bytes: number): number;
      allocBuff(bytes: Uint8Array): number;
      getBuff(pointer: number, bytes: number): Uint8Array;
    };
    readonly G1: Group;
    readonly G2: Group;
    readonly Gt: {
      readonly one: Uint8Array;
      mul(a: Uint8Array, b: Uint8Array): Uint8Array;
      eq(a: Uint8Array, b: Uint8Array): boolean;
    };
    prepareG1(point: Uint8Array): Uint8Array;
    prepareG2(point: Uint8Array): Uint8Array;
    millerLoop(g1: Uint8Array, g2: Uint8Array): Uint8Array;
    finalExponentiation(element: Uint8Array): Uint8Array;
  }
  export interface MemoryFile {
    type: 'mem';
    data?: Uint8Array;
  }
  export const curves: { getCurveFromName(name: string, options: { singleThread: boolean }): Promise<Curve> };
  export const wtns: {
    calculate(input: object, wasm: string | Uint8Array, out: MemoryFile): Promise<void>;
  };
  export const groth16: {
    prove(
      zkey: string | Uint8Array,
      witness: MemoryFile,
    ): Promise<{
      proof: { pi_a: string[]; pi_b: string[][]; pi_c: string[] };
      publicSignals: string[];
    }>;
  };
}
