/** A prover's thread. */
import { serve } from '../remote.js';
import { ShareProver } from './share.js';

const prover = new ShareProver();

await serve({
  load: prover.load.bind(prover),
  witness: prover.witness.bind(prover),
  transforms: prover.transforms.bind(prover),
  sumWitness: prover.sumWitness.bind(prover),
  sums: prover.sums.bind(prover),
  combine: prover.combine.bind(prover),
  end: prover.end.bind(prover),
});
