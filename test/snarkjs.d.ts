/** The part of snarkjs the tests compare with; the package ships no types. */
declare module 'snarkjs' {
  export const groth16: {
    fullProve(
      input: object,
      wasm: string,
      zkey: string,
    ): Promise<{ proof: unknown; publicSignals: string[] }>;
    verify(key: unknown, publicSignals: string[], proof: unknown): Promise<boolean>;
  };
  export const zKey: { exportVerificationKey(zkey: string): Promise<unknown> };
  interface Multiples {
    readonly g: Uint8Array;
    timesScalar(point: Uint8Array, scalar: bigint): Uint8Array;
  }
  export const curves: {
    getCurveFromName(
      name: string,
      options?: object,
    ): Promise<{
      terminate(): Promise<void>;
      readonly G1: Multiples;
      readonly G2: Multiples;
      /** Whether the product of the pairings of points taken two by two is 1. */
      pairingEq(...points: Uint8Array[]): Promise<boolean>;
    }>;
  };
}
