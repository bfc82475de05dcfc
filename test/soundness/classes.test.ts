/** Known classes of faults that the tests of the single circuits do not name; the table is in docs/security.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  circuitSpec,
  compileCircuit,
  PROFILES,
  type VerificationKeyJson,
  verificationKey,
} from '@veilgrid/circuits';
import { packageRoot } from '@veilgrid/circuits/scripts/paths';
import { SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import { mod, R } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { CIRCUITS } from '@veilgrid/protocol/kinds';
import { paramsOf } from '@veilgrid/protocol/params';
import { createHasher } from '@veilgrid/wasm-core';
import { tryWitness, unboundWires, withValues } from '../circuits/support/binding.js';
import { circomFiles } from '../circuits/support/circomFiles.js';
import { type Circuit, COMPILE_TIMEOUT, openCircuit, openTemplate } from '../circuits/support/r1cs.js';
import { buildReference } from '../circuits/support/reference.js';
import { settleDay } from '../circuits/support/settleCase.js';
import type { Inputs } from '../circuits/support/witness.js';
import { type Builders, builders, cell } from './cases.js';
import { hostileCircuits } from './hostile.js';
import { templateOf } from './subjects.js';
import { openSystem } from './system.js';

let hasher: Hasher;
let build: Builders;
const circuits = new Map<string, Circuit>();
beforeAll(async () => {
  hasher = await createHasher();
  build = builders(hasher, await buildReference());
  for (const name of CIRCUITS) circuits.set(templateOf(name), await openCircuit(name));
}, COMPILE_TIMEOUT);

const outputs = (template: string, inputs: Inputs) => {
  const circuit = circuits.get(template)!;
  return circuit.publicSignals(circuit.witness(inputs));
};

test('every hostile witness is refused by the circuit itself', () => {
  const hostile = hostileCircuits(hasher, build).filter(({ hints }) => Object.keys(hints ?? {}).length === 0);
  expect(hostile.length).toBeGreaterThan(35);
  for (const { template, attacks, inputs } of hostile) {
    expect([template, attacks, tryWitness(circuits.get(template)!, inputs)]).toEqual([
      ...[template, attacks, undefined],
    ]);
  }
});

describe('alias of a decomposition', () => {
  test('no 254 bits but those that circomlib compares with r: 2^253 is below r', () => {
    const widths = circomFiles()
      .flatMap((file) => [
        ...readFileSync(join(packageRoot, file), 'utf8').matchAll(
          /\b(?:Num2Bits|Range|Positive|SignedParts|LessThan)\((\w+)\)/g,
        ),
      ])
      .map(([, width]) => width!);
    expect(widths.length).toBeGreaterThan(30);
    const numbers = widths.filter((width) => /^\d+$/.test(width)).map(Number);
    expect(Math.max(...numbers)).toBe(253);
    // K periods' bits in `traded`, and the parameters of the gadgets that hand theirs on.
    expect([...new Set(widths.filter((width) => !/^\d+$/.test(width)))].sort()).toEqual(['BITS', 'K']);
  });

  test(
    'x + r is another decomposition into 254 bits, and the strict one refuses it',
    async () => {
      const x = 5n;
      const bits = (value: bigint) => Array.from({ length: 254 }, (_, i) => (value >> BigInt(i)) & 1n);
      for (const [template, refused] of [
        ['Num2Bits(254)', false],
        ['Num2Bits_strict()', true],
      ] as const) {
        const circuit = await openTemplate(
          `include "circomlib/circuits/bitify.circom"; component main {public [in]} = ${template};`,
        );
        const witness = circuit.witness({ in: x });
        const wires = (value: bigint) =>
          bits(value).map((bit, i) => [circuit.wire(`main.out[${i}]`)!, bit] as const);
        expect(witness.slice(1, 255)).toEqual(bits(x));
        const { violatedBy } = circuit.examine(witness);
        expect(violatedBy(wires(x))).toBeUndefined();
        expect([template, violatedBy(wires(x + R)) !== undefined]).toEqual([template, refused]);
      }
    },
    COMPILE_TIMEOUT,
  );
});

test(
  'an S is compared with the subgroup’s order in one way only',
  async () => {
    const most = SUBGROUP_ORDER - 1n;
    const circuit = await openTemplate(
      `include "circomlib/circuits/compconstant.circom"; component main = CompConstant(${most});`,
    );
    for (const value of [0n, 1n, most - 1n, most, most + 1n, 2n ** 253n - 1n]) {
      const bits = Array.from({ length: 254 }, (_, i) => (value >> BigInt(i)) & 1n);
      const witness = circuit.witness({ in: bits });
      expect(circuit.publicSignals(witness)).toEqual([value > most ? 1n : 0n]);
      const inputs = new Set(bits.map((_, i) => `main.in[${i}]`));
      expect(unboundWires(circuit, witness).filter((name) => !inputs.has(name))).toEqual([]);
    }
  },
  COMPILE_TIMEOUT,
);

describe('nullifiers are deterministic', () => {
  test('one of a note, whatever else the transfer says', () => {
    const one = outputs('Transfer', build.transfer([700n, 45n], [600n, 100n], 45n));
    const two = outputs('Transfer', build.transfer([700n, 45n], [1n, 700n], 44n));
    expect(two.slice(0, 2)).toEqual(one.slice(0, 2));
    expect(two[2]).not.toBe(one[2]);
  });

  test('one of a point and auction, whatever the order, its salt, deposit and note', () => {
    const day = { extra: 10n ** 9n };
    const one = outputs('Order', build.order(day));
    const other = build.order({ ...day, cells: Array(4).fill(cell(1, 3, 0)), change: 9n, b: 1n });
    const two = outputs('Order', withValues(other, { salt: 1n, changeRho: 2n }));
    expect(two[1]).toBe(one[1]);
    for (const i of [0, 2, 3, 4, 6]) expect(two[i]).not.toBe(one[i]);
  });

  test('one of an order, and tags of a point, whatever is settled', () => {
    const one = outputs('Settle', build.settle());
    const two = outputs(
      'Settle',
      build.settle({ readings: settleDay(build.params).readings.toReversed(), status: 1 }),
    );
    for (const i of [0, 4, 5]) expect(two[i]).toBe(one[i]);
    for (const i of [2, 3, 7]) expect(two[i]).not.toBe(one[i]);
  });
});

test('an empty leaf is nobody’s: no order from the tree without points', () => {
  const honest = build.order();
  const { pointDepth } = paramsOf('small');
  const empty = new Tree8(hasher, pointDepth, [0n]);
  expect(empty.path(0)[0]).toEqual(Array(8).fill(0n));
  const inputs = { ...honest, pointRoot: empty.root, pointPath: empty.path(0) };
  expect(tryWitness(circuits.get('Order')!, inputs)).toBeUndefined();
});

describe('public signals', () => {
  const keys = (): [string, VerificationKeyJson][] =>
    PROFILES.flatMap((profile) =>
      CIRCUITS.map((name): [string, VerificationKeyJson] => [
        `${profile}/${name}`,
        verificationKey(profile, name),
      ]),
    );

  test('each has a point of its own in the verification key, so another value is another statement', () => {
    for (const [name, { IC, nPublic }] of keys()) {
      expect([name, IC.length]).toEqual([name, nPublic + 1]);
      // Another value moves the sum by a multiple of the point, and the pairing with gamma is not degenerate.
      for (const [x, y, z] of IC) expect([name, x, y, z]).not.toEqual([name, '0', '1', '0']);
      expect(new Set(IC.map((point) => point.join())).size).toBe(nPublic + 1);
    }
  });

  test('each stands in a constraint of the circuit itself, without the rows that snarkjs adds', async () => {
    for (const name of CIRCUITS) {
      const system = await openSystem(await compileCircuit('small', name), circuitSpec('small', name).public);
      for (let wire = 1; wire <= system.nPublic; wire++)
        expect([name, system.name(wire), system.occurrences[wire]!.length > 0]).toContain(true);
    }
  });

  test('no two circuits share a key, so a proof of one holds for no other', () => {
    // The transfers of small and medium are one circuit, their notes' trees being as deep, and issue is one in all three.
    for (const part of ['vk_alpha_1', 'vk_beta_2', 'vk_gamma_2', 'vk_delta_2'] as const)
      expect(new Set(keys().map(([, key]) => JSON.stringify(key[part]))).size).toBe(30);
  });
});

describe('sums and products do not wrap', () => {
  test('the cost of an order wraps only with prices that no opening lets through', () => {
    // The largest numbers that an opening lets through, 48 periods: far below r, so nothing wraps.
    const [quantity, price, limit] = [2n ** 24n, 2n ** 40n, 2n ** 64n];
    expect(48n * quantity * 4n * price + limit).toBeLessThan(2n ** 80n);
    // With a price of -1/qty a wrapped cost would be -1: the order's statement holds, the opening refuses it.
    const honest = build.order({ cells: [cell(0, 0, 1), ...Array(3).fill(cell(0, 0, 0))], dayLimit: 0n });
    const wrapped = withValues(honest, { floor: mod(-1n), minExport: 0n });
    expect(tryWitness(circuits.get('Order')!, wrapped)).toBeDefined();
  });
});
