import { readFileSync } from 'node:fs';
import { R } from '@veilgrid/protocol/field';
import type { Hasher } from '@veilgrid/protocol/hash';
import { createJsHasher } from '@veilgrid/wasm-core/src/js/hasher';

interface Vector {
  inputs: string[];
  initialState: string;
  outputs: string[];
}

// By circomlibjs's unoptimised reference permutation: every width, three capacities, edge values.
const vectors: Vector[] = JSON.parse(readFileSync('test/vectors/poseidon.json', 'utf8'));

describe('hasher', () => {
  let hasher: Hasher;
  beforeAll(async () => {
    hasher = await createJsHasher();
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
    refused('FIELD_NOT_CANONICAL', [1n], R, 1);
  });
});
