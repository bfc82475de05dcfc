import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import {
  appendPeak,
  leafHash,
  type MerkleProof,
  merkleProof,
  merkleRoot,
  nodeHash,
  type Peaks,
  peaksRoot,
  provesLeaf,
  subtreesOf,
} from '@veilgrid/protocol/core/crypto/merkle';
import fc from 'fast-check';

/** Of google/certificate-transparency, cpp/merkletree/merkle_tree_test.cc: leaves, roots of the first n, paths. */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const PATHS: [index: number, size: number, path: string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

const published = LEAVES.map((hex) => leafHash(hexToBytes(hex)));
/** Leaves of which no two are the same. */
const leavesOf = (size: number) => Array.from({ length: size }, (_, i) => leafHash(Uint8Array.of(i, i >> 8)));
const proofOf = (leaves: readonly Uint8Array[], index: number) =>
  merkleProof(subtreesOf(leaves), index, leaves.length);
const peaksOf = (leaves: readonly Uint8Array[]) => leaves.reduce<Peaks>(appendPeak, { count: 0, peaks: [] });

describe('known answers of Certificate Transparency', () => {
  test.each(ROOTS.map((root, size) => [size, root]))('root of %d leaves', (size, root) => {
    const leaves = published.slice(0, Number(size));
    expect(bytesToHex(merkleRoot(leaves))).toBe(root);
    expect(bytesToHex(peaksRoot(peaksOf(leaves)))).toBe(root);
  });

  test.each(PATHS)('path of leaf %d of %d', (index, size, path) => {
    expect(proofOf(published.slice(0, size), index).path.map(bytesToHex)).toEqual(path);
  });
});

test('every leaf of every tree is proven, at its own place, under its own root and in its own size alone', () => {
  for (let size = 1; size <= 33; size++) {
    const leaves = leavesOf(size);
    const root = merkleRoot(leaves);
    expect(peaksRoot(peaksOf(leaves))).toEqual(root);
    leaves.forEach((leaf, index) => {
      const proof = proofOf(leaves, index);
      for (let other = 0; other < size; other++) {
        expect([size, index, other, provesLeaf(root, leaf, { ...proof, index: other })]).toEqual([
          size,
          index,
          other,
          other === index,
        ]);
        expect(provesLeaf(root, leaves[other]!, proof)).toBe(other === index);
      }
      expect(provesLeaf(merkleRoot(leaves.slice(1)), leaf, proof)).toBe(false);
    });
  }
});

test('a leaf keeps its place while the tree grows', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), (size, draw) => {
      const leaves = leavesOf(size);
      const index = draw % size;
      expect(provesLeaf(merkleRoot(leaves), leaves[index]!, proofOf(leaves, index))).toBe(true);
      expect(peaksRoot(peaksOf(leaves))).toEqual(merkleRoot(leaves));
    }),
    { numRuns: 50 },
  );
});

describe('a proof is refused', () => {
  const leaves = leavesOf(11);
  const root = merkleRoot(leaves);
  const leaf = leaves[6]!;
  const proof = proofOf(leaves, 6);
  const { path } = proof;
  test.each<[string, Partial<MerkleProof>]>([
    ['of a place beyond the tree', { index: 11 }],
    ['of no place', { index: -1 }],
    ['of half a place', { index: 6.5 }],
    ['in an empty tree', { index: 0, size: 0 }],
    ['in a tree of half a leaf more', { size: 11.5 }],
    ['in a tree too small', { size: 7 }],
    ['in a tree too large', { size: 17 }],
    ['with a sibling missing', { path: path.slice(1) }],
    ['without its end', { path: path.slice(0, -1) }],
    ['with a sibling more', { path: [...path, leaf] }],
    ['without a path', { path: [] }],
    ['with siblings in another order', { path: path.toReversed() }],
    ['with a sibling of 31 bytes', { path: path.with(0, path[0]!.slice(1)) }],
    ['with a sibling of 33 bytes', { path: path.with(0, Uint8Array.of(...path[0]!, 0)) }],
  ])('%s', (_name, change) => {
    expect(provesLeaf(root, leaf, proof)).toBe(true);
    expect(provesLeaf(root, leaf, { ...proof, ...change })).toBe(false);
  });

  test('of a node shown as a leaf', () => {
    const [left, right] = [leaves[0]!, leaves[1]!];
    const node = nodeHash(left, right);
    const above = { index: 0, size: 6, path: proofOf(leaves, 0).path.slice(1) };
    // Who may hand in hashes could do so; who hands in bytes cannot: they are hashed as a leaf.
    expect(provesLeaf(root, node, above)).toBe(true);
    expect(provesLeaf(root, leafHash(concatBytes(left, right)), above)).toBe(false);
  });

  test('for any flipped bit', () => {
    fc.assert(
      fc.property(fc.nat(path.length), fc.nat(255), (at, bit) => {
        const flip = (bytes: Uint8Array) => bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7)));
        const changed = at === path.length ? proof : { ...proof, path: path.with(at, flip(path[at]!)) };
        expect(provesLeaf(root, at === path.length ? flip(leaf) : leaf, changed)).toBe(false);
      }),
    );
  });
});
