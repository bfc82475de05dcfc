/** The part of snarkjs used here; the package ships no types. */
declare module 'snarkjs' {
  export interface MemoryFile {
    type: 'mem';
    data?: Uint8Array;
  }
  export const wtns: {
    calculate(input: object, wasm: string, out: MemoryFile): Promise<void>;
  };
  export const groth16: {
    prove(zkey: string, wtns: MemoryFile): Promise<{ proof: object; publicSignals: string[] }>;
    verify(key: object, publicSignals: string[], proof: object): Promise<boolean>;
  };
  export interface Curve {
    terminate(): Promise<void>;
  }
  export const curves: { getCurveFromName(name: string): Promise<Curve> };
  export const powersOfTau: {
    newAccumulator(curve: Curve, power: number, out: MemoryFile): Promise<unknown>;
    contribute(from: MemoryFile, out: MemoryFile, name: string, entropy: string): Promise<unknown>;
    preparePhase2(from: MemoryFile, out: MemoryFile): Promise<unknown>;
  };
  export const zKey: {
    newZKey(r1cs: string, ptau: MemoryFile, out: MemoryFile): Promise<unknown>;
  };
}
