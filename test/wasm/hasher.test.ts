import { readFileSync } from 'node:fs';
import { R } from '@veilgrid/protocol/core/crypto/field';
import { type Hasher, hash } from '@veilgrid/protocol/core/crypto/hash';
import { TAGS } from '@veilgrid/protocol/tags';
import { createHasher, fromBytes, toBytes, WasmContext } from '@veilgrid/wasm-core';
import { createJsHasher } from '@veilgrid/wasm-core/js/hasher';
import fc from 'fast-check';
import { describeForms, inForm } from './support/forms.js';

interface Vector {
  inputs: string[];
  initialState: string;
  outputs: string[];
}

// By circomlibjs's unoptimised reference permutation: every width, three capacities, edge values.
const vectors: Vector[] = JSON.parse(readFileSync('test/vectors/poseidon.json', 'utf8'));

const element = fc.oneof(
  fc.bigInt({ min: 0n, max: R - 1n }),
  fc.constantFrom(0n, 1n, R - 1n, (1n << 29n) - 1n, 1n << 29n, (1n << 232n) - 1n, (1n << 253n) - 1n),
);

describe.each([
  ['circomlibjs', createJsHasher],
  ['WebAssembly, twin', () => inForm('twin', () => WasmContext.create())],
  ['WebAssembly, scalar', () => inForm('scalar', () => WasmContext.create())],
] as [string, () => Promise<Hasher>][])('hasher by %s', (_, create) => {
  let hasher: Hasher;
  beforeAll(async () => {
    hasher = await create();
  });

  test('known answers for every width, capacity and number of outputs', () => {
    expect(new Set(vectors.map((v) => v.inputs.length)).size).toBe(16);
    for (const v of vectors) {
      const outputs = v.outputs.map(BigInt);
      for (const n of new Set([1, 2, outputs.length])) {
        expect(hasher.permute(v.inputs.map(BigInt), BigInt(v.initialState), n)).toEqual(outputs.slice(0, n));
      }
    }
  });

  test("circomlib's own known answers", () => {
    expect(hasher.permute([1n, 2n], 0n, 1)).toEqual([
      7853200120776062878684798364095072458815029376092732009249414926327459813530n,
    ]);
    expect(hasher.permute([3n, 4n, 5n, 10n, 23n], 0n, 1)).toEqual([
      13034429309846638789535561449942021891039729847501137143363028890275222221409n,
    ]);
  });

  test('wrong calls are coded errors', () => {
    const refused = (code: string, inputs: bigint[], state: bigint, nOuts: number) =>
      expect(() => hasher.permute(inputs, state, nOuts)).toThrow(expect.objectContaining({ code }));
    refused('VALUE_OUT_OF_RANGE', [], 0n, 1);
    refused('VALUE_OUT_OF_RANGE', Array(17).fill(0n), 0n, 1);
    refused('VALUE_OUT_OF_RANGE', [1n], 0n, 0);
    refused('VALUE_OUT_OF_RANGE', [1n], 0n, 3);
    refused('VALUE_OUT_OF_RANGE', [1n], 0n, 1.5);
    refused('FIELD_NOT_CANONICAL', [R], 0n, 1);
    refused('FIELD_NOT_CANONICAL', [-1n], 0n, 1);
    refused('FIELD_NOT_CANONICAL', [1n << 256n], 0n, 1);
    refused('FIELD_NOT_CANONICAL', [1n], R, 1);
  });
});

describeForms('WebAssembly hasher', () => {
  let wasm: WasmContext;
  let js: Hasher;
  beforeAll(async () => {
    wasm = await WasmContext.create();
    js = await createJsHasher();
  });

  test('is the default', async () => {
    expect(await createHasher()).toBeInstanceOf(WasmContext);
  });

  test('agrees with circomlibjs on random inputs of every width', () => {
    for (let n = 1; n <= 16; n++) {
      const inputs = fc.array(element, { minLength: n, maxLength: n });
      fc.assert(
        fc.property(inputs, element, (xs, state) => {
          expect(wasm.permute(xs, state, n + 1)).toEqual(js.permute(xs, state, n + 1));
        }),
        { numRuns: 25 },
      );
    }
  });

  test('a batch is its items, also beyond the buffer', () => {
    for (const [count, n, outs] of [
      [1500, 8, 1],
      [600, 16, 17],
      [0, 2, 1],
    ] as const) {
      const items = Array.from({ length: count * n }, (_, i) => BigInt(i) ** 9n % R);
      const got = fromBytes(wasm.permuteMany(toBytes(items), n, TAGS.ENC, outs));
      expect(got.length).toBe(count * outs);
      for (const i of [0, 1, 480, 511, 512, 599, 1023, 1024, 1499].filter((i) => i < count)) {
        const want = js.permute(items.slice(i * n, (i + 1) * n), TAGS.ENC, outs);
        expect(got.slice(i * outs, (i + 1) * outs)).toEqual(want);
      }
    }
  });

  test('long items are absorbed as the protocol does', () => {
    for (const n of [16, 17, 32, 33, 84]) {
      const items = Array.from({ length: 3 * n }, (_, i) => R - BigInt(i + 1));
      const want = [0, 1, 2].map((i) => hash(js, TAGS.CLR, items.slice(i * n, (i + 1) * n)));
      expect(fromBytes(wasm.hashMany(toBytes(items), n, TAGS.CLR))).toEqual(want);
    }
  });

  test('wrong batches are coded errors that name the place', () => {
    const refused = (call: () => unknown, error: object) =>
      expect(call).toThrow(expect.objectContaining({ data: expect.objectContaining(error) }));
    const bad = toBytes(Array<bigint>(4000).fill(1n));
    bad.fill(255, 32 * 3001, 32 * 3002);
    refused(() => wasm.permuteMany(bad, 2, 0n, 1), { field: 'items', index: 3001 });
    refused(() => wasm.hashMany(bad, 20, 0n), { field: 'items', index: 3001 });
    refused(() => wasm.permuteMany(new Uint8Array(33), 1, 0n, 1), { field: 'items' });
    refused(() => wasm.permuteMany(new Uint8Array(64), 0, 0n, 1), { field: 'inputs' });
    refused(() => wasm.permuteMany(new Uint8Array(64), 17, 0n, 1), { field: 'inputs' });
    refused(() => wasm.permuteMany(new Uint8Array(64), 2, 0n, 4), { field: 'outs' });
    refused(() => wasm.permuteMany(new Uint8Array(64), 2, R, 1), { field: 'initialState' });
    refused(() => wasm.hashMany(new Uint8Array(64), 2 ** 14, 0n), { field: 'inputs' });
    refused(() => wasm.hashMany(new Uint8Array(64), 16.5, 0n), { field: 'inputs' });
    refused(() => toBytes([R]), { field: 'elements' });
  });
});
