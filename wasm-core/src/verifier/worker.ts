/** A pool's thread: takes its keys first, then judges one batch a message. */
import { parentPort } from '../threads.js';
import { VerifierContext } from './context.js';
import { judge } from './judge.js';
import type { KeyBytes } from './key.js';
import type { PackedBatch } from './pack.js';

/** Codes in the order of the packed proofs, or why there are none. */
export type VerifyAnswer = { readonly codes: Uint8Array } | { readonly failure: string };

let context: Promise<VerifierContext> | undefined;
const port = await parentPort();

port.receive(async (message) => {
  if (context === undefined) {
    context = VerifierContext.create(message as readonly KeyBytes[]);
    context.catch(() => {}); // the first batch tells
    return;
  }
  try {
    const codes = judge(await context, message as PackedBatch);
    port.post({ codes } satisfies VerifyAnswer, [codes.buffer as ArrayBuffer]);
  } catch (error) {
    port.post({ failure: (error as Error).message } satisfies VerifyAnswer, []);
  }
});
