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
import { paramsOf } from '@veilgrid/protocol/params';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { TAGS } from '@veilgrid/protocol/tags';
import { createHasher } from '@veilgrid/wasm-core';
import { tryWitness, unboundInputs, unboundWires, withValues } from '../support/binding.js';
import { partOf } from '../support/partOf.js';
import { type Circuit, openCircuit } from '../support/r1cs.js';
import type { Inputs } from '../support/witness.js';

const small = paramsOf('small');
const AUCTION = 0x51e2n;
const KEYS = [123_456_789n, 2n, 3n ** 150n];

let hasher: Hasher;
let circuit: Circuit;

beforeAll(async () => {
  hasher = await createHasher();
  circuit = await openCircuit('masksum');
});

const accepts = (inputs: Inputs) => {
  const witness = tryWitness(circuit, inputs);
  return witness !== undefined && circuit.satisfied(witness);
};

/** Tag and masks from the permutations' states themselves (K = 4: two mask words and the last). */
function derived(role: Aggregator, key: bigint, auctionId: bigint) {
  const [, tag, last] = hasher.permute([key, auctionId, 0n], role === 'A' ? TAGS.TAGA : TAGS.TAGB, 3);
  const [, first, second] = hasher.permute([key, auctionId], role === 'A' ? TAGS.MASKA : TAGS.MASKB, 3);
  return { tag: tag!, masks: [first!, second!, last!] };
}

const sumOf = (role: Aggregator, keys: readonly bigint[], auctionId = AUCTION) =>
  keys.reduce(
    (sum, key) => derived(role, key, auctionId).masks.map((mask, w) => mod(mask + sum[w]!)),
    [0n, 0n, 0n],
  );

interface Part {
  readonly auctionId: bigint;
  readonly keys: readonly bigint[];
}

/** The inputs of all batches of a published set, merged from the auctions in turn. */
function batchesOf(role: Aggregator, parts: readonly Part[]): Inputs[] {
  const batches = parts.flatMap(({ auctionId, keys }) =>
    Array.from({ length: Math.ceil(keys.length / small.maskN) }, (_, i) => ({
      auctionId,
      start: keys.slice(0, i * small.maskN),
      keys: keys.slice(i * small.maskN, (i + 1) * small.maskN),
    })),
  );
  let before = initialMaskSum(small);
  let stateIn = 0n;
  return batches.map(({ auctionId, start, keys }, i) => {
    const foldOf = (from: bigint, members: readonly bigint[]) =>
      members.reduce((end, key) => fold(hasher, end, derived(role, key, auctionId).tag), from);
    const foldStart = foldOf(auctionId, start);
    const saltOut = BigInt(100 + i);
    const inputs = maskSumCircuitInputs(small, {
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
    before = addMasks(hasher, small, { auctionId, role, keys, before, saltOut });
    stateIn = maskSumCommitment(hasher, before);
    return inputs;
  });
}

describe('masksum', () => {
  test('size', () => {
    expect([circuit.constraints, circuit.nPublic]).toEqual([2103, 13]);
  });

  test('the masks are those of the settlements', () => {
    for (const role of ['A', 'B'] as const) {
      const { tag, masks } = masksOf(hasher, small, role, KEYS[0]!, AUCTION);
      expect({ tag, masks }).toEqual(derived(role, KEYS[0]!, AUCTION));
    }
  });

  test('chains of batches; only the last opens the sum', () => {
    for (const role of ['A', 'B'] as const) {
      for (const keys of [KEYS, KEYS.slice(0, 1), KEYS.slice(0, 2)]) {
        const batches = batchesOf(role, [{ auctionId: AUCTION, keys }]);
        batches.forEach((inputs, i) => {
          const witness = circuit.witness(inputs);
          expect(circuit.satisfied(witness)).toBe(true);
          const [stateOut, ...signals] = circuit.publicSignals(witness);
          const sum = sumOf(role, keys.slice(0, (i + 1) * small.maskN));
          expect(stateOut).toBe(hash(hasher, TAGS.MSUM, [inputs.saltOut as bigint, ...sum]));
          const { context, auctionId, tagDomain, maskDomain, foldStart, foldEnd, first, last, stateIn } =
            inputs;
          expect(signals).toEqual([
            ...(i === batches.length - 1 ? sum : [0n, 0n, 0n]),
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
    expect(signals.slice(0, 3)).toEqual(expected);
  });

  test('every input is bound, but what a padding slot or the first state leave unused', () => {
    const [first, last] = batchesOf('A', [{ auctionId: AUCTION, keys: KEYS }]);
    const unused = (...names: string[]) => ({ free: ['context', ...names], notHeld: names });
    expect(unboundInputs(circuit, first!)).toEqual(unused('saltIn'));
    expect(unboundInputs(circuit, last!)).toEqual(unused('k[1]'));
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
    expect(accepts({ ...full!, k: [KEYS[1]!, KEYS[0]!] })).toBe(false);
    expect(accepts(withValues(full!, { 'active[1]': 0n }))).toBe(false);
    expect(accepts(withValues(last!, { 'active[1]': 1n }))).toBe(false);
    expect(accepts(withValues(full!, { auctionId: AUCTION + 1n }))).toBe(false);
  });

  test("refuses the other role's tags; masks follow their domain", () => {
    const [inputs] = batchesOf('A', [{ auctionId: AUCTION, keys: KEYS.slice(0, 2) }]);
    expect(accepts({ ...inputs!, tagDomain: TAGS.TAGB })).toBe(false);
    const [, ...signals] = circuit.publicSignals(circuit.witness({ ...inputs!, maskDomain: TAGS.MASKB }));
    expect(signals.slice(0, 2)).toEqual(sumOf('B', KEYS.slice(0, 2)).slice(0, 2));
  });

  test('refuses slots that are not bits, or active after inactive', () => {
    const last = batchesOf('A', [{ auctionId: AUCTION, keys: KEYS }])[1]!;
    expect(accepts(withValues(last, { 'active[0]': 2n }))).toBe(false);
    // Another key's tag, folded by a fraction that lands on foldEnd.
    const [start, end] = [last.foldStart, last.foldEnd] as bigint[];
    const fraction = partOf(start!, fold(hasher, start!, derived('A', 5n, AUCTION).tag), end!);
    expect(accepts(withValues(last, { 'k[0]': 5n, 'active[0]': fraction }))).toBe(false);
    expect(accepts({ ...last, active: [0n, 1n], k: [0n, KEYS[2]!] })).toBe(false);
  });

  test('refuses a first batch that does not start from nothing, and a later one that does', () => {
    const [first, later] = batchesOf('A', [{ auctionId: AUCTION, keys: KEYS }]);
    for (const change of [{ 'sumsIn[0]': 1n }, { stateIn: 1n }, { first: 0n }, { first: 2n }, { last: 2n }]) {
      expect(accepts(withValues(first!, change))).toBe(false);
    }
    expect(accepts(withValues(later!, { first: 1n }))).toBe(false);
    expect(accepts(withValues(later!, { 'sumsIn[2]': 0n }))).toBe(false);
    expect(accepts(withValues(later!, { saltIn: 0n }))).toBe(false);
  });
});
