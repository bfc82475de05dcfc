/** The vectors of readings' trees, for whoever implements them a second time. */
import { readFileSync } from 'node:fs';
import { bytesToHex } from '@noble/hashes/utils.js';
import { leafHash } from '@veilgrid/protocol/core/crypto/merkle';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { appendLeaf, emptyFrontier, frontierRoot } from '@veilgrid/protocol/core/lists';
import { logLeafData } from '@veilgrid/protocol/core/log';
import { FROZEN_DEPTH, paramsOf } from '@veilgrid/protocol/params';
import { hasher } from '../state/support/hasher.js';

interface Vectors {
  trees: { depth: number; chunkDepth: number; count: number; root: string; chunks: string[] }[];
  frozen: { depth: number; roots: { count: number; root: string }[] };
  log: {
    readings: { auctionId: number; count: number; body: string; leaf: string };
    readingRoots: { count: number; body: string; leaf: string };
  };
}

const { trees, frozen, log }: Vectors = JSON.parse(readFileSync('test/vectors/readings.json', 'utf8'));
const hex = (x: bigint) => x.toString(16).padStart(64, '0');
const upTo = (count: number) => Array.from({ length: count }, (_, i) => BigInt(i + 1));
const rootOf = (depth: number, leaves: readonly bigint[]) => new Tree8(hasher, depth, leaves).root;

test('are of the sizes of the profiles', () => {
  const sizes = new Set(trees.map(({ depth, chunkDepth }) => `${depth} ${chunkDepth}`));
  const params = (['full', 'small', 'medium'] as const).map(paramsOf);
  expect(sizes).toEqual(new Set(params.map(({ orderDepth, chunkDepth }) => `${orderDepth} ${chunkDepth}`)));
  expect(frozen.depth).toBe(FROZEN_DEPTH);
});

test.each(trees)(
  'a tree of depth $depth with $count leaves',
  ({ depth, chunkDepth, count, root, chunks }) => {
    const leaves = upTo(count);
    expect(hex(rootOf(depth, leaves))).toBe(root);
    const grown = leaves.reduce((frontier, leaf) => appendLeaf(hasher, frontier, leaf), emptyFrontier(depth));
    expect(hex(frontierRoot(hasher, grown))).toBe(root);
    const size = 8 ** chunkDepth;
    const parts = chunks.map((_, i) => leaves.slice(i * size, (i + 1) * size));
    expect(parts.map((part) => hex(rootOf(chunkDepth, part)))).toEqual(chunks);
    expect(parts.flat()).toEqual(leaves);
  },
);

test.each(frozen.roots)('the tree over $count of their roots', ({ count, root }) => {
  const leaves = trees.slice(0, count).map((tree) => BigInt(`0x${tree.root}`));
  expect(hex(rootOf(frozen.depth, leaves))).toBe(root);
});

test('what the log has of them', () => {
  const { readings, readingRoots } = log;
  const ofTree = CORE_LOG.readings.body.serialize({
    auctionId: BigInt(readings.auctionId),
    count: readings.count,
    root: BigInt(`0x${trees[2]!.root}`),
  });
  const overBoth = CORE_LOG.readingRoots.body.serialize({
    count: readingRoots.count,
    root: BigInt(`0x${frozen.roots[2]!.root}`),
  });
  for (const [name, body, vector] of [
    ['readings', ofTree, readings],
    ['readingRoots', overBoth, readingRoots],
  ] as const) {
    expect(bytesToHex(body)).toBe(vector.body);
    expect(bytesToHex(leafHash(logLeafData(name, body)))).toBe(vector.leaf);
  }
});
