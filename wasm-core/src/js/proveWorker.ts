import { ProverError } from '../prover/errors.js';
import { proveJob, type SnarkjsJob } from './proveJob.js';

process.on('message', async (job: SnarkjsJob) => {
  try {
    process.send!({ value: await proveJob(job) });
  } catch (cause) {
    const code = cause instanceof ProverError ? cause.code : 'PROVE';
    process.send!({ error: { code, message: (cause as Error).message } });
  }
});
