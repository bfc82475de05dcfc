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
  export interface Curve {
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
