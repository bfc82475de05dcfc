import { countsOf, packCounts } from '@veilgrid/protocol/core/groups/words';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { paramsOf } from '@veilgrid/protocol/params';
import { tryWitness } from '../support/binding.js';
import { openForced } from '../support/forcedHints.js';
import { type Circuit, COMPILE_TIMEOUT, openTemplate } from '../support/r1cs.js';
import { pack } from '../support/reference.js';
import { countLanes } from '../support/settleCase.js';

const SIZES = { small: 12, medium: 28, full: 117 } as const;
const FULL = 2 ** 24 - 1;

describe.each(['small', 'medium', 'full'] as const)('count word, %s profile', (profile) => {
  const params = paramsOf(profile);
  const { K, sideWords } = params;
  const periods = Array.from({ length: K }, (_, k) => k);
  const all: Reading[] = periods.map((k) => ({ imported: 1 + k, exported: FULL - k }));

  let circuit: Circuit;
  beforeAll(async () => {
    circuit = await openTemplate(
      `include "core/groups/count-word.circom"; component main = CountWord(${K});`,
    );
  }, COMPILE_TIMEOUT);

  const inputsOf = (readings: readonly Reading[], status: number) => ({
    imp: readings.map(({ imported }) => BigInt(imported)),
    exp: readings.map(({ exported }) => BigInt(exported)),
    counted: BigInt(1 - status),
  });
  function expectCounted(readings: readonly Reading[], status = 0): readonly bigint[] {
    const witness = circuit.witness(inputsOf(readings, status));
    expect(circuit.satisfied(witness)).toBe(true);
    const lanes = countLanes(readings, status);
    expect(circuit.publicSignals(witness)).toEqual(pack(lanes, 13, 19));
    const [imported, exported] = [readings.map((r) => r.imported), readings.map((r) => r.exported)];
    expect(packCounts(countsOf(params, imported, exported, status === 0))).toBe(pack(lanes, 13, 19)[0]);
    return lanes;
  }

  test('a lane for each word of exports, each two of imports, and one of who is active', () => {
    const lanes = expectCounted(all);
    expect(lanes).toEqual(Array(params.countLanes).fill(1n));
    expect(expectCounted(all, 1)).toEqual(lanes.map(() => 0n));
    expect(expectCounted(periods.map(() => ({ imported: 0, exported: 0 })))).toEqual(lanes.map(() => 0n));
  });

  test('a zero in each place takes its own word out, the last half hour of a short word too', () => {
    for (const k of periods) {
      const word = Math.floor(k / 6);
      const zeroAt = (side: keyof Reading) => expectCounted(all.with(k, { ...all[k]!, [side]: 0 }));
      const left = (lane: number) => [
        k,
        Array.from({ length: params.countLanes }, (_, i) => (i === lane ? 0n : 1n)),
      ];
      expect([k, zeroAt('exported')]).toEqual(left(word));
      expect([k, zeroAt('imported')]).toEqual(left(sideWords + Math.floor(word / 2)));
    }
  });

  test('active: something in every word, of whatever side', () => {
    const active = (readings: readonly Reading[]) => expectCounted(readings).at(-1);
    for (let word = 0; word < sideWords; word++) {
      const away = all.map((r, k) => (Math.floor(k / 6) === word ? { imported: 0, exported: 0 } : r));
      expect([word, active(away)]).toEqual([word, 0n]);
      for (const k of periods.filter((k) => Math.floor(k / 6) === word)) {
        for (const one of [
          { imported: 1, exported: 0 },
          { imported: 0, exported: 1 },
        ])
          expect([k, active(away.with(k, one))]).toEqual([k, 1n]);
      }
    }
  });

  test('size', () => {
    expect(circuit.constraints).toBe(SIZES[profile]);
  });
});

test(
  'a forged inverse counts nobody, and takes nobody out',
  async () => {
    const { circuit, hints } = await openForced('core/groups/count-word.circom', 'CountIfNotZero()');
    expect(hints).toBe(1);
    const lane = (input: bigint, counted: bigint, forced: bigint) => {
      const witness = tryWitness(circuit, { in: input, counted, forced: [forced] });
      return witness === undefined ? undefined : circuit.publicSignals(witness)[0];
    };
    for (const forced of [0n, 1n, 2n, -1n, 5n]) {
      expect(lane(0n, 1n, forced)).toBe(0n);
      expect(lane(7n, 1n, forced)).toBeUndefined();
      expect(lane(7n, 0n, forced)).toBe(forced === 0n ? 0n : undefined);
    }
    expect(lane(1n, 1n, 1n)).toBe(1n);
  },
  COMPILE_TIMEOUT,
);
