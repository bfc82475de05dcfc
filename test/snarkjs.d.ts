/** The part of snarkjs the tests compare with; the package ships no types. */
declare module 'snarkjs' {
  export const groth16: {
    fullProve(
      input: object,
      wasm: string,
      zkey: string,
    ): Promise<{ proof: unknown; publicSignals: string[] }>;
    prove(
      zkey: string,
      wtns: { type: 'mem'; data: Uint8Array },
    ): Promise<{ proof: SnarkjsProof; publicSignals: string[] }>;
    verify(key: unknown, publicSignals: string[], proof: unknown): Promise<boolean>;
  };
  export interface SnarkjsProof {
    pi_a: string[];
    pi_b: string[][];
    pi_c: string[];
    protocol: string;
    curve: string;
  }
  export const wtns: {
    calculate(input: object, wasm: string, out: { type: 'mem'; data?: Uint8Array }): Promise<void>;
  };
  export const zKey: { exportVerificationKey(zkey: string): Promise<unknown> };
  export const powersOfTau: {
    newAccumulator(curve: object, power: number, file: string): Promise<unknown>;
    contribute(old: string, next: string, name: string, entropy: string): Promise<unknown>;
    preparePhase2(old: string, next: string): Promise<unknown>;
  };
  interface Multiples {
    readonly g: Uint8Array;
    timesScalar(point: Uint8Array, scalar: bigint): Uint8Array;
  }
  export interface Curve {
    readonly G1: Multiples;
    readonly G2: Multiples;
    /** Whether the product of the pairings of points taken two by two is 1. */
    pairingEq(...points: Uint8Array[]): Promise<boolean>;
    readonly Fr: {
      fft(values: Uint8Array): Promise<Uint8Array>;
      ifft(values: Uint8Array): Promise<Uint8Array>;
      batchToMontgomery(values: Uint8Array): Promise<Uint8Array>;
      batchFromMontgomery(values: Uint8Array): Promise<Uint8Array>;
    };
    terminate(): Promise<void>;
  }
  export const curves: { getCurveFromName(name: string, options?: object): Promise<Curve> };
}
