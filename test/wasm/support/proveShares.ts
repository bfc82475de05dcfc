/** Proofs by shares on this thread, whose blinding the caller knows. */
import { ShareProver } from '@veilgrid/wasm-core/prover/share';

/** The proof's points. What is given stays as it is. */
export async function proveShares(
  zkey: Uint8Array,
  witness: Uint8Array,
  blinding: Uint8Array,
  shares: number,
): Promise<Uint8Array> {
  const provers = Array.from({ length: shares }, () => new ShareProver());
  for (const prover of provers) await prover.load(0, zkey);
  return shareOut(provers, witness, blinding);
}

/** The same by provers that have the key under number 0. */
export function shareOut(
  provers: readonly ShareProver[],
  witness: Uint8Array,
  blinding: Uint8Array,
): Uint8Array {
  const transforms = provers.map((prover, share) =>
    prover.transforms(0, witness.slice(), blinding.slice(), share, provers.length),
  );
  for (const prover of provers) prover.sumWitness();
  const sums = provers.map((prover) => prover.sums(transforms.map((part) => part.slice())));
  const points = provers[0]!.combine(sums);
  for (const prover of provers) prover.end();
  return points;
}
