import { appendFold, batchCount, foldBounds } from '@veilgrid/node/state/core/lists/folds';
import { FrontierRecord, fromFrontier, toFrontier } from '@veilgrid/node/state/core/lists/frontier';
import { pointRoot, putPointLeaf } from '@veilgrid/node/state/core/points/tree';
import { GROUPS } from '@veilgrid/node/state/groups';
import { MemoryStore } from '@veilgrid/node/store/memory';
import { Overlay } from '@veilgrid/node/store/overlay';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { appendLeaf, emptyFrontier, fold, frontierRoot } from '@veilgrid/protocol/core/lists';
import fc from 'fast-check';
import { GENESIS, PARAMS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';

const ctx = { hasher, genesis: GENESIS, height: 1n, time: 0n, groups: GROUPS };
const few = { numRuns: 15 };

describe('trees', () => {
  test('a frontier, stored and read back after every leaf, has the root of the whole tree', () => {
    const leaves = fc.array(fc.bigInt({ min: 1n, max: 1n << 250n }), { maxLength: 64 });
    fc.assert(
      fc.property(leaves, (list) => {
        let frontier = emptyFrontier(2);
        for (const leaf of list) {
          const bytes = FrontierRecord.serialize(fromFrontier(appendLeaf(hasher, frontier, leaf)));
          frontier = toFrontier(FrontierRecord.deserialize(bytes));
        }
        expect(frontierRoot(hasher, frontier)).toBe(new Tree8(hasher, 2, list).root);
      }),
      few,
    );
  });

  test('a full tree keeps its root', () => {
    const leaves = Array.from({ length: 64 }, (_, i) => BigInt(i + 1));
    const full = leaves.reduce((f, leaf) => appendLeaf(hasher, f, leaf), emptyFrontier(2));
    expect(frontierRoot(hasher, full)).toBe(new Tree8(hasher, 2, leaves).root);
    expect(() => appendLeaf(hasher, full, 1n)).toThrow(RangeError);
  });

  test('the point tree, set and set again anywhere, has the root of the whole tree', () => {
    const sets = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 8 ** PARAMS.pointDepth - 1 }), fc.bigInt({ min: 1n, max: 99n })),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(sets, (list) => {
        const overlay = new Overlay(new MemoryStore());
        const tree = new Tree8(hasher, PARAMS.pointDepth);
        for (const [position, leaf] of list) {
          putPointLeaf(ctx, overlay, position, leaf);
          tree.set(position, leaf);
        }
        expect(pointRoot(ctx, overlay)).toBe(tree.root);
      }),
      few,
    );
  });

  test.each([2, 3])(
    'batches of %d items of a fold follow on each other from the auction to its end',
    (batch) => {
      for (let length = 0; length <= 7; length++) {
        const overlay = new Overlay(new MemoryStore());
        const checkpoint = (number: number) => `test/checkpoint/${number}`;
        let list = { start: 99n, count: 0, current: 99n, batch, checkpoint };
        const folds = [99n];
        for (let i = 0; i < length; i++) {
          const current = appendFold(ctx, overlay, list, BigInt(i));
          expect(current).toBe(fold(hasher, folds[i]!, BigInt(i)));
          folds.push(current);
          list = { ...list, count: i + 1, current };
        }
        const batches = batchCount(list);
        expect(batches).toBe(Math.max(1, Math.ceil(length / batch)));
        for (let b = 0; b < batches; b++) {
          expect(foldBounds(overlay, list, b)).toEqual({
            foldStart: folds[b * batch],
            foldEnd: folds[Math.min(length, (b + 1) * batch)],
          });
        }
      }
    },
  );
});
