/** Readings' trees against whole trees built at once, over random openings, settlements and blocks. */
import { findLogEntry, logCount, readLog, sealLog } from '@veilgrid/node/state/core/log';
import {
  frozenCount,
  isReadingRootsRoot,
  listFrozen,
  readingRootsRoot,
  sealReadings,
} from '@veilgrid/node/state/core/readings/freeze';
import {
  appendReading,
  chunkRoots,
  getReadingTree,
  openReadingTree,
} from '@veilgrid/node/state/core/readings/tree';
import type { StateContext } from '@veilgrid/node/state/core/view';
import { MemoryStore } from '@veilgrid/node/store/memory';
import { Overlay } from '@veilgrid/node/store/overlay';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { Fr, U32 } from '@veilgrid/protocol/core/ssz';
import { LOG } from '@veilgrid/protocol/log';
import { FROZEN_DEPTH, MAX_FROZEN } from '@veilgrid/protocol/params';
import fc from 'fast-check';
import { GENESIS, PARAMS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';

interface Planned {
  readonly id: bigint;
  readonly freezes: bigint;
  readonly leaves: bigint[];
}

/** A ledger of readings' trees and nothing else. */
class Readings {
  readonly store = new Overlay(new MemoryStore());
  readonly planned: Planned[] = [];
  time = 0n;

  constructor(readonly params = PARAMS) {
    this.block(0n);
  }

  get ctx(): StateContext {
    return {
      hasher,
      genesis: { ...GENESIS, params: this.params },
      height: this.time + 1n,
      time: this.time,
      groups: {},
    };
  }

  open(freezes: bigint): bigint {
    const id = BigInt(1_000 + this.planned.length);
    openReadingTree(this.store, { id, freezes });
    this.planned.push({ id, freezes, leaves: [] });
    return id;
  }

  append(id: bigint, count = 1): void {
    const { leaves } = this.planned.find((tree) => tree.id === id)!;
    for (let i = 0; i < count; i++) {
      const leaf = 1_000_000n * id + BigInt(leaves.length) + 1n;
      appendReading(this.ctx, this.store, id, leaf);
      leaves.push(leaf);
    }
  }

  /** The end of a block at this time. */
  block(time: bigint): void {
    this.time = time;
    sealReadings(this.ctx, this.store);
    sealLog(this.ctx, this.store);
  }

  whole({ leaves }: Planned): Tree8 {
    return new Tree8(hasher, this.params.orderDepth, leaves);
  }

  /** Those due by now, as they freeze. */
  get due(): Planned[] {
    const due = this.planned.filter(({ freezes }) => freezes <= this.time);
    return due.sort((a, b) => Number(a.freezes - b.freezes));
  }

  /** Everything of every tree, against the model. */
  check(): void {
    const { ctx, store, due } = this;
    const roots = due.map((tree) => ({ id: tree.id, root: this.whole(tree).root }));
    expect(listFrozen(store, 0, 100)).toEqual(roots);
    const over = new Tree8(
      hasher,
      FROZEN_DEPTH,
      roots.map(({ root }) => root),
    ).root;
    expect([readingRootsRoot(store), isReadingRootsRoot(store, over)]).toEqual([over, true]);
    for (const tree of this.planned) {
      const { id, freezes, leaves } = tree;
      const place = due.indexOf(tree);
      const { root } = this.whole(tree);
      const frozen = place < 0 ? undefined : place;
      expect(getReadingTree(ctx, store, id)).toMatchObject({ freezes, count: leaves.length, root, frozen });
      expect(findLogEntry(store, 'readings', hexOf(id)) !== undefined).toBe(place >= 0);
      if (place < 0) continue;
      const entry = { auctionId: id, count: leaves.length, root };
      expect(readLog(store, LOG.readings, Fr.serialize(id))).toEqual(entry);
    }
    if (due.length === 0) return;
    const entry = readLog(store, LOG.readingRoots, U32.serialize(due.length));
    expect(entry).toEqual({ count: due.length, root: over });
  }
}

const hexOf = (id: bigint) => Buffer.from(Fr.serialize(id)).toString('hex');

const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ open: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 4, arbitrary: fc.record({ append: fc.nat(20), count: fc.constantFrom(1, 3, 8, 13, 64) }) },
  { weight: 3, arbitrary: fc.record({ wait: fc.nat(3) }) },
);

test('any number of openings, settlements and blocks: roots, order, log and accepted roots', () => {
  let together = 0;
  let empty = 0;
  let full = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 30 }), (steps) => {
      const readings = new Readings();
      const seen: bigint[] = [];
      for (const s of steps) {
        const growing = readings.planned.filter(({ freezes }) => freezes > readings.time);
        if ('open' in s) readings.open(readings.time + BigInt(s.open));
        else if ('wait' in s) {
          const before = frozenCount(readings.store);
          readings.block(readings.time + BigInt(s.wait));
          if (frozenCount(readings.store) > before + 1) together++;
          seen.push(readingRootsRoot(readings.store));
        } else if (growing.length > 0) {
          const { id, leaves } = growing[s.append % growing.length]!;
          readings.append(id, Math.min(s.count, 8 ** PARAMS.orderDepth - leaves.length));
        }
      }
      readings.block(readings.time + 10n);
      readings.check();
      expect(seen.every((root) => isReadingRootsRoot(readings.store, root))).toBe(true);
      empty += readings.planned.filter(({ leaves }) => leaves.length === 0).length;
      full += readings.planned.filter(({ leaves }) => leaves.length === 8 ** PARAMS.orderDepth).length;
    }),
    { numRuns: 40, seed: 7 },
  );
  expect([together > 10, empty > 10, full > 3]).toEqual([true, true, true]);
});

test('nothing freezes before its time, and what is due freezes in the first block after it', () => {
  const readings = new Readings();
  const [late, early] = [readings.open(8n), readings.open(5n)];
  readings.append(early, 3);
  readings.block(4n);
  readings.check();
  expect(frozenCount(readings.store)).toBe(0);
  readings.block(5n);
  readings.append(late);
  readings.check();
  readings.block(20n);
  readings.check();
  expect(listFrozen(readings.store, 0, 9).map(({ id }) => id)).toEqual([early, late]);
});

test('roots inside a block, of other trees, and none are not accepted', () => {
  const readings = new Readings();
  const id = readings.open(5n);
  readings.append(id, 2);
  const partial = getReadingTree(readings.ctx, readings.store, id)!.root;
  readings.append(id);
  readings.block(5n);
  const { root } = getReadingTree(readings.ctx, readings.store, id)!;
  const over = (leaves: bigint[]) => new Tree8(hasher, FROZEN_DEPTH, leaves).root;
  const accepted = [[], [root], [partial], [root, root]].map((leaves) =>
    isReadingRootsRoot(readings.store, over(leaves)),
  );
  expect(accepted).toEqual([true, true, false, false]);
  expect(isReadingRootsRoot(readings.store, root)).toBe(false);
});

test('a frozen tree takes no more: to append is a bug', () => {
  const readings = new Readings();
  const id = readings.open(5n);
  readings.time = 5n;
  expect(() => readings.append(id)).toThrow('frozen');
});

test('what is due beyond the bound of a block freezes in the next, in the same order', () => {
  const readings = new Readings();
  const more = 3;
  for (let i = 0; i < MAX_FROZEN + more; i++) readings.open(5n - BigInt(i % 3));
  const entries = logCount(readings.store);
  readings.block(5n);
  expect([frozenCount(readings.store), logCount(readings.store) - entries]).toEqual([
    MAX_FROZEN,
    MAX_FROZEN + 1,
  ]);
  readings.block(5n);
  expect(frozenCount(readings.store)).toBe(MAX_FROZEN + more);
  const ids = readings.due.map(({ id }) => id);
  expect(listFrozen(readings.store, 0, 1_000).map(({ id }) => id)).toEqual(ids);
});

describe('chunks', () => {
  /** Chunks two below the root, as in the full profile. */
  const deep = { ...PARAMS, orderDepth: 4, chunkDepth: 2 };

  test.each([
    ['small', PARAMS, [0, 1, 7, 8, 9, 63, 64]],
    ['with a level between', deep, [0, 1, 63, 64, 65, 511, 512, 513, 640, 4_096]],
  ] as const)('are the roots of whole trees: %s', (_name, params, counts) => {
    const readings = new Readings(params);
    const id = readings.open(5n);
    const size = 8 ** params.chunkDepth;
    for (const count of counts) {
      const { leaves } = readings.planned[0]!;
      readings.append(id, count - leaves.length);
      const chunks = Array.from({ length: Math.ceil(count / size) }, (_, i) =>
        leaves.slice(i * size, (i + 1) * size),
      );
      const roots = chunks.map((chunk) => new Tree8(hasher, params.chunkDepth, chunk).root);
      expect(chunkRoots(readings.ctx, readings.store, id)).toEqual(roots);
      // Together they make the tree.
      const empty = new Tree8(hasher, params.chunkDepth).root;
      const all = Array.from(
        { length: 8 ** (params.orderDepth - params.chunkDepth) },
        (_, i) => roots[i] ?? empty,
      );
      const top = new Tree8(hasher, params.orderDepth - params.chunkDepth, all).root;
      expect(getReadingTree(readings.ctx, readings.store, id)!.root).toBe(top);
    }
  });
});
