import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { createHasher } from '@veilgrid/wasm-core';
import { remembered, textOf } from './remembered.js';

const plain = await createHasher();

const permute = remembered(
  (inputs, state, n) => `${inputs.map(textOf)} ${textOf(state)} ${n}`,
  (inputs: readonly bigint[], state: bigint, n: number) => plain.permute(inputs, state, n),
);

/** The same hashes for whoever asks: wallet, statement, node and auditor compute most of them alike. */
export const hasher: Hasher = {
  // A copy each: nobody sees what another did to an answer.
  permute: (inputs, state, n) => [...permute(inputs, state, n)],
};
