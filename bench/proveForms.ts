import { readFileSync } from 'node:fs';
import { ShareProver } from '@veilgrid/wasm-core/prover/share';
import { readWitness } from '@veilgrid/wasm-core/prover/wtns';
import { inBothForms, memoryRow, SCALAR } from './forms.js';
import type { ProvenStatement } from './provenStatement.js';
import { type Row, row } from './rows.js';
import { cpuLeast } from './timing.js';

/** In turns, after one that warms; clear finds the kernels warmed by settle. */
const ROUNDS = { settle: 2, clear: 1 };
/** 1, r and s, arbitrary but the same for both forms. */
const SCALARS = Uint8Array.from({ length: 96 }, (_, i) => [1, 7, 9][i / 32] ?? 0);

/** One thread's proof beside the scalar module's. */
export async function proveForms({ circuit, zkey, witness }: ProvenStatement): Promise<Row[]> {
  const key = new Uint8Array(readFileSync(zkey));
  const forms = await inBothForms(() => loaded(key));
  if (forms === undefined) return [];
  const proofs: Uint8Array[] = [];
  const works = [forms.twin, forms.scalar].map(({ made }, i) => () => {
    proofs[i] = prove(made, witness);
  });
  if (circuit === 'settle') for (const work of works) work();
  const [ours, peer] = await cpuLeast(ROUNDS[circuit], ...works);
  if (!Buffer.from(proofs[0]!).equals(proofs[1]!)) throw new Error(`${circuit}: the forms' proofs differ`);
  const name = `prove ${circuit}, full profile`;
  return [row(`${name}, one thread`, ours!, 's of CPU', SCALAR, peer!), memoryRow(name, forms)];
}

async function loaded(key: Uint8Array): Promise<ShareProver> {
  const prover = new ShareProver();
  await prover.load(0, key);
  return prover;
}

/** A whole proof as one share, from copies: the prover wipes what it is given. */
function prove(prover: ShareProver, witness: Uint8Array): Uint8Array {
  const transforms = prover.transforms(0, readWitness(witness).slice(), SCALARS.slice(), 0, 1);
  prover.sumWitness();
  const points = prover.combine([prover.sums([transforms])]);
  prover.end();
  return points;
}
