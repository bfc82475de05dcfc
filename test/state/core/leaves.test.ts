/** Leaves at positions: node, auditor and wallet against the definition itself, kept as a plain list. */
import { type LeafTree, newLeafTree } from '@veilgrid/client-sdk/auditor/core/leafTree';
import { acceptedRoot, changeLeaf, rootAt } from '@veilgrid/client-sdk/auditor/core/leaves';
import { leavesOfDay } from '@veilgrid/client-sdk/core/leaves';
import { checkPosition, type LeafBook } from '@veilgrid/node/state/core/leaves/book';
import { leafChangeCount, listLeafChanges } from '@veilgrid/node/state/core/leaves/changes';
import { acceptRoot, rootOfDay } from '@veilgrid/node/state/core/leaves/days';
import { clearLeaves, putLeaf } from '@veilgrid/node/state/core/leaves/putLeaf';
import { leafAt, leafRoot } from '@veilgrid/node/state/core/leaves/tree';
import { pointBook } from '@veilgrid/node/state/core/points/tree';
import { MemoryStore } from '@veilgrid/node/store/memory';
import { Overlay } from '@veilgrid/node/store/overlay';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { ProtocolError } from '@veilgrid/protocol/errors';
import fc from 'fast-check';
import { GENESIS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';

const DEPTH = 2;
const BOOK: LeafBook = { tree: 'made-up', depth: DEPTH, clearedByPoint: false };
const DAY = 86_400;
const EMPTY = new Tree8(hasher, DEPTH).root;

/** What node, auditor and definition say of one tree. */
class Trio {
  readonly store = new Overlay(new MemoryStore());
  readonly books: LeafTree = newLeafTree(hasher, DEPTH, false);
  readonly model: { time: number; position: number; leaf: bigint }[] = [];

  put(time: number, position: number, leaf: bigint): void {
    putLeaf(ctxAt(time), this.store, BOOK, position, leaf);
    changeLeaf({ hasher, time: BigInt(time) }, this.books, position, leaf);
    this.model.push({ time, position, leaf });
  }

  /** The tree after everything that stands in a block before midnight. */
  defined(day: number): { root: bigint; changes: number } {
    const tree = new Tree8(hasher, DEPTH);
    const before = this.model.filter(({ time }) => time < day * DAY);
    for (const { position, leaf } of before) tree.set(position, leaf);
    return { root: tree.root, changes: before.length };
  }

  /** All agree on the root of a day, asked at a time. */
  compare(time: number, day: number): void {
    const ledger = { time: BigInt(time) };
    const said = codeOf(() => rootOfDay(ctxAt(time), this.store, BOOK, day));
    expect(codeOf(() => rootAt(ledger, this.books, day))).toEqual(said);
    const accepted = codeOf(() => acceptRoot(ctxAt(time), this.store, BOOK, day));
    expect(codeOf(() => acceptedRoot(ledger, this.books, day))).toEqual(accepted);
    const today = Math.floor(time / DAY);
    if (day > today) {
      expect([said, accepted]).toEqual(['ROOT_TOO_OLD', 'ROOT_TOO_OLD']);
      return;
    }
    const defined = this.defined(day);
    expect(said).toEqual(defined);
    expect(accepted).toEqual(day < today - 1 ? 'ROOT_TOO_OLD' : defined.root);
    const log = listLeafChanges(this.store, BOOK, 0, 1_000);
    expect(leavesOfDay(hasher, DEPTH, log, defined).root).toBe(defined.root);
  }
}

const ctxAt = (time: number) => ({ hasher, genesis: GENESIS, height: 1n, time: BigInt(time), groups: {} });

function codeOf<T>(action: () => T): T | string {
  try {
    return action();
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

test('random histories: the root of every day is that of the changes before its midnight', () => {
  const step = fc.record({
    /** Seconds since the step before: often none, often to the edge of a day, at times days without a block. */
    wait: fc.constantFrom(0, 0, 1, 600, DAY / 2, DAY - 1, DAY, DAY + 1, 5 * DAY),
    position: fc.nat(8 ** DEPTH - 1),
    leaf: fc.constantFrom(0n, 1n, 2n, 3n),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
      const trio = new Trio();
      let time = 20_000 * DAY;
      for (const { wait, position, leaf } of steps) {
        time += wait;
        trio.put(time, position, leaf);
        const today = Math.floor(time / DAY);
        for (const day of [today - 2, today - 1, today, today + 1]) trio.compare(time, day);
      }
      time += DAY;
      for (let day = 19_999; day <= Math.floor(time / DAY) + 1; day++) trio.compare(time, day);
    }),
    { seed: 20_270_115, numRuns: 20 },
  );
});

describe('the edge of a day', () => {
  const D = 20_000;
  const rootOf = (trio: Trio, time: number, day: number) =>
    rootOfDay(ctxAt(time), trio.store, BOOK, day).root;
  const treeOf = (...leaves: readonly (readonly [position: number, leaf: bigint])[]) => {
    const tree = new Tree8(hasher, DEPTH);
    for (const [position, leaf] of leaves) tree.set(position, leaf);
    return tree.root;
  };

  test('a block of the last second counts for the next day, one of midnight for the day after', () => {
    const trio = new Trio();
    trio.put(D * DAY - 1, 0, 5n);
    trio.put(D * DAY, 1, 6n);
    expect(rootOf(trio, D * DAY, D)).toBe(treeOf([0, 5n]));
    expect(rootOf(trio, (D + 1) * DAY, D + 1)).toBe(treeOf([0, 5n], [1, 6n]));
    trio.compare((D + 1) * DAY, D);
  });

  test('what the first block of a day changes counts from the next, however late it comes, and with it all of its second', () => {
    const trio = new Trio();
    trio.put((D - 1) * DAY, 0, 5n);
    const late = D * DAY + DAY - 1;
    // Three blocks of one second, the first of the day among them.
    for (const leaf of [6n, 7n, 8n]) trio.put(late, 1, leaf);
    expect(rootOf(trio, late, D)).toBe(treeOf([0, 5n]));
    expect(rootOfDay(ctxAt(late), trio.store, BOOK, D).changes).toBe(1);
    expect(rootOf(trio, late + 1, D + 1)).toBe(treeOf([0, 5n], [1, 8n]));
  });

  test('days without a block, and without a change, have the root that stood', () => {
    const trio = new Trio();
    trio.put(D * DAY, 0, 5n);
    trio.put((D + 9) * DAY + 1, 0, 6n);
    for (let day = D + 1; day <= D + 9; day++)
      expect(rootOf(trio, (D + 9) * DAY + 1, day)).toBe(treeOf([0, 5n]));
    expect(rootOf(trio, (D + 10) * DAY, D + 10)).toBe(treeOf([0, 6n]));
    // Two records for ten days: nothing is written at the end of a block.
    expect(trio.store.writes().filter(([key]) => key.startsWith('leaves/day/'))).toHaveLength(2);
  });

  test('before the first change of all it is the empty tree', () => {
    const trio = new Trio();
    expect(rootOf(trio, D * DAY, D)).toBe(EMPTY);
    trio.put(D * DAY, 0, 5n);
    expect([rootOf(trio, D * DAY, D), rootOf(trio, D * DAY, 0)]).toEqual([EMPTY, EMPTY]);
  });

  test.each([
    ['today', D, undefined],
    ['yesterday', D - 1, undefined],
    ['the day before', D - 2, 'ROOT_TOO_OLD'],
    ['tomorrow', D + 1, 'ROOT_TOO_OLD'],
    ['the last day there is', 2 ** 32 - 1, 'ROOT_TOO_OLD'],
  ])('a statement under the root of %s', (_name, day, code) => {
    const trio = new Trio();
    for (const time of [D * DAY, (D + 1) * DAY - 1]) {
      const said = [
        codeOf(() => acceptRoot(ctxAt(time), trio.store, BOOK, day)),
        codeOf(() => acceptedRoot({ time: BigInt(time) }, trio.books, day)),
      ];
      expect(said).toEqual(code ? [code, code] : [EMPTY, EMPTY]);
    }
  });
});

test('a position beyond the tree is refused', () => {
  expect(codeOf(() => checkPosition(BOOK, 8 ** DEPTH - 1))).toBeUndefined();
  expect(codeOf(() => checkPosition(BOOK, 8 ** DEPTH))).toBe('POSITION_OUT_OF_RANGE');
});

test('a wallet refuses a log that lacks a change, has another or another order', () => {
  const trio = new Trio();
  for (const [position, leaf] of [
    [0, 5n],
    [1, 6n],
    [0, 7n],
  ] as const) {
    trio.put(DAY, position, leaf);
  }
  const log = listLeafChanges(trio.store, BOOK, 0, 10);
  const day = trio.defined(2);
  expect(leavesOfDay(hasher, DEPTH, log, day).leaf(0)).toBe(7n);
  const lies = [
    log.slice(1),
    log.slice(0, -1),
    log.toReversed(),
    log.map((change) => ({ ...change, leaf: change.leaf + 1n })),
  ];
  for (const lie of lies) expect(codeOf(() => leavesOfDay(hasher, DEPTH, lie, day))).toBe('ROOT_MISMATCH');
});

test('trees do not touch each other, whatever they are called', () => {
  const store = new Overlay(new MemoryStore());
  const books = ['a', 'a/0', 'points'].map((tree) => ({ ...BOOK, tree }));
  books.forEach((book, i) => {
    putLeaf(ctxAt(DAY), store, book, i, BigInt(i + 1));
  });
  books.forEach((book, i) => {
    expect(leafChangeCount(store, book)).toBe(1);
    expect(books.map((_, position) => leafAt(store, book, position))).toEqual(
      books.map((_, position) => (position === i ? BigInt(i + 1) : 0n)),
    );
  });
  expect(leafRoot(ctxAt(DAY), store, pointBook(ctxAt(DAY)))).not.toBe(EMPTY);
});

test('only trees that ask are cleared, at the one position, and it stands in their logs', () => {
  const store = new Overlay(new MemoryStore());
  const [kept, falls] = [BOOK, { ...BOOK, tree: 'falls', clearedByPoint: true }];
  for (const book of [kept, falls])
    for (const position of [3, 4]) putLeaf(ctxAt(DAY), store, book, position, 9n);
  clearLeaves(ctxAt(3 * DAY), store, 3);
  expect([3, 4].map((position) => leafAt(store, kept, position))).toEqual([9n, 9n]);
  expect([3, 4].map((position) => leafAt(store, falls, position))).toEqual([0n, 9n]);
  expect(listLeafChanges(store, falls, 2, 9)).toEqual([{ position: 3, leaf: 0n }]);
  // The day of the change keeps what stood when it began.
  const [before, next] = [3, 4].map((day) => rootOfDay(ctxAt(4 * DAY), store, falls, day).root);
  expect(before).toBe(rootOfDay(ctxAt(4 * DAY), store, kept, 3).root);
  expect(next).not.toBe(before);
  // Nothing is left to clear, nor where the leaf was taken out already.
  clearLeaves(ctxAt(4 * DAY), store, 3);
  putLeaf(ctxAt(4 * DAY), store, falls, 4, 0n);
  clearLeaves(ctxAt(4 * DAY), store, 4);
  expect(leafChangeCount(store, falls)).toBe(4);
  // A new leaf there falls with the next change.
  putLeaf(ctxAt(5 * DAY), store, falls, 3, 8n);
  clearLeaves(ctxAt(5 * DAY), store, 3);
  expect(leafAt(store, falls, 3)).toBe(0n);
});
