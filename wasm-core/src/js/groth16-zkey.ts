/** A zkey file taken apart; the sections are views of its bytes. */
export interface ProvingKey {
  nVars: number;
  nPublic: number;
  domainSize: number;
  alpha1: Uint8Array;
  beta1: Uint8Array;
  beta2: Uint8Array;
  delta1: Uint8Array;
  delta2: Uint8Array;
  /** Terms of the matrices A and B. */
  terms: Uint8Array;
  a: Uint8Array;
  b1: Uint8Array;
  b2: Uint8Array;
  c: Uint8Array;
  h: Uint8Array;
}

/** Reads a Groth16 zkey of snarkjs's format over BN254; throws RangeError for another file. */
export function readProvingKey(bytes: Uint8Array): ProvingKey {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sections = new Map<number, Uint8Array>();
  for (let at = 12, i = view.getUint32(8, true); i > 0; i--) {
    const size = Number(view.getBigUint64(at + 4, true));
    sections.set(view.getUint32(at, true), bytes.subarray(at + 12, at + 12 + size));
    at += 12 + size;
  }
  const section = (id: number, size?: number): Uint8Array => {
    const found = sections.get(id);
    if (found === undefined || (size !== undefined && found.length !== size)) {
      throw new RangeError(`proving key: section ${id} is missing or of another size`);
    }
    return found;
  };
  const header = section(2, 84 + 3 * 64 + 3 * 128);
  const [nVars, nPublic, domainSize] = [72, 76, 80].map((at) =>
    new DataView(header.buffer, header.byteOffset).getUint32(at, true),
  ) as [number, number, number];
  return {
    nVars,
    nPublic,
    domainSize,
    alpha1: header.subarray(84, 148),
    beta1: header.subarray(148, 212),
    beta2: header.subarray(212, 340),
    delta1: header.subarray(468, 532), // gamma, between, is the verifier's
    delta2: header.subarray(532, 660),
    terms: section(4).subarray(4),
    a: section(5, 64 * nVars),
    b1: section(6, 64 * nVars),
    b2: section(7, 128 * nVars),
    c: section(8, 64 * (nVars - nPublic - 1)),
    h: section(9, 64 * domainSize),
  };
}
