import { ProverError } from './groth16-errors.js';
import { type ProofJob, prove } from './prover.js';

// circom's witness calculators print what they also throw.
console.error = () => {};

process.on('message', async (job: ProofJob) => {
  try {
    process.send!({ value: await prove(job) });
  } catch (cause) {
    const code = cause instanceof ProverError ? cause.code : 'PROVE';
    process.send!({ error: { code, message: (cause as Error).message } });
  }
});
