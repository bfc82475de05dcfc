import { parentPort, workerData } from 'node:worker_threads';
import { createVerifier, type VerificationKeys, type VerifyItem } from './verifier.js';

const verifier = createVerifier(workerData as VerificationKeys);

parentPort!.on('message', async (item: VerifyItem) => {
  parentPort!.postMessage({ value: (await verifier).verify(item) });
});
