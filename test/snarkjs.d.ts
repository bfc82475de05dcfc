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
  export const zKey: {
    exportVerificationKey(zkey: string): Promise<unknown>;
    contribute(old: string, next: string, name: string, entropy: string): Promise<Uint8Array>;
  };
  export const powersOfTau: {
    newAccumulator(curve: object, power: number, file: string): Promise<unknown>;
    contribute(old: string, next: string, name: string, entropy: string): Promise<unknown>;
    preparePhase2(old: string, next: string): Promise<unknown>;
  };
  export const curves: {
    getCurveFromName(name: string, options?: object): Promise<{ terminate(): Promise<void> }>;
  };
}
