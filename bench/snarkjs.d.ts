/** The part of snarkjs used here; the package ships no types. */
declare module 'snarkjs' {
  export const groth16: {
    verify(key: unknown, publicSignals: string[], proof: unknown): Promise<boolean>;
  };
  export const wtns: {
    calculate(input: object, wasm: string, out: { type: 'mem' }): Promise<void>;
  };
}
