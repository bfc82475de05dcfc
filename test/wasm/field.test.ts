import { Q, R } from '@veilgrid/protocol/core/crypto/field';
import { fromBytes, toBytes, WasmContext } from '@veilgrid/wasm-core';
import fc from 'fast-check';

describe.each([
  ['Fr', 0, R],
  ['Fq', 1, Q],
] as const)('%s', (_, field, modulus) => {
  let wasm: WasmContext;
  beforeAll(async () => {
    wasm = await WasmContext.create();
  });

  const bytes = (x: bigint) => Uint8Array.from({ length: 32 }, (_, i) => Number((x >> BigInt(8 * i)) & 255n));
  const product = (a: bigint, b: bigint, times: number) => {
    const pair = new Uint8Array([...bytes(a), ...bytes(b)]);
    return fromBytes(wasm.productMany(field, pair, times))[0];
  };
  const power = (a: bigint, b: bigint, times: number) => {
    let x = a;
    for (let i = 0; i < times; i++) x = (x * b) % modulus;
    return x;
  };

  // Values at the borders of the 29-bit limbs, where a lost carry would show.
  const borders = Array.from({ length: 9 }, (_, i) => 1n << BigInt(29 * i)).flatMap((x) => [
    x - 1n,
    x,
    x + 1n,
  ]);
  const edges = [0n, 1n, modulus - 1n, modulus - 2n, (modulus - 1n) / 2n, (1n << 253n) - 1n, ...borders];

  test('every pair of edge values', () => {
    for (const a of edges) for (const b of edges) expect(product(a, b, 1)).toBe((a * b) % modulus);
  });

  test('random values, alone and in chains of unreduced products', () => {
    const x = fc.oneof(fc.bigInt({ min: 0n, max: modulus - 1n }), fc.constantFrom(...edges));
    fc.assert(
      fc.property(x, x, fc.integer({ min: 0, max: 40 }), (a, b, times) => {
        expect(product(a, b, times)).toBe(power(a, b, times));
      }),
      { numRuns: 1000 },
    );
  });

  test('residues outside [0, modulus) are refused with their place', () => {
    for (const x of [modulus, modulus + 1n, (1n << 256n) - 1n]) {
      expect(() => product(x, 1n, 1)).toThrow(expect.objectContaining({ code: 'FIELD_NOT_CANONICAL' }));
      expect(() => product(1n, x, 1)).toThrow(
        expect.objectContaining({ data: { field: 'items', index: 1 } }),
      );
    }
  });

  test('bytes and elements', () => {
    const xs = edges.filter((x) => x < R);
    expect(fromBytes(toBytes(xs))).toEqual(xs);
  });
});
