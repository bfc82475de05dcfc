import { packOrder } from '@veilgrid/protocol/core/books/cells';
import { makeKeyShare, sharesIndependent, verifyKeyShare } from '@veilgrid/protocol/core/books/keyShare';
import { ephemeralScalar, openOrder, sealOrder } from '@veilgrid/protocol/core/books/sealed';
import {
  BASE8,
  equal,
  isValidKey,
  mul,
  mulBase,
  SUBGROUP_ORDER,
} from '@veilgrid/protocol/core/crypto/babyjub';
import { sign, verify } from '@veilgrid/protocol/core/crypto/eddsa';
import { mod, R } from '@veilgrid/protocol/core/crypto/field';
import { type Hasher, hash, squeeze } from '@veilgrid/protocol/core/crypto/hash';
import { emptyRoots, Tree8, verifyPath } from '@veilgrid/protocol/core/crypto/tree';
import { masksOf } from '@veilgrid/protocol/core/groups/masks';
import { moneyWord, openWords } from '@veilgrid/protocol/core/groups/words';
import { appendLeaf, emptyFrontier, fold, frontierRoot } from '@veilgrid/protocol/core/lists';
import { ProtocolError } from '@veilgrid/protocol/errors';
import { lanesOf, openMoney } from '@veilgrid/protocol/market/lanes';
import { paramsOf } from '@veilgrid/protocol/params';
import { TAGS } from '@veilgrid/protocol/tags';
import { createHasher } from '@veilgrid/wasm-core';
import { buildEddsa, buildPoseidon } from 'circomlibjs';
import fc from 'fast-check';

let hasher: Hasher;
beforeAll(async () => {
  hasher = await createHasher();
});

const element = fc.bigInt({ min: 0n, max: R - 1n });

describe('hash', () => {
  test('a tag in the capacity, circomlib’s permutation, blocks of sixteen', async () => {
    const poseidon = await buildPoseidon();
    const reference = (xs: bigint[], state: bigint) =>
      poseidon.F.toObject(poseidon(xs, state, 1) as Uint8Array);
    const xs = Array.from({ length: 40 }, (_, i) => BigInt(i + 1));
    expect(hash(hasher, TAGS.NOTE, xs.slice(0, 4))).toBe(reference(xs.slice(0, 4), TAGS.NOTE));
    const first = reference(xs.slice(0, 16), TAGS.CLR);
    const second = reference(xs.slice(16, 32), first);
    const third = reference([...xs.slice(32), ...Array<bigint>(8).fill(0n)], second);
    expect(hash(hasher, TAGS.CLR, xs)).toBe(third);
  });

  test('a keystream never shows the capacity element', () => {
    const full = hasher.permute([1n, 2n, 3n], TAGS.ENC, 4);
    expect(squeeze(hasher, TAGS.ENC, [1n, 2n, 3n], 2)).toEqual(full.slice(1, 3));
    expect(squeeze(hasher, TAGS.ENC, [1n, 2n, 3n], 3)).toEqual(full.slice(1));
    expect(squeeze(hasher, TAGS.MASKA, [1n, 2n], 16)).toHaveLength(16);
  });

  test('folds depend on order', () => {
    expect(fold(hasher, fold(hasher, 1n, 2n), 3n)).not.toBe(fold(hasher, fold(hasher, 1n, 3n), 2n));
  });
});

describe('Baby Jubjub', () => {
  test('EIP-2494: Base8 has the subgroup’s order', () => {
    expect(isValidKey(BASE8)).toBe(true);
    expect(equal(mul(BASE8, SUBGROUP_ORDER - 1n), { x: R - BASE8.x, y: BASE8.y })).toBe(true);
  });

  test('EIP-2494 doubling vector', () => {
    const p = {
      x: 17777552123799933955779906779655732241715742912184938656739573121738514868268n,
      y: 2626589144620713026669568689430873010625803728049924121243784502389097019475n,
    };
    expect(mul(p, 2n)).toEqual({
      x: 6890855772600357754907169075114257697580319025794532037257385534741338397365n,
      y: 4338620300185947561074059802482547481416142213883829469920100239455078257889n,
    });
  });

  test.each([
    ['identity', { x: 0n, y: 1n }],
    ['order two', { x: 0n, y: R - 1n }],
    ['off the curve', { x: 1n, y: 1n }],
    ['non-canonical', { x: BASE8.x + R, y: BASE8.y }],
    [
      'the whole group’s generator',
      {
        x: 995203441582195749578291179787384436505546430278305826713579947235728471134n,
        y: 5472060717959818805561601436314318772137091100104008585924551046643952123905n,
      },
    ],
  ])('%s is no key', (_, p) => {
    expect(isValidKey(p)).toBe(false);
  });
});

describe('EdDSA-Poseidon', () => {
  test('circomlibjs accepts what sign makes, and only that', async () => {
    const eddsa = await buildEddsa();
    const F = eddsa.babyJub.F;
    const secret = 123456789123456789n;
    const key = mulBase(secret);
    for (const message of [0n, 1n, R - 1n]) {
      const { r8, s } = sign(hasher, secret, message);
      const R8: [Uint8Array, Uint8Array] = [F.e(r8.x), F.e(r8.y)];
      const reference = { R8, S: s };
      expect(eddsa.verifyPoseidon(F.e(message), reference, [F.e(key.x), F.e(key.y)])).toBe(true);
      expect(eddsa.verifyPoseidon(F.e(message + 1n), reference, [F.e(key.x), F.e(key.y)])).toBe(false);
    }
  });

  test('verify refuses another message, key, and S + l', () => {
    const signature = sign(hasher, 42n, 7n);
    const key = mulBase(42n);
    expect(verify(hasher, key, 7n, signature)).toBe(true);
    expect(verify(hasher, key, 8n, signature)).toBe(false);
    expect(verify(hasher, mulBase(43n), 7n, signature)).toBe(false);
    expect(verify(hasher, key, 7n, { ...signature, s: signature.s + SUBGROUP_ORDER })).toBe(false);
  });
});

describe('auction key shares', () => {
  const holder = { chainId: 1n, auctionId: 2n, role: 'operator' } as const;

  test('possession is bound to chain, auction, role and share', () => {
    const share = makeKeyShare(hasher, holder, 99n);
    expect(verifyKeyShare(hasher, holder, share)).toBe(true);
    expect(verifyKeyShare(hasher, { ...holder, chainId: 2n }, share)).toBe(false);
    expect(verifyKeyShare(hasher, { ...holder, auctionId: 3n }, share)).toBe(false);
    expect(verifyKeyShare(hasher, { ...holder, role: 'regulator' }, share)).toBe(false);
    const other = makeKeyShare(hasher, holder, 98n);
    expect(verifyKeyShare(hasher, holder, { ...share, x: other.x, y: other.y })).toBe(false);
  });

  test('equal and opposite shares are not independent', () => {
    const share = makeKeyShare(hasher, holder, 99n);
    const opposite = makeKeyShare(hasher, { ...holder, role: 'regulator' }, SUBGROUP_ORDER - 99n);
    expect(sharesIndependent(share, makeKeyShare(hasher, { ...holder, role: 'regulator' }, 5n))).toBe(true);
    expect(sharesIndependent(share, share)).toBe(false);
    expect(sharesIndependent(share, opposite)).toBe(false);
  });
});

test('a sealed order opens with both scalars, never with one', () => {
  const auctionId = 77n;
  const key = mulBase(11n + 22n);
  const cells = Array.from({ length: 4 }, (_, i) => ({ side: i % 2, level: 1000 + i, qty: 5 * i }));
  const sealed = sealOrder(
    hasher,
    { auctionId, key },
    { words: packOrder(cells), inner: 5n, b: (1n << 246n) - 1n },
  );
  expect(openOrder(hasher, 33n, auctionId, sealed)).toEqual({ words: packOrder(cells), inner: 5n });
  expect(openOrder(hasher, 11n, auctionId, sealed).inner).not.toBe(5n);
  expect(openOrder(hasher, 33n, 78n, sealed).inner).not.toBe(5n);
  expect(() => ephemeralScalar(1n << 246n)).toThrow(RangeError);
});

describe('trees', () => {
  test('frontier, whole tree and naive hashing agree after every append, to the last leaf', () => {
    const depth = 2;
    let frontier = emptyFrontier(depth);
    const tree = new Tree8(hasher, depth);
    const leaves: bigint[] = [];
    expect(frontierRoot(hasher, frontier)).toBe(emptyRoots(hasher, depth)[depth]);
    for (let i = 1n; i <= 64n; i++) {
      leaves.push(i);
      frontier = appendLeaf(hasher, frontier, i);
      tree.append(i);
      const padded = [...leaves, ...Array<bigint>(64 - leaves.length).fill(0n)];
      const parents = Array.from({ length: 8 }, (_, j) =>
        hash(hasher, TAGS.TREE, padded.slice(8 * j, 8 * j + 8)),
      );
      const root = hash(hasher, TAGS.TREE, parents);
      expect(frontierRoot(hasher, frontier)).toBe(root);
      expect(tree.root).toBe(root);
    }
    expect(() => appendLeaf(hasher, frontier, 65n)).toThrow(RangeError);
    expect(() => tree.append(65n)).toThrow(RangeError);
    expect(new Tree8(hasher, depth, leaves).root).toBe(tree.root);
  });

  test('paths verify for their leaf and root only; sparse positions too', () => {
    const tree = new Tree8(hasher, 3);
    tree.set(3, 30n);
    tree.set(200, 2000n);
    expect(verifyPath(hasher, tree.root, 2000n, tree.path(200))).toBe(true);
    expect(verifyPath(hasher, tree.root, 30n, tree.path(3))).toBe(true);
    expect(verifyPath(hasher, tree.root, 31n, tree.path(3))).toBe(false);
    expect(verifyPath(hasher, tree.root + 1n, 30n, tree.path(3))).toBe(false);
  });
});

describe('lanes', () => {
  const params = paramsOf('small');
  const reading = fc.record({
    imported: fc.integer({ min: 0, max: 0xffffff }),
    exported: fc.integer({ min: 0, max: 0xffffff }),
  });
  const member = fc.record({
    readings: fc.array(reading, { minLength: params.K, maxLength: params.K }),
    money: fc.record({
      refund: fc.bigInt({ min: 0n, max: (1n << 45n) - 1n }),
      network: fc.bigInt({ min: 0n, max: (1n << 45n) - 1n }),
      shortfall: fc.bigInt({ min: 0n, max: (1n << 45n) - 1n }),
      deposit: fc.bigInt({ min: 0n, max: (1n << 45n) - 1n }),
    }),
    kA: element,
    kB: element,
  });

  test('both mask sums open exactly the totals; one alone opens nothing', () => {
    fc.assert(
      fc.property(fc.array(member, { minLength: 1, maxLength: 12 }), (members) => {
        const add = (a: bigint[], b: readonly bigint[]) => a.map((x, i) => (x + b[i]!) % R);
        const zero = Array<bigint>(params.laneWords).fill(0n);
        let [lanes, sumA, sumB] = [zero, zero, zero];
        for (const m of members) {
          const a = masksOf(hasher, params, 'A', m.kA, 5n);
          const b = masksOf(hasher, params, 'B', m.kB, 5n);
          const packed = lanesOf(params, m.readings, m.money, true);
          lanes = add(
            lanes,
            packed.map((x, i) => (x + a.masks[i]! + b.masks[i]!) % R),
          );
          [sumA, sumB] = [add(sumA, a.masks), add(sumB, b.masks)];
        }
        const opened = lanes.map((x, i) => mod(x - sumA[i]! - sumB[i]!));
        const money = openMoney(opened[moneyWord(params)]!, members.length);
        const figures = openWords(params, opened, { both: 1, net: 0 }, members.length)!;
        const sum = (part: (m: (typeof members)[number]) => bigint) =>
          members.reduce((s, m) => s + part(m), 0n);
        for (let k = 0; k < params.K; k++) {
          const imported = sum((m) => BigInt(m.readings[k]!.imported));
          expect(figures[k]).toEqual({ imported, exported: sum((m) => BigInt(m.readings[k]!.exported)) });
        }
        expect(money).toEqual({
          refund: sum((m) => m.money.refund),
          network: sum((m) => m.money.network),
          shortfall: sum((m) => m.money.shortfall),
          deposit: sum((m) => m.money.deposit),
        });
        const half = mod(lanes[moneyWord(params)]! - sumA[moneyWord(params)]!);
        expect(openMoney(half, members.length)).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });
});

test('inputs outside the field are refused by the hasher', () => {
  expect(() => hasher.permute([R], 0n, 1)).toThrow(ProtocolError);
});
