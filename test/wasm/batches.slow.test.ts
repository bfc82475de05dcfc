/** Batches of few proofs, and from eight on, where two are taken at once: each flawed one is named, in either lane. */
import { bn254 } from '@noble/curves/bn254.js';
import type { Groth16Proof } from '@veilgrid/protocol/core/crypto/proof';
import {
  createVerifier,
  type Verifier,
  VerifyErrorCode,
  type VerifyItem,
} from '@veilgrid/wasm-core/verifier/verifier';
import { describeForms } from './support/forms.js';
import { multiple2, ofSmallOrder, outsideSubgroup, Q, simulate } from './support/groth16.js';

const circuits = { one: simulate(1, 31n), two: simulate(5, 32n) };
type Key = keyof typeof circuits;

function itemOf(key: Key, i: number): VerifyItem {
  const publicSignals = circuits[key].key.IC.slice(1).map((_, j) => BigInt(i + 2) ** BigInt(30 + j));
  return {
    key,
    publicSignals,
    proof: circuits[key].prove(publicSignals, BigInt(i) + 3n, BigInt(i) ** 2n + 5n),
  };
}

const SIZES = [1, 2, 3, 4, 5, 8, 9, 11];
const MOST = 11;
const ofKey = (key: Key) => Array.from({ length: MOST }, (_, i) => itemOf(key, i));
const whole = { one: ofKey('one'), two: ofKey('two') };
/** Of one key, and of two by turns of three. */
const batches: Record<string, VerifyItem[]> = {
  'one key': whole.two,
  'two keys': whole.one.map((item, i) => (i % 3 === 0 ? item : whole.two[i]!)),
};

const withB = (item: VerifyItem, b: Groth16Proof['b']) => ({ ...item, proof: { ...item.proof, b } });
const [outside, small] = [outsideSubgroup(), ofSmallOrder()];
const pointOf = ([[x0, x1], [y0, y1]]: Groth16Proof['b']) =>
  bn254.G2.Point.fromAffine({ x: { c0: x0, c1: x1 }, y: { c0: y0, c1: y1 } });
const { x, y } = pointOf(multiple2(3n)).add(pointOf(small)).toAffine();
const mixed: Groth16Proof['b'] = [
  [x.c0, x.c1],
  [y.c0, y.c1],
];
const negated = ({ b: [x, [y0, y1]] }: Groth16Proof): Groth16Proof['b'] => [x, [Q - y0, Q - y1]];

const FLAWS: Record<string, [keyof typeof VerifyErrorCode, (item: VerifyItem) => VerifyItem]> = {
  'another statement': [
    'EQUATION_FAILS',
    (item) => ({ ...item, publicSignals: item.publicSignals.map((signal) => signal + 1n) }),
  ],
  'B mirrored': ['EQUATION_FAILS', (item) => withB(item, negated(item.proof))],
  'B outside G2': ['B_NOT_IN_SUBGROUP', (item) => withB(item, outside)],
  'B of small order': ['B_NOT_IN_SUBGROUP', (item) => withB(item, small)],
  'B with one of small order added': ['B_NOT_IN_SUBGROUP', (item) => withB(item, mixed)],
  'A at infinity': ['A_INFINITY', (item) => ({ ...item, proof: { ...item.proof, a: [0n, 0n] } })],
  'C at infinity': ['C_INFINITY', (item) => ({ ...item, proof: { ...item.proof, c: [0n, 0n] } })],
};
const KINDS = Object.keys(FLAWS);
const OK = { ok: true };

let verifier: Verifier;

/** `flaws`: of some places their kinds. */
function check(items: readonly VerifyItem[], flaws: Readonly<Record<number, string>>): void {
  const spoilt = items.map((item, i) => (i in flaws ? FLAWS[flaws[i]!]![1](item) : item));
  const expected = items.map((_, i) =>
    i in flaws ? { ok: false, code: VerifyErrorCode[FLAWS[flaws[i]!]![0]] } : OK,
  );
  expect(verifier.verifyMany(spoilt)).toEqual(expected);
}

describeForms('verifier', () => {
  beforeAll(async () => {
    verifier = await createVerifier({ one: circuits.one.key, two: circuits.two.key });
  });

  describe.each(Object.keys(batches))('a batch of %s', (name) => {
    const items = batches[name]!;

    test.each(SIZES)('holds with %i proofs', (size) => {
      check(items.slice(0, size), {});
      check(items.slice(-size), {});
    });

    test.each(KINDS)('names the one flawed, at every place: %s', (kind) => {
      for (const size of SIZES)
        for (let place = 0; place < size; place++) check(items.slice(0, size), { [place]: kind });
    });

    test.each([8, 9, 11])('names several flaws among %i', (size) => {
      const batch = items.slice(0, size);
      // Of one vector, of one lane, of the first and the last, and of what fills up.
      for (const places of [
        [0, 1],
        [0, 2],
        [1, 3, 5],
        [0, size - 1],
        [size - 2, size - 1],
      ])
        for (const shift of [0, 2])
          check(
            batch,
            Object.fromEntries(places.map((place, i) => [place, KINDS[(i + shift) % KINDS.length]!])),
          );
      for (const kind of KINDS) check(batch, Object.fromEntries(batch.map((_, i) => [i, kind])));
    });
  });

  test('the same proof many times holds, its mirror image in the other lane too, but for one flawed', () => {
    const item = whole.two[4]!;
    const { a, c } = item.proof;
    const mirror = { ...item, proof: { a: [a[0], Q - a[1]] as const, b: negated(item.proof), c } };
    for (const size of [8, 9, 11]) {
      check(Array<VerifyItem>(size).fill(item), {});
      const turns = Array.from({ length: size }, (_, i) => (i % 2 === 0 ? item : mirror));
      check(turns, {});
      check(turns, { [size - 1]: 'another statement' });
    }
  });
});
