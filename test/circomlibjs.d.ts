/** The part of circomlibjs the tests check against; the package ships no types. */
declare module 'circomlibjs' {
  type Element = Uint8Array;
  interface Field {
    e(value: bigint): Element;
    toObject(element: Element): bigint;
  }
  interface Poseidon {
    (inputs: readonly bigint[], initialState?: bigint, nOuts?: number): Element | Element[];
    readonly F: Field;
  }
  interface Eddsa {
    readonly babyJub: { readonly F: Field };
    prv2pub(privateKey: Uint8Array): [Element, Element];
    signPoseidon(privateKey: Uint8Array, message: Element): { R8: [Element, Element]; S: bigint };
    verifyPoseidon(
      message: Element,
      signature: { R8: [Element, Element]; S: bigint },
      key: [Element, Element],
    ): boolean;
  }
  export function buildPoseidon(): Promise<Poseidon>;
  export function buildEddsa(): Promise<Eddsa>;
}
