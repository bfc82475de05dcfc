/** A pool's thread: hashes one batch a message. */
import { ProtocolError } from '@veilgrid/protocol/errors';
import { WasmContext } from './context.js';
import { parentPort } from './threads.js';

export interface HashJob {
  readonly id: number;
  readonly items: Uint8Array;
  readonly inputs: number;
  readonly capacity: bigint;
}

export type HashAnswer =
  | { readonly id: number; readonly output: Uint8Array }
  | { readonly id: number; readonly code: string };

const context = WasmContext.create();
const port = await parentPort();

port.receive(async (message) => {
  const { id, items, inputs, capacity } = message as HashJob;
  try {
    const output = (await context).hashMany(items, inputs, capacity);
    port.post({ id, output } satisfies HashAnswer, [output.buffer as ArrayBuffer]);
  } catch (error) {
    const code = error instanceof ProtocolError ? error.code : String(error);
    port.post({ id, code } satisfies HashAnswer, []);
  }
});
