/** Poseidon of the circuits beside circomlibjs, for every width that a Poseidon of circomlib's constants can have. */
import { R } from '@veilgrid/protocol/core/crypto/field';
import { buildPoseidon } from 'circomlibjs';
import fc from 'fast-check';
import { unboundWires } from '../support/binding.js';
import { type Circuit, COMPILE_TIMEOUT, openTemplate } from '../support/r1cs.js';

/** Inputs: all that circomlib has constants for, so all that a statement can use. */
const WIDTHS = Array.from({ length: 16 }, (_, i) => i + 1);

/** Partial rounds by number of inputs, from Poseidon's paper as circomlib rounds them. */
const PARTIAL = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];

// Of the permutation (0, 1, ..., n), first element: hashes that circomlib's own tests and Poseidon's
// reference implementation give.
const KNOWN: Readonly<Record<number, bigint>> = {
  1: 18586133768512220936620570745912940619677854269274689475585506675881198879027n,
  2: 7853200120776062878684798364095072458815029376092732009249414926327459813530n,
  4: 18821383157269793795438455681495246036402687001665670618754263018637548127333n,
};

type Permute = (capacity: bigint, inputs: readonly bigint[]) => bigint[];
let reference: Permute;
let all: Circuit;

beforeAll(async () => {
  const poseidon = await buildPoseidon();
  reference = (capacity, inputs) =>
    [poseidon(inputs, capacity, inputs.length + 1)].flat().map((x) => poseidon.F.toObject(x));
  const parts = WIDTHS.map(
    (n) => `signal output out${n}[${n + 1}] <== Permutation(${n}, ${n + 1})(capacity, first${n});`,
  );
  const firsts = WIDTHS.map(
    (n) => `var first${n}[${n}]; for (var i = 0; i < ${n}; i++) { first${n}[i] = in[i]; }`,
  );
  all = await openTemplate(`include "lib/poseidon.circom";
    template Main() {
      signal input capacity;
      signal input in[16];
      ${firsts.map((first, i) => `${first}\n${parts[i]}`).join('\n')}
    }
    component main = Main();`);
}, COMPILE_TIMEOUT);

/** Outputs of every width, one after another. */
const expected = (capacity: bigint, inputs: readonly bigint[]) =>
  WIDTHS.flatMap((n) => reference(capacity, inputs.slice(0, n)));

const element = fc.oneof(
  fc.constantFrom(0n, 1n, 2n ** 253n, (R - 1n) / 2n, R - 2n, R - 1n),
  fc.bigInt({ min: 0n, max: R - 1n }),
);

test('known answers', () => {
  const inputs = WIDTHS.map(BigInt);
  const outputs = all.publicSignals(all.witness({ capacity: 0n, in: inputs }));
  for (const [n, answer] of Object.entries(KNOWN)) {
    const start = WIDTHS.slice(0, Number(n) - 1).reduce((sum, width) => sum + width + 1, 0);
    expect([n, outputs[start]]).toEqual([n, answer]);
  }
});

test.each([
  ['zeros', 0n, 0n],
  ['ones', 1n, 1n],
  ['the largest', R - 1n, R - 1n],
  ['zeros under a capacity', R - 1n, 0n],
  ['the largest under none', 0n, R - 1n],
])('edges as circomlibjs has them: %s', (_, capacity, value) => {
  const inputs = WIDTHS.map(() => value);
  const witness = all.witness({ capacity, in: inputs });
  expect(all.publicSignals(witness)).toEqual(expected(capacity, inputs));
  expect(all.satisfied(witness)).toBe(true);
});

test('any capacity and inputs as circomlibjs has them', () => {
  fc.assert(
    fc.property(element, fc.array(element, { minLength: 16, maxLength: 16 }), (capacity, inputs) => {
      expect(all.publicSignals(all.witness({ capacity, in: inputs }))).toEqual(expected(capacity, inputs));
    }),
    { numRuns: 40 },
  );
});

test('every wire is bound', () => {
  const inputs = WIDTHS.map((n) => R - BigInt(n) ** 9n);
  expect(unboundWires(all, all.witness({ capacity: 5n, in: inputs }))).toEqual([]);
});

test('three constraints for each fifth power, and no more', () => {
  const powers = WIDTHS.map((n, i) => 8 * (n + 1) + PARTIAL[i]!);
  expect(all.constraints).toBe(3 * powers.reduce((sum, count) => sum + count, 0));
});
