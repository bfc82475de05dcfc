/** One key in provers of both forms, which give the same proofs. */
import { ShareProver } from '@veilgrid/wasm-core/prover/share';
import { FORMS, type Form, inForms } from './forms.js';
import { shareOut } from './proveShares.js';

export type BothForms = Record<Form, readonly ShareProver[]>;

/** Of each form provers for `most` shares. */
export function loadBoth(zkey: Uint8Array, most = 2): Promise<BothForms> {
  return inForms(async () => {
    const provers = Array.from({ length: most }, () => new ShareProver());
    for (const prover of provers) await prover.load(0, zkey);
    return provers;
  });
}

/** The proof's points, the same by one share and by all. */
export function expectSame(provers: BothForms, witness: Uint8Array, blinding: Uint8Array): Uint8Array {
  const proofs = FORMS.flatMap((form) =>
    [...new Set([1, provers[form].length])].map((shares) =>
      shareOut(provers[form].slice(0, shares), witness, blinding),
    ),
  );
  const text = proofs.map((points) => Buffer.from(points).toString('hex'));
  expect(text).toEqual(text.map(() => text[0]));
  return proofs[0]!;
}
