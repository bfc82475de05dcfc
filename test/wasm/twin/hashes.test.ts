import { R } from '@veilgrid/protocol/core/crypto/field';
import { type Hasher, hash } from '@veilgrid/protocol/core/crypto/hash';
import { fromBytes, toBytes, WasmContext } from '@veilgrid/wasm-core';
import { createJsHasher } from '@veilgrid/wasm-core/js/hasher';
import { inForms } from '../support/forms.js';
import { EDGES, elementsOf } from './support/elements.js';

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Jest takes long to compare long arrays. */
const same = (got: Uint8Array, want: Uint8Array) => expect(Buffer.compare(got, want)).toBe(0);

let twin: WasmContext;
let scalar: WasmContext;
let js: Hasher;
beforeAll(async () => {
  ({ twin, scalar } = await inForms(() => WasmContext.create()));
  js = await createJsHasher();
});

describe('hashes four at a time', () => {
  test.each([...range(16).map((i) => i + 1), 17, 31, 32, 33, 48])(
    '%i inputs: batches of one to nine, as by the scalar form',
    (inputs) => {
      for (let items = 1; items <= 9; items++) {
        const capacity = EDGES[items % EDGES.length]!;
        const batch = toBytes(elementsOf(inputs * items, items));
        same(twin.hashMany(batch, inputs, capacity), scalar.hashMany(batch, inputs, capacity));
        if (inputs > 16 || items % 2 === 0) continue;
        const states = [twin, scalar].map((form) => form.permuteMany(batch, inputs, capacity, inputs + 1));
        same(states[0]!, states[1]!);
      }
    },
  );

  test('edge inputs in all places, as circomlibjs has them', () => {
    for (const inputs of [1, 2, 16, 17]) {
      const items = EDGES.map((x) => range(inputs).map(() => x));
      const got = fromBytes(twin.hashMany(toBytes(items.flat()), inputs, R - 1n));
      expect(got).toEqual(items.map((item) => hash(js, R - 1n, item)));
    }
  });

  test('residues that are not canonical are named by their index in either form', () => {
    const most = toBytes([0n]).map(() => 255);
    for (const [inputs, items] of [
      [2, 1],
      [2, 3],
      [3, 9],
      [17, 4],
      [2, 4200],
    ] as const) {
      const right = toBytes(Array.from({ length: inputs * items }, () => R - 1n));
      for (const index of [0, 1, inputs, inputs * items - 1].filter((i) => i < inputs * items)) {
        for (const bad of [modulus(), most]) {
          const batch = right.slice();
          batch.set(bad, 32 * index);
          // A second one behind is not the one that is named.
          batch.set(bad, 32 * (inputs * items - 1));
          const refusal = { code: 'FIELD_NOT_CANONICAL', data: { field: 'items', index } };
          for (const form of [twin, scalar])
            expect(() => form.hashMany(batch, inputs, 0n)).toThrow(expect.objectContaining(refusal));
        }
      }
    }
  });

  /** R in bytes, which toBytes refuses. */
  function modulus(): Uint8Array {
    const bytes = toBytes([R - 1n]);
    bytes[0]!++;
    return bytes;
  }
});
