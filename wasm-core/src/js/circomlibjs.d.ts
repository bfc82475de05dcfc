/** The part of circomlibjs used here; the package ships no types. */
declare module 'circomlibjs' {
  export interface CircomField {
    toObject(element: Uint8Array): bigint;
  }
  export interface CircomPoseidon {
    (inputs: readonly bigint[], initialState: bigint, nOuts: number): Uint8Array | Uint8Array[];
    readonly F: CircomField;
  }
  export function buildPoseidon(): Promise<CircomPoseidon>;
}
