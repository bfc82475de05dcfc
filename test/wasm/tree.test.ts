import { R } from '@veilgrid/protocol/core/crypto/field';
import { Tree8, verifyPath } from '@veilgrid/protocol/core/crypto/tree';
import { appendLeaf, emptyFrontier, type Frontier, frontierRoot } from '@veilgrid/protocol/core/lists';
import { appendLeaves, HashPool, toBytes, WasmContext, WasmTree8 } from '@veilgrid/wasm-core';
import fc from 'fast-check';

const DEPTH = 3;
const leaf = fc.bigInt({ min: 0n, max: R - 2n });
const OTHER = R - 1n;

describe('8-ary trees in batches', () => {
  let wasm: WasmContext;
  let pool: HashPool;
  beforeAll(async () => {
    wasm = await WasmContext.create();
    pool = await HashPool.create(2);
  });
  afterAll(() => pool.close());

  const same = (tree: WasmTree8, naive: Tree8) => {
    expect(tree.root).toBe(naive.root);
    expect(tree.size).toBe(naive.size);
    for (let i = 0; i < naive.size; i += 7) {
      expect(tree.leaf(i)).toBe(naive.leaf(i));
      expect(tree.path(i)).toEqual(naive.path(i));
      expect(verifyPath(wasm, tree.root, tree.leaf(i), tree.path(i))).toBe(true);
      expect(verifyPath(wasm, tree.root, OTHER, tree.path(i))).toBe(false);
    }
  };

  test('writes and appends of any size are the naive tree', () => {
    const write = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      leaves: fc.array(leaf, { maxLength: 70 }),
    });
    fc.assert(
      fc.property(fc.array(write, { maxLength: 6 }), (writes) => {
        const tree = new WasmTree8(wasm, DEPTH);
        const leaves: bigint[] = [];
        for (const { at, leaves: added } of writes) {
          const from = Math.floor(at * leaves.length);
          tree.write(from, toBytes(added));
          added.forEach((x, i) => {
            leaves[from + i] = x;
          });
        }
        same(tree, new Tree8(wasm, DEPTH, leaves));
      }),
      { numRuns: 30 },
    );
  });

  test('building by all threads, up to a full tree', async () => {
    for (const count of [0, 1, 8, 9, 65, 512]) {
      const leaves = Array.from({ length: count }, (_, i) => BigInt(i + 1));
      same(await WasmTree8.build(wasm, DEPTH, toBytes(leaves), pool), new Tree8(wasm, DEPTH, leaves));
    }
  });

  test('one by one', () => {
    const tree = new WasmTree8(wasm, DEPTH);
    const naive = new Tree8(wasm, DEPTH);
    for (let i = 1n; i <= 20n; i++) {
      tree.append(i);
      naive.append(i);
    }
    tree.set(3, 99n);
    naive.set(3, 99n);
    same(tree, naive);
  });

  test('the frontier takes batches', () => {
    fc.assert(
      fc.property(fc.array(fc.array(leaf, { maxLength: 80 }), { maxLength: 4 }), (batches) => {
        let batched = emptyFrontier(DEPTH);
        let single: Frontier = emptyFrontier(DEPTH);
        for (const leaves of batches) {
          batched = appendLeaves(wasm, batched, leaves);
          for (const x of leaves) single = appendLeaf(wasm, single, x);
        }
        expect(batched).toEqual(single);
        expect(frontierRoot(wasm, batched)).toBe(new Tree8(wasm, DEPTH, batches.flat()).root);
      }),
      { numRuns: 20 },
    );
  });

  test('the frontier of a full tree', () => {
    const leaves = Array.from({ length: 64 }, (_, i) => BigInt(i));
    expect(frontierRoot(wasm, appendLeaves(wasm, emptyFrontier(2), leaves))).toBe(
      new Tree8(wasm, 2, leaves).root,
    );
  });

  test('what does not fit is a coded error', () => {
    const tree = new WasmTree8(wasm, 1);
    const refused = (call: () => unknown) =>
      expect(call).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_RANGE' }));
    refused(() => tree.write(0, new Uint8Array(9 * 32)));
    refused(() => tree.write(0, new Uint8Array(33)));
    refused(() => tree.set(8, 1n));
    refused(() => tree.set(-1, 1n));
    refused(() => tree.path(0));
    refused(() => appendLeaves(wasm, emptyFrontier(1), Array(9).fill(1n)));
  });
});
