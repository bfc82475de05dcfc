import { mod } from '@veilgrid/protocol/core/crypto/field';
import { type Hasher, hash } from '@veilgrid/protocol/core/crypto/hash';
import {
  addMasks,
  initialMaskSum,
  maskSumCircuitInputs,
  maskSumCommitment,
} from '@veilgrid/protocol/core/groups/maskSum';
import { masksOf, tagOf } from '@veilgrid/protocol/core/groups/masks';
import { NOTHING, type Opening, shownOf } from '@veilgrid/protocol/core/groups/words';
import { fold } from '@veilgrid/protocol/core/lists';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { TAGS } from '@veilgrid/protocol/tags';
import { createHasher } from '@veilgrid/wasm-core';
import { maskKeys } from '../../soundness/cases.js';
import { tryWitness, unboundInputs, unboundWires, withValues } from '../support/binding.js';
import { partOf } from '../support/partOf.js';
import { PROFILES_TESTED } from '../support/profiles.js';
import { type Circuit, COMPILE_TIMEOUT, openCircuit } from '../support/r1cs.js';
import type { Inputs } from '../support/witness.js';

interface Part {
  readonly groupId: bigint;
  readonly terms: bigint;
  readonly keys: readonly bigint[];
}

const GROUP = { groupId: 0x51e2n, terms: 0x7e12n };
const OTHER = { groupId: 7n, terms: 8n };

const SIZES: Record<string, number[]> = { small: [2682, 20], medium: [3980, 24] };

describe.each(PROFILES_TESTED)('masksum, %s profile', (profile, params) => {
  const { maskN, laneWords, sideWords } = params;
  const end = maskN - 1;
  // Two batches, the last with a padding slot.
  const KEYS = maskKeys(params);
  const zeros = Array<bigint>(laneWords).fill(0n);
  const ALL: Opening = { both: (1 << sideWords) - 1, net: 0, money: 1, count: 1 };

  let hasher: Hasher;
  let circuit: Circuit;

  beforeAll(async () => {
    hasher = await createHasher();
    circuit = await openCircuit('masksum', params.profile);
  }, COMPILE_TIMEOUT);

  const accepts = (inputs: Inputs) => {
    const witness = tryWitness(circuit, inputs);
    return witness !== undefined && circuit.satisfied(witness);
  };

  /** Tag and masks from the permutations' states themselves, which are as wide as what is squeezed. */
  function derived(role: Aggregator, key: bigint, { groupId, terms } = GROUP) {
    const [tags, lasts, loads] = ({ A: ['TAGA', 'LASTA', 'MASKA'], B: ['TAGB', 'LASTB', 'MASKB'] } as const)[
      role
    ];
    const [, tag] = hasher.permute([key, groupId, 0n], TAGS[tags], 2);
    const [, money, , count] = hasher.permute([key, terms, 0n], TAGS[lasts], 4);
    const words = laneWords - 2;
    const [, ...masks] = hasher.permute([key, terms, ...zeros].slice(0, words), TAGS[loads], words + 1);
    return { tag: tag!, masks: [...masks, money!, count!] };
  }

  const sumOf = (role: Aggregator, keys: readonly bigint[], of = GROUP) =>
    keys.reduce((sum, key) => derived(role, key, of).masks.map((mask, w) => mod(mask + sum[w]!)), zeros);

  /** The inputs of all batches of a published set, merged from the groups in turn. */
  function batchesOf(role: Aggregator, parts: readonly Part[], opening = ALL): Inputs[] {
    const batches = parts.flatMap(({ keys, ...group }) =>
      Array.from({ length: Math.ceil(keys.length / maskN) }, (_, i) => ({
        group,
        start: keys.slice(0, i * maskN),
        keys: keys.slice(i * maskN, (i + 1) * maskN),
      })),
    );
    let before = initialMaskSum(params);
    let stateIn = 0n;
    return batches.map(({ group, start, keys }, i) => {
      const foldOf = (from: bigint, members: readonly bigint[]) =>
        members.reduce((end, key) => fold(hasher, end, derived(role, key, group).tag), from);
      const foldStart = foldOf(group.groupId, start);
      const saltOut = BigInt(100 + i);
      const inputs = maskSumCircuitInputs(params, {
        context: 9n,
        ...group,
        role,
        keys,
        before,
        saltOut,
        foldStart,
        foldEnd: foldOf(foldStart, keys),
        stateIn,
        first: i === 0,
        last: i === batches.length - 1,
        ...(i === batches.length - 1 ? opening : NOTHING),
      });
      before = addMasks(hasher, params, { terms: group.terms, role, keys, before, saltOut });
      stateIn = maskSumCommitment(hasher, before);
      return inputs;
    });
  }

  test('size', () => {
    expect([circuit.constraints, circuit.nPublic]).toEqual(SIZES[profile]);
  });

  test('the masks are those of the settlements', () => {
    for (const role of ['A', 'B'] as const) {
      const { masks } = masksOf(hasher, params, role, KEYS[0]!, GROUP.terms);
      const tag = tagOf(hasher, role, KEYS[0]!, GROUP.groupId);
      expect({ tag, masks }).toEqual(derived(role, KEYS[0]!));
    }
  });

  test('chains of batches; only the last opens the sum', () => {
    for (const role of ['A', 'B'] as const) {
      for (const keys of [KEYS, KEYS.slice(0, 1), KEYS.slice(0, maskN)]) {
        const batches = batchesOf(role, [{ ...GROUP, keys }]);
        batches.forEach((inputs, i) => {
          const witness = circuit.witness(inputs);
          expect(circuit.satisfied(witness)).toBe(true);
          const [stateOut, ...signals] = circuit.publicSignals(witness);
          const sum = sumOf(role, keys.slice(0, (i + 1) * maskN));
          expect(stateOut).toBe(hash(hasher, TAGS.MSUM, [inputs.saltOut as bigint, ...sum]));
          const { context, tagDomain, lastDomain, maskDomain, ...rest } = inputs;
          const { foldStart, foldEnd, first, last, stateIn, both, net, money, count } = rest;
          expect(signals).toEqual([
            ...(i === batches.length - 1 ? sum : zeros),
            ...[context, GROUP.groupId, GROUP.terms, tagDomain, lastDomain, maskDomain],
            ...[foldStart, foldEnd, first, last, stateIn, both, net, money, count].flat(),
          ]);
        });
      }
    }
  });

  test('each word opens as its bits say, and nothing before the last batch', () => {
    const every = (1 << sideWords) - 1;
    const openings: Opening[] = [
      NOTHING,
      ALL,
      { ...NOTHING, count: 1 },
      { ...NOTHING, money: 1 },
      { both: 0, net: every, money: 1, count: 0 },
      ...Array.from({ length: sideWords }, (_, w) => ({
        ...{ both: 1 << w, net: every & ~(1 << w), money: 1, count: 1 },
      })),
      ...Array.from({ length: sideWords }, (_, w) => ({ ...NOTHING, both: 1 << w })),
      ...Array.from({ length: sideWords }, (_, w) => ({ ...NOTHING, net: 1 << w })),
    ];
    for (const role of ['A', 'B'] as const) {
      for (const opening of openings) {
        const [early, last] = batchesOf(role, [{ ...GROUP, keys: KEYS }], opening);
        const sums = sumOf(role, KEYS);
        const [stateOut, ...signals] = circuit.publicSignals(circuit.witness(last!));
        expect(signals.slice(0, laneWords)).toEqual(shownOf(params, sums, opening));
        // The sums that go on are whole, whatever opens.
        expect(stateOut).toBe(hash(hasher, TAGS.MSUM, [last!.saltOut as bigint, ...sums]));
        const { both, net, money, count } = last!;
        const hasty = circuit.witness({ ...early!, both: both!, net: net!, money: money!, count: count! });
        expect(circuit.publicSignals(hasty).slice(1, 1 + laneWords)).toEqual(zeros);
      }
    }
  });

  test('a set merged from two groups', () => {
    const batches = batchesOf('B', [
      { ...OTHER, keys: KEYS.slice(0, 1) },
      { ...GROUP, keys: KEYS },
    ]);
    expect(batches).toHaveLength(3);
    for (const inputs of batches) expect(accepts(inputs)).toBe(true);
    const [, ...signals] = circuit.publicSignals(circuit.witness(batches[2]!));
    const expected = sumOf('B', KEYS).map((x, w) => mod(x + sumOf('B', KEYS.slice(0, 1), OTHER)[w]!));
    expect(signals.slice(0, laneWords)).toEqual(expected);
  });

  test('every input is bound, but what a padding slot or the first state leave unused', () => {
    const [first, last] = batchesOf('A', [{ ...GROUP, keys: KEYS }]);
    // The first batch opens nothing, whether it is the last or not: its bits are zeros, which are the node's.
    const words = Array.from({ length: sideWords }, (_, w) => w);
    const bits = ['both', 'net'].flatMap((name) => words.map((w) => `${name}[${w}]`));
    const opening = ['last', ...bits, 'money', 'count'];
    expect(unboundInputs(circuit, first!)).toEqual({
      free: ['context', ...opening, 'saltIn'],
      notHeld: [...opening, 'saltIn'],
    });
    expect(unboundInputs(circuit, last!)).toEqual({ free: ['context', `k[${end}]`], notHeld: [`k[${end}]`] });
  });

  test('every wire is bound', () => {
    for (const inputs of batchesOf('A', [{ ...GROUP, keys: KEYS }])) {
      // The context's square has two roots; as a public signal the context is given to the prover, as is what the
      // first batch opens: nothing.
      const free = unboundWires(circuit, circuit.witness(inputs)).filter(
        (name) => inputs.last === 1n || !/^main\.(last|(both|net)\[\d+\]|money|count)$/.test(name),
      );
      expect(free).toEqual(['main.context']);
    }
  });

  test('refuses keys of other tags, members left out, added or reordered', () => {
    const [full, last] = batchesOf('A', [{ ...GROUP, keys: KEYS }]);
    expect(accepts(withValues(full!, { 'k[0]': KEYS[0]! + 1n }))).toBe(false);
    expect(accepts({ ...full!, k: KEYS.slice(0, maskN).toReversed() })).toBe(false);
    expect(accepts(withValues(full!, { [`active[${end}]`]: 0n }))).toBe(false);
    expect(accepts(withValues(last!, { [`active[${end}]`]: 1n }))).toBe(false);
    expect(accepts(withValues(full!, { groupId: GROUP.groupId + 1n }))).toBe(false);
  });

  test("refuses the other role's tags; masks follow their domains and terms", () => {
    const keys = KEYS.slice(0, maskN);
    const [inputs] = batchesOf('A', [{ ...GROUP, keys }]);
    expect(accepts({ ...inputs!, tagDomain: TAGS.TAGB })).toBe(false);
    const sums = (change: Record<string, bigint>) =>
      circuit.publicSignals(circuit.witness({ ...inputs!, ...change })).slice(1, 1 + laneWords);
    const [a, b] = [sumOf('A', keys), sumOf('B', keys)];
    expect(sums({ maskDomain: TAGS.MASKB })).toEqual([...b.slice(0, -2), ...a.slice(-2)]);
    expect(sums({ lastDomain: TAGS.LASTB })).toEqual([...a.slice(0, -2), ...b.slice(-2)]);
    expect(sums({ terms: 8n })).toEqual(sumOf('A', keys, { ...GROUP, terms: 8n }));
  });

  test('refuses slots that are not bits, or active after inactive', () => {
    const last = batchesOf('A', [{ ...GROUP, keys: KEYS }])[1]!;
    expect(accepts(withValues(last, { 'active[0]': 2n }))).toBe(false);
    // Another key's tag, folded by a fraction that lands on foldEnd.
    const [start, end] = [last.foldStart, last.foldEnd] as bigint[];
    const fraction = partOf(start!, fold(hasher, start!, derived('A', 5n).tag), end!);
    expect(accepts(withValues(last, { 'k[0]': 5n, 'active[0]': fraction }))).toBe(false);
    const late = { active: (last.active as bigint[]).toReversed(), k: (last.k as bigint[]).toReversed() };
    expect(accepts({ ...last, ...late })).toBe(false);
  });

  test('refuses a first batch that does not start from nothing, and a later one that does', () => {
    const [first, later] = batchesOf('A', [{ ...GROUP, keys: KEYS }]);
    const lastSum = `sumsIn[${laneWords - 1}]`;
    for (const change of [
      { 'sumsIn[0]': 1n },
      { [lastSum]: 1n },
      { stateIn: 1n },
      { first: 0n },
      { first: 2n },
      { last: 2n },
    ]) {
      expect(accepts(withValues(first!, change as Record<string, bigint>))).toBe(false);
    }
    expect(accepts(withValues(later!, { first: 1n }))).toBe(false);
    expect(accepts(withValues(later!, { [lastSum]: 0n }))).toBe(false);
    expect(accepts(withValues(later!, { saltIn: 0n }))).toBe(false);
  });
});
