/** The part of snarkjs used here; the package ships no types. */
declare module 'snarkjs' {
  export interface Group {
    readonly g: Uint8Array;
    add(a: Uint8Array, b: Uint8Array): Uint8Array;
    neg(point: Uint8Array): Uint8Array;
    isZero(point: Uint8Array): boolean;
    toJacobian(point: Uint8Array): Uint8Array;
    timesScalar(point: Uint8Array, scalar: bigint): Uint8Array;
    toAffine(point: Uint8Array): Uint8Array;
    toObject(point: Uint8Array): unknown[];
    multiExpAffine(points: Uint8Array, scalars: Uint8Array): Promise<Uint8Array>;
  }
  /** A step of a task for the curve's WASM: fill or allocate variables, call a function on them, read them. */
  export type TaskStep =
    | { readonly cmd: 'ALLOCSET'; readonly var: number; readonly buff: Uint8Array }
    | { readonly cmd: 'ALLOC'; readonly var: number; readonly len: number }
    | {
        readonly cmd: 'CALL';
        readonly fnName: string;
        readonly params: ReadonlyArray<{ readonly var: number } | { readonly val: number }>;
      }
    | { readonly cmd: 'GET'; readonly out: number; readonly var: number; readonly len: number };
  export interface Curve {
    readonly r: bigint;
    readonly q: bigint;
    readonly tm: {
      readonly instance: { readonly exports: Record<string, (...args: number[]) => number> };
      queueAction(task: readonly TaskStep[]): Promise<Uint8Array[]>;
      startSyncOp(): void;
      endSyncOp(): void;
      alloc(bytes: number): number;
      allocBuff(bytes: Uint8Array): number;
      getBuff(pointer: number, bytes: number): Uint8Array;
    };
    readonly Fr: {
      readonly one: Uint8Array;
      /** Roots of unity of order 2^index. */
      readonly w: readonly Uint8Array[];
      fft(values: Uint8Array): Promise<Uint8Array>;
      ifft(values: Uint8Array): Promise<Uint8Array>;
      batchApplyKey(values: Uint8Array, first: Uint8Array, factor: Uint8Array): Promise<Uint8Array>;
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
}
