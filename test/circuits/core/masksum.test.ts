import { mod } from '@veilgrid/protocol/core/crypto/field';
import { type Hasher, hash } from '@veilgrid/protocol/core/crypto/hash';
import {
  addMasks,
  initialMaskSum,
  maskSumCircuitInputs,
  maskSumCommitment,
} from '@veilgrid/protocol/core/groups/maskSum';
import { masksOf } from '@veilgrid/protocol/core/groups/masks';
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

const AUCTION = 0x51e2n;
interface Part {
  readonly auctionId: bigint;
  readonly keys: readonly bigint[];
}

const SIZES: Record<string, number[]> = { small: [2103, 13], medium: [3130, 15] };

describe.each(PROFILES_TESTED)('masksum, %s profile', (profile, params) => {
  const { maskN, laneWords } = params;
  const end = maskN - 1;
  // Two batches, the last with a padding slot.
  const KEYS = maskKeys(params);
  const zeros = Array<bigint>(laneWords).fill(0n);

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
  function derived(role: Aggregator, key: bigint, auctionId: bigint) {
    const [, tag, last] = hasher.permute([key, auctionId, 0n], role === 'A' ? TAGS.TAGA : TAGS.TAGB, 3);
    const words = laneWords - 1;
    const input = [key, auctionId, ...zeros].slice(0, Math.max(2, words));
    const [, ...masks] = hasher.permute(input, role === 'A' ? TAGS.MASKA : TAGS.MASKB, words + 1);
    return { tag: tag!, masks: [...masks, last!] };
  }

  const sumOf = (role: Aggregator, keys: readonly bigint[], auctionId = AUCTION) =>
    keys.reduce(
      (sum, key) => derived(role, key, auctionId).masks.map((mask, w) => mod(mask + sum[w]!)),
      zeros,
    );

  /** The inputs of all batches of a published set, merged from the auctions in turn. */
  function batchesOf(role: Aggregator, parts: readonly Part[]): Inputs[] {
    const batches = parts.flatMap(({ auctionId, keys }) =>
      Array.from({ length: Math.ceil(keys.length / maskN) }, (_, i) => ({
        auctionId,
        start: keys.slice(0, i * maskN),
        keys: keys.slice(i * maskN, (i + 1) * maskN),
      })),
    );
    let before = initialMaskSum(params);
    let stateIn = 0n;
    return batches.map(({ auctionId, start, keys }, i) => {
      const foldOf = (from: bigint, members: readonly bigint[]) =>
        members.reduce((end, key) => fold(hasher, end, derived(role, key, auctionId).tag), from);
      const foldStart = foldOf(auctionId, start);
      const saltOut = BigInt(100 + i);
      const inputs = maskSumCircuitInputs(params, {
        context: 9n,
        auctionId,
        role,
        keys,
        before,
        saltOut,
        foldStart,
        foldEnd: foldOf(foldStart, keys),
        stateIn,
        first: i === 0,
        last: i === batches.length - 1,
      });
      before = addMasks(hasher, params, { auctionId, role, keys, before, saltOut });
      stateIn = maskSumCommitment(hasher, before);
      return inputs;
    });
  }

  test('size', () => {
    expect([circuit.constraints, circuit.nPublic]).toEqual(SIZES[profile]);
  });

  test('the masks are those of the settlements', () => {
    for (const role of ['A', 'B'] as const) {
      const { tag, masks } = masksOf(hasher, params, role, KEYS[0]!, AUCTION);
      expect({ tag, masks }).toEqual(derived(role, KEYS[0]!, AUCTION));
    }
  });

  test('chains of batches; only the last opens the sum', () => {
    for (const role of ['A', 'B'] as const) {
      for (const keys of [KEYS, KEYS.slice(0, 1), KEYS.slice(0, maskN)]) {
        const batches = batchesOf(role, [{ auctionId: AUCTION, keys }]);
        batches.forEach((inputs, i) => {
          const witness = circuit.witness(inputs);
          expect(circuit.satisfied(witness)).toBe(true);
          const [stateOut, ...signals] = circuit.publicSignals(witness);
          const sum = sumOf(role, keys.slice(0, (i + 1) * maskN));
          expect(stateOut).toBe(hash(hasher, TAGS.MSUM, [inputs.saltOut as bigint, ...sum]));
          const { context, auctionId, tagDomain, maskDomain, foldStart, foldEnd, first, last, stateIn } =
            inputs;
          expect(signals).toEqual([
            ...(i === batches.length - 1 ? sum : zeros),
            ...[context, auctionId, tagDomain, maskDomain, foldStart, foldEnd, first, last, stateIn],
          ]);
        });
      }
    }
  });

  test('a set merged from two auctions', () => {
    const batches = batchesOf('B', [
      { auctionId: 7n, keys: KEYS.slice(0, 1) },
      { auctionId: AUCTION, keys: KEYS },
    ]);
    expect(batches).toHaveLength(3);
    for (const inputs of batches) expect(accepts(inputs)).toBe(true);
    const [, ...signals] = circuit.publicSignals(circuit.witness(batches[2]!));
    const expected = sumOf('B', KEYS).map((x, w) => mod(x + sumOf('B', KEYS.slice(0, 1), 7n)[w]!));
    expect(signals.slice(0, laneWords)).toEqual(expected);
  });

  test('every input is bound, but what a padding slot or the first state leave unused', () => {
    const [first, last] = batchesOf('A', [{ auctionId: AUCTION, keys: KEYS }]);
    const unused = (...names: string[]) => ({ free: ['context', ...names], notHeld: names });
    expect(unboundInputs(circuit, first!)).toEqual(unused('saltIn'));
    expect(unboundInputs(circuit, last!)).toEqual(unused(`k[${end}]`));
  });

  test('every wire is bound', () => {
    for (const inputs of batchesOf('A', [{ auctionId: AUCTION, keys: KEYS }])) {
      // The context's square has two roots; as a public signal the context is given to the prover.
      expect(unboundWires(circuit, circuit.witness(inputs))).toEqual(['main.context']);
    }
  });

  test('refuses keys of other tags, members left out, added or reordered', () => {
    const [full, last] = batchesOf('A', [{ auctionId: AUCTION, keys: KEYS }]);
    expect(accepts(withValues(full!, { 'k[0]': KEYS[0]! + 1n }))).toBe(false);
    expect(accepts({ ...full!, k: KEYS.slice(0, maskN).toReversed() })).toBe(false);
    expect(accepts(withValues(full!, { [`active[${end}]`]: 0n }))).toBe(false);
    expect(accepts(withValues(last!, { [`active[${end}]`]: 1n }))).toBe(false);
    expect(accepts(withValues(full!, { auctionId: AUCTION + 1n }))).toBe(false);
  });

  test("refuses the other role's tags; masks follow their domain", () => {
    const [inputs] = batchesOf('A', [{ auctionId: AUCTION, keys: KEYS.slice(0, maskN) }]);
    expect(accepts({ ...inputs!, tagDomain: TAGS.TAGB })).toBe(false);
    const [, ...signals] = circuit.publicSignals(circuit.witness({ ...inputs!, maskDomain: TAGS.MASKB }));
    expect(signals.slice(0, laneWords - 1)).toEqual(sumOf('B', KEYS.slice(0, maskN)).slice(0, -1));
  });

  test('refuses slots that are not bits, or active after inactive', () => {
    const last = batchesOf('A', [{ auctionId: AUCTION, keys: KEYS }])[1]!;
    expect(accepts(withValues(last, { 'active[0]': 2n }))).toBe(false);
    // Another key's tag, folded by a fraction that lands on foldEnd.
    const [start, end] = [last.foldStart, last.foldEnd] as bigint[];
    const fraction = partOf(start!, fold(hasher, start!, derived('A', 5n, AUCTION).tag), end!);
    expect(accepts(withValues(last, { 'k[0]': 5n, 'active[0]': fraction }))).toBe(false);
    const late = { active: (last.active as bigint[]).toReversed(), k: (last.k as bigint[]).toReversed() };
    expect(accepts({ ...last, ...late })).toBe(false);
  });

  test('refuses a first batch that does not start from nothing, and a later one that does', () => {
    const [first, later] = batchesOf('A', [{ auctionId: AUCTION, keys: KEYS }]);
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
