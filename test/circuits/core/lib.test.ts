import { readFileSync } from 'node:fs';
import { PROFILES } from '@veilgrid/circuits';
import { packageRoot } from '@veilgrid/circuits/scripts/paths';
import { mod, R } from '@veilgrid/protocol/core/crypto/field';
import { hash, squeeze } from '@veilgrid/protocol/core/crypto/hash';
import { paramsOf } from '@veilgrid/protocol/params';
import { TAGS } from '@veilgrid/protocol/tags';
import { createHasher } from '@veilgrid/wasm-core';
import { tryWitness } from '../support/binding.js';
import { COMPILE_TIMEOUT, openTemplate } from '../support/r1cs.js';

const source = (file: string) => readFileSync(`${packageRoot}/${file}`, 'utf8');

test('the circuits’ tags are the protocol’s', () => {
  const tags = [...source('lib/tags.circom').matchAll(/function TAG_(\w+)\(\) \{ return (0x[0-9a-f]+); \}/g)];
  expect(tags.length).toBeGreaterThan(20);
  const protocol: Record<string, bigint> = TAGS;
  for (const [, name, value] of tags) expect([name, BigInt(value!)]).toEqual([name, protocol[name!]]);
});

test('the circuits’ parameters are the protocol’s', () => {
  const { profiles } = JSON.parse(source('circuits.json')) as { profiles: Record<string, unknown> };
  for (const profile of PROFILES) {
    const { K, clearN, maskN, pointDepth, noteDepth, orderDepth, places, baselineDays } = paramsOf(profile);
    expect(profiles[profile]).toEqual({
      K,
      CLEAR_N: clearN,
      MASK_N: maskN,
      POINT_DEPTH: pointDepth,
      NOTE_DEPTH: noteDepth,
      ORDER_DEPTH: orderDepth,
      PLACES: places,
      DAYS: baselineDays,
    });
  }
});

test(
  'hashes beyond one block, and keystreams wider and narrower than their input',
  async () => {
    const hasher = await createHasher();
    const circuit = await openTemplate(`
    include "lib/hash.circom";
    include "lib/tags.circom";
    template Main() {
      signal input in[17];
      signal output sponge <== Hash(17, TAG_CLR())(in);
      signal output wide[3] <== Squeeze(2, 3, TAG_TAGA())([in[0], in[1]]);
      signal output narrow[2] <== Squeeze(3, 2, TAG_ENC())([in[0], in[1], in[2]]);
    }
    component main = Main();`);
    const xs = Array.from({ length: 17 }, (_, i) => (i % 2 === 0 ? R - BigInt(i) - 1n : BigInt(i)));
    expect(circuit.publicSignals(circuit.witness({ in: xs }))).toEqual([
      hash(hasher, TAGS.CLR, xs),
      ...squeeze(hasher, TAGS.TAGA, xs.slice(0, 2), 3),
      ...squeeze(hasher, TAGS.ENC, xs.slice(0, 3), 2),
    ]);
  },
  COMPILE_TIMEOUT,
);

test(
  'a number splits into positive and negative part in one way only',
  async () => {
    const circuit = await openTemplate('include "lib/range.circom"; component main = SignedParts(3);');
    // The compiler leaves pos, neg and two bits of their sum; the input is pos - neg.
    const pos = circuit.wire('main.pos')!;
    const neg = circuit.wire('main.neg')!;
    const witness = circuit.witness({ in: 0n });
    const bits = witness.map((_, wire) => wire).slice(3);
    expect([pos, neg, bits]).toEqual([1, 2, [3, 4]]);
    const { violatedBy } = circuit.examine(witness);
    for (let p = -9; p <= 9; p++) {
      expect(tryWitness(circuit, { in: BigInt(p) }) !== undefined).toBe(Math.abs(p) < 8);
      for (let n = -9; n <= 9; n++) {
        // Whatever the prover writes for the bits.
        const accepted = [0, 1, 2, 3].some((sum) => {
          const range = bits.map((wire, i) => [wire, BigInt((sum >> i) & 1)] as const);
          return violatedBy([[pos, mod(BigInt(p))], [neg, mod(BigInt(n))], ...range]) === undefined;
        });
        const proper = p * n === 0 && Math.min(p, n) >= 0 && Math.max(p, n) < 8;
        expect([p, n, accepted]).toEqual([p, n, proper]);
      }
    }
  },
  COMPILE_TIMEOUT,
);
