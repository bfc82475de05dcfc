import { R } from '@veilgrid/protocol/core/crypto/field';
import { type Hasher, hash } from '@veilgrid/protocol/core/crypto/hash';
import { fromBytes, toBytes, WasmContext } from '@veilgrid/wasm-core';
import { createJsHasher } from '@veilgrid/wasm-core/js/hasher';
import { inForms } from '../support/forms.js';
import { EDGES, elementsOf } from './support/elements.js';

let twin: WasmContext;
let js: Hasher;
beforeAll(async () => {
  ({ twin } = await inForms(() => WasmContext.create()));
  js = await createJsHasher();
});

const WIDTHS = Array.from({ length: 16 }, (_, i) => i + 1);
/** The inputs of each item. */
const itemsOf = (inputs: number, items: number, seed: number) => {
  const elements = elementsOf(inputs * items, seed);
  return Array.from({ length: items }, (_, i) => elements.slice(inputs * i, inputs * (i + 1)));
};

test.each(WIDTHS)('%i inputs at once, whole states, as circomlibjs permutes them', (inputs) => {
  for (const [i, capacity] of EDGES.entries()) {
    const items = itemsOf(inputs, 3 + (i % 4), 10 * inputs + i);
    const got = fromBytes(twin.permuteMany(toBytes(items.flat()), inputs, capacity, inputs + 1));
    expect(got).toEqual(items.flatMap((item) => js.permute(item, capacity, inputs + 1)));
  }
});

test.each([17, 31, 32, 33, 48])('%i inputs are absorbed as the protocol does, by circomlibjs', (inputs) => {
  for (const capacity of [0n, 1n, R / 2n, R - 1n]) {
    const items = itemsOf(inputs, 5, inputs);
    const got = fromBytes(twin.hashMany(toBytes(items.flat()), inputs, capacity));
    expect(got).toEqual(items.map((item) => hash(js, capacity, item)));
  }
});

test.each(WIDTHS)('%i inputs, each of them at an edge', (inputs) => {
  const items = EDGES.flatMap((edge) =>
    [0, inputs - 1].map((place) => itemsOf(inputs, 1, 7)[0]!.map((x, i) => (i === place ? edge : x))),
  );
  const got = fromBytes(twin.hashMany(toBytes(items.flat()), inputs, 0n));
  expect(got).toEqual(items.map((item) => hash(js, 0n, item)));
});
