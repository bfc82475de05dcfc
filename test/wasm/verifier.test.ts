import type { Groth16Proof } from '@veilgrid/protocol/core/crypto/proof';
import {
  createVerifier,
  type VerificationKeyJson,
  type Verifier,
  VerifyErrorCode,
  type VerifyItem,
} from '@veilgrid/wasm-core/verifier/verifier';
import fc from 'fast-check';
import { curves, groth16 } from 'snarkjs';
import { ofSmallOrder, outsideSubgroup, Q, R, simulate, toJson } from './support/groth16.js';

/** Two circuits: few signals, and so many that an auction's are shared. */
const few = simulate(2, 11n);
const many = simulate(40, 12n);
const keys = { few: few.key, many: many.key };
/** What the items of one auction share, from signal 10 on. */
const auction = Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? R - BigInt(i) - 1n : BigInt(i) ** 9n));

function itemOf(i: number): VerifyItem {
  const [a, b] = [BigInt(i) + 5n, BigInt(i) ** 3n + 7n];
  if (i % 3 === 0) {
    const publicSignals = [BigInt(i), R - 1n - BigInt(i)];
    return { key: 'few', publicSignals, proof: few.prove(publicSignals, a, b) };
  }
  const own = Array.from({ length: 10 }, (_, j) => BigInt(i + 2) ** BigInt(40 + j) % R);
  const publicSignals = [...own, ...(i % 7 === 0 ? auction.map((x) => (x + 1n) % R) : auction)];
  return { key: 'many', publicSignals, proof: many.prove(publicSignals, a, b) };
}

const items = Array.from({ length: 24 }, (_, i) => itemOf(i));
const falseOf = (item: VerifyItem): VerifyItem => ({
  ...item,
  publicSignals: item.publicSignals.map((x, j) => (j === 0 ? x + 1n : x)),
});
const withProof = (item: VerifyItem, change: Partial<Groth16Proof>): VerifyItem => ({
  ...item,
  proof: { ...item.proof, ...change },
});
const refused = (name: keyof typeof VerifyErrorCode) => ({ ok: false, code: VerifyErrorCode[name] });
const OK = { ok: true };

let verifier: Verifier;
beforeAll(async () => {
  verifier = await createVerifier(keys);
});
// snarkjs keeps one curve with threads of its own.
afterAll(async () => (await curves.getCurveFromName('bn128')).terminate());

describe('a batch', () => {
  test('accepts what snarkjs accepts, and refuses what it refuses', async () => {
    const mixed = items.slice(0, 8).map((item, i) => (i % 3 === 1 ? falseOf(item) : item));
    const theirs: boolean[] = [];
    // One after the other: snarkjs builds a curve for each call that finds none.
    for (const { key, publicSignals, proof } of mixed) {
      const json = keys[key as keyof typeof keys];
      theirs.push(await groth16.verify(json, publicSignals.map(String), toJson(proof)));
    }
    expect(verifier.verifyMany(mixed).map(({ ok }) => ok)).toEqual(theirs);
    expect(theirs).toContain(false);
  });

  test('holds for proofs of several circuits and auctions, and for none', () => {
    expect(verifier.verifyMany(items)).toEqual(items.map(() => OK));
    expect(verifier.verifyMany([])).toEqual([]);
  });

  test('names a false proof at every position', () => {
    for (let bad = 0; bad < items.length; bad++) {
      const planted = items.map((item, i) => (i === bad ? falseOf(item) : item));
      const expected = items.map((_, i) => (i === bad ? refused('EQUATION_FAILS') : OK));
      expect(verifier.verifyMany(planted)).toEqual(expected);
    }
  });

  test('names B outside the subgroup at every place of an odd batch', () => {
    const odd = items.slice(0, 9);
    for (const b of [outsideSubgroup(), ofSmallOrder()])
      for (let bad = 0; bad < odd.length; bad++)
        expect(
          verifier.verifyMany(odd.map((item, i) => (i === bad ? withProof(item, { b }) : item))),
        ).toEqual(odd.map((_, i) => (i === bad ? refused('B_NOT_IN_SUBGROUP') : OK)));
  });

  test('answers of any proofs as of each alone', () => {
    const spoilt: ((item: VerifyItem) => VerifyItem)[] = [
      (item) => item,
      falseOf,
      (item) => withProof(item, { b: outsideSubgroup() }),
      (item) => withProof(item, { a: [0n, 0n] }),
      (item) => ({ ...item, publicSignals: item.publicSignals.slice(1) }),
      (item) => ({ ...item, publicSignals: item.publicSignals.map((x, j) => (j === 15 ? x + R : x)) }),
    ];
    const choice = fc.tuple(fc.nat(items.length - 1), fc.nat(spoilt.length - 1));
    fc.assert(
      fc.property(fc.array(choice, { maxLength: 12 }), (choices) => {
        const batch = choices.map(([i, j]) => spoilt[j]!(items[i]!));
        expect(verifier.verifyMany(batch)).toEqual(batch.map((item) => verifier.verify(item)));
      }),
      { numRuns: 25 },
    );
  });

  test('lets no two false proofs make up for each other', () => {
    // C₁ + X and C₂ - X: with equal coefficients the sums would be the true ones.
    const [first, second] = [items[1]!, items[2]!];
    const shift = 99n;
    const forged = [first, second].map((item, i) => {
      const other = many.prove(item.publicSignals, BigInt([1, 2][i]!) + 5n, BigInt([1, 2][i]!) ** 3n + 7n);
      expect(other).toEqual(item.proof);
      const moved = many.prove(
        item.publicSignals.map((x, j) => (j === 0 ? (x + (i === 0 ? shift : R - shift)) % R : x)),
        BigInt([1, 2][i]!) + 5n,
        BigInt([1, 2][i]!) ** 3n + 7n,
      );
      return withProof(item, { c: moved.c });
    });
    expect(verifier.verifyMany(forged)).toEqual([refused('EQUATION_FAILS'), refused('EQUATION_FAILS')]);
    expect(verifier.verifyMany([...forged, ...items]).filter(({ ok }) => !ok)).toHaveLength(2);
  });

  test('of the same proof many times holds, and of its negation too', () => {
    const item = items[4]!;
    const { a, b } = item.proof;
    const negated = withProof(item, {
      a: [a[0], Q - a[1]],
      b: [b[0], [Q - b[1][0], Q - b[1][1]]],
    });
    expect(verifier.verifyMany([item, item, negated, item])).toEqual([OK, OK, OK, OK]);
  });

  test('may be longer than one equation takes', () => {
    const long = Array.from({ length: 300 }, (_, i) =>
      i === 280 ? falseOf(items[i % 24]!) : items[i % 24]!,
    );
    expect(
      verifier
        .verifyMany(long)
        .map(({ ok }, i) => (ok ? -1 : i))
        .filter((i) => i >= 0),
    ).toEqual([280]);
  });
});

describe('every rule', () => {
  const item = items[4]!;
  const { a, b, c } = item.proof;
  const signals = item.publicSignals;
  const malformed: [keyof typeof VerifyErrorCode, string, VerifyItem][] = [
    ['UNKNOWN_KEY', 'a key nobody gave', { ...item, key: 'other' }],
    ['UNKNOWN_KEY', "an object's own name", { ...item, key: '__proto__' }],
    ['SIGNAL_COUNT', 'truncated signals', { ...item, publicSignals: signals.slice(0, -1) }],
    ['SIGNAL_COUNT', 'extended signals', { ...item, publicSignals: [...signals, 0n] }],
    ['SIGNAL_COUNT', 'no signals', { ...item, publicSignals: [] }],
    ...[
      signals.map((x, j) => (j === 3 ? x + R : x)),
      signals.map((x, j) => (j === 39 ? x - R : x)),
      signals.map((x, j) => (j === 0 ? R : x)),
      signals.map((x, j) => (j === 0 ? x + (1n << 256n) : x)),
      signals.map((x, j) => (j === 0 ? -x : x)),
      signals.map((x, j) => (j === 1 ? (String(x) as unknown as bigint) : x)),
      signals.map((x, j) => (j === 1 ? (undefined as unknown as bigint) : x)),
    ].map((publicSignals): [keyof typeof VerifyErrorCode, string, VerifyItem] => [
      'SIGNAL_NOT_CANONICAL',
      'a signal outside [0, r)',
      { ...item, publicSignals },
    ]),
    ...(
      [
        { a: [a[0] + Q, a[1]] },
        { a: [a[0], Q] },
        { a: [a[0] + (1n << 256n), a[1]] },
        { b: [[b[0][0], b[0][1] + Q], b[1]] },
        { b: [b[0], [b[1][0] - Q, b[1][1]]] },
        { c: [c[0], c[1] - Q] },
        { c: [c[0]] as unknown as [bigint, bigint] },
        { c: [...c, 1n] as unknown as [bigint, bigint] },
        { b: [b[0]] as unknown as Groth16Proof['b'] },
        { a: undefined as unknown as [bigint, bigint] },
        { a: [1, 2] as unknown as [bigint, bigint] },
      ] satisfies Partial<Groth16Proof>[]
    ).map((change): [keyof typeof VerifyErrorCode, string, VerifyItem] => [
      'COORDINATE_NOT_CANONICAL',
      'a coordinate outside [0, q), or another number of them',
      withProof(item, change),
    ]),
    ['A_INFINITY', 'A at infinity', withProof(item, { a: [0n, 0n] })],
    [
      'B_INFINITY',
      'B at infinity',
      withProof(item, {
        b: [
          [0n, 0n],
          [0n, 0n],
        ],
      }),
    ],
    ['C_INFINITY', 'C at infinity', withProof(item, { c: [0n, 0n] })],
    ['A_NOT_ON_CURVE', 'A off the curve', withProof(item, { a: [a[0], (a[1] + 1n) % Q] })],
    ['A_NOT_ON_CURVE', 'A with x = 0', withProof(item, { a: [0n, 1n] })],
    ['B_NOT_ON_CURVE', 'B off the twist', withProof(item, { b: [b[1], b[0]] })],
    ['C_NOT_ON_CURVE', 'C off the curve', withProof(item, { c: [(c[0] + 1n) % Q, c[1]] })],
    ['B_NOT_IN_SUBGROUP', 'B outside G2', withProof(item, { b: outsideSubgroup() })],
    ['B_NOT_IN_SUBGROUP', 'B of small order', withProof(item, { b: ofSmallOrder() })],
    ['EQUATION_FAILS', 'another statement', falseOf(item)],
    ['EQUATION_FAILS', 'C for A', withProof(item, { a: c })],
    ['EQUATION_FAILS', 'A mirrored', withProof(item, { a: [a[0], Q - a[1]] })],
    ['EQUATION_FAILS', "another's proof", { ...item, proof: items[5]!.proof }],
  ];

  test.each(malformed)('%s: %s', (code, _, bad) => {
    expect(verifier.verify(bad)).toEqual(refused(code));
    expect(verifier.verifyMany([items[1]!, bad, items[2]!, items[0]!])).toEqual([OK, refused(code), OK, OK]);
  });

  test('random bytes for coordinates are refused with a code, whatever they are', () => {
    const coordinate = fc.oneof(
      fc.bigInt({ min: -1n, max: 1n << 260n }),
      fc.constantFrom(0n, 1n, Q - 1n, Q, a[0], a[1], b[0][0]),
    );
    const pair = fc.tuple(coordinate, coordinate);
    fc.assert(
      fc.property(pair, fc.tuple(pair, pair), pair, (a, b, c) => {
        const result = verifier.verify(withProof(item, { a, b, c }));
        expect(result.ok).toBe(false);
        expect(Object.values(VerifyErrorCode)).toContain(!result.ok && result.code);
      }),
      { numRuns: 300 },
    );
  });
});

describe('verification keys', () => {
  const { key } = few;
  const outside = [...outsideSubgroup().map((pair) => pair.map(String)), ['1', '0']];
  const zero2 = [
    ['0', '0'],
    ['0', '0'],
    ['1', '0'],
  ];
  const [gx, gy, gz] = key.vk_gamma_2 as [string[], string[], string[]];
  const mirrored = [gx, gy.map((y) => String(Q - BigInt(y))), gz];
  const bad: [keyof typeof VerifyErrorCode, Partial<Record<keyof VerificationKeyJson, unknown>>][] = [
    ['KEY_PROTOCOL', { protocol: 'plonk' }],
    ['KEY_PROTOCOL', { curve: 'bls12381' }],
    ['KEY_SIZE', { nPublic: 3 }],
    ['KEY_SIZE', { nPublic: -1 }],
    ['KEY_SIZE', { nPublic: 1.5 }],
    ['KEY_SIZE', { nPublic: 5_000, IC: Array(5_001).fill(key.IC[0]) }],
    ['KEY_SIZE', { IC: key.IC.slice(1) }],
    ['KEY_SIZE', { IC: 'IC' }],
    ['KEY_SIZE', { vk_alpha_1: ['1', '2'] }],
    ['KEY_SIZE', { vk_beta_2: ['1', '2', '1'] }],
    ['KEY_COORDINATE_NOT_CANONICAL', { vk_alpha_1: [String(1n + Q), '2', '1'] }],
    ['KEY_COORDINATE_NOT_CANONICAL', { vk_alpha_1: ['01', '2', '1'] }],
    ['KEY_COORDINATE_NOT_CANONICAL', { vk_alpha_1: ['9'.repeat(100_000), '2', '1'] }],
    ['KEY_COORDINATE_NOT_CANONICAL', { vk_alpha_1: ['1', '2', '2'] }],
    ['KEY_COORDINATE_NOT_CANONICAL', { vk_alpha_1: [1, 2, 1] }],
    ['KEY_POINT_INFINITY', { vk_alpha_1: ['0', '0', '1'] }],
    ['KEY_POINT_INFINITY', { vk_alpha_1: ['0', '1', '0'] }],
    ['KEY_POINT_INFINITY', { vk_delta_2: zero2 }],
    ['KEY_POINT_INFINITY', { IC: [key.IC[0], ['0', '0', '1'], key.IC[2]] }],
    ['KEY_POINT_NOT_ON_CURVE', { vk_alpha_1: ['1', '3', '1'] }],
    ['KEY_POINT_NOT_ON_CURVE', { vk_beta_2: [key.vk_beta_2[1], key.vk_beta_2[0], ['1', '0']] }],
    ['KEY_POINT_NOT_ON_CURVE', { IC: [key.IC[0], key.IC[1], ['1', '3', '1']] }],
    ['KEY_POINT_NOT_IN_SUBGROUP', { vk_beta_2: outside }],
    ['KEY_POINT_NOT_IN_SUBGROUP', { vk_gamma_2: outside }],
    ['KEY_POINT_NOT_IN_SUBGROUP', { vk_delta_2: outside }],
    ['KEY_GAMMA_IS_DELTA', { vk_delta_2: key.vk_gamma_2 }],
    ['KEY_GAMMA_IS_DELTA', { vk_delta_2: mirrored }],
  ];

  test.each(bad)('%s', async (reason, change) => {
    await expect(createVerifier({ key: { ...key, ...change } as VerificationKeyJson })).rejects.toMatchObject(
      {
        code: 'VERIFICATION_KEY_INVALID',
        reason,
        number: VerifyErrorCode[reason],
      },
    );
  });

  test('anything in the place of a part is refused with a code', async () => {
    const parts = Object.keys(key) as (keyof VerificationKeyJson)[];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...parts), fc.jsonValue({ maxDepth: 3 }), async (part, value) => {
        fc.pre(JSON.stringify(value) !== JSON.stringify(key[part]));
        await expect(
          createVerifier({ key: { ...key, [part]: value } as VerificationKeyJson }),
        ).rejects.toMatchObject({ code: 'VERIFICATION_KEY_INVALID' });
      }),
      { numRuns: 200 },
    );
  });
});
