import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { createHasher } from '@veilgrid/wasm-core';
import { remembered, textOf } from './remembered.js';

const plain = await createHasher();

/** The same hashes for whoever asks: wallet, statement, node and auditor compute most of them alike. */
export const hasher: Hasher = {
  permute: remembered(
    (inputs, state, n) => `${inputs.map(textOf)} ${textOf(state)} ${n}`,
    (inputs: readonly bigint[], state: bigint, n: number) => plain.permute(inputs, state, n),
  ),
};
