import { createVerifier, type VerificationKeys, type Verifier, type VerifyItem } from './verifier.js';

let verifier: Promise<Verifier> | undefined;

// One listener for both kinds of message: those that arrive while nobody listens are lost.
process.on('message', async (message: VerificationKeys | VerifyItem) => {
  if (verifier === undefined) {
    verifier = createVerifier(message as VerificationKeys);
    return;
  }
  process.send!({ value: (await verifier).verify(message as VerifyItem) });
});
