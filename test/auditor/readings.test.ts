/** Readings' trees of node and auditor, each by its own code: after every block the same log and the same roots. */

import { logRootOf } from '@veilgrid/client-sdk/auditor/core/log';
import { addReading, freezeReadings, openReadings } from '@veilgrid/client-sdk/auditor/core/readings';
import { openBooks, rootOf } from '@veilgrid/client-sdk/auditor/index';
import { logRoot, sealLog } from '@veilgrid/node/state/core/log';
import { frozenCount, readingRootsRoot, sealReadings } from '@veilgrid/node/state/core/readings/freeze';
import { appendReading, openReadingTree } from '@veilgrid/node/state/core/readings/tree';
import { MemoryStore } from '@veilgrid/node/store/memory';
import { Overlay } from '@veilgrid/node/store/overlay';
import { FROZEN_DEPTH, MAX_FROZEN } from '@veilgrid/protocol/params';
import fc from 'fast-check';
import { GENESIS, PARAMS } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';

/** The same steps on both sides. */
class Both {
  readonly store = new Overlay(new MemoryStore());
  readonly books = openBooks(GENESIS, hasher);
  readonly opened: { id: bigint; freezes: bigint; count: number }[] = [];
  time = 0n;

  constructor() {
    this.block(0n);
  }

  get #ctx() {
    return { hasher, genesis: GENESIS, height: 1n, time: this.time, groups: {}, groupLines: {} };
  }

  get ledger() {
    return { ...this.#ctx, books: this.books };
  }

  open(freezes: bigint): void {
    const id = BigInt(1 + this.opened.length);
    openReadingTree(this.store, { id, freezes });
    openReadings(this.ledger, id, freezes);
    this.opened.push({ id, freezes, count: 0 });
  }

  /** Into one of those that still grow and have room. */
  append(choice: number, commitment: bigint): void {
    const growing = this.opened.filter(
      ({ freezes, count }) => freezes > this.time && count < 8 ** PARAMS.orderDepth,
    );
    const tree = growing[choice % growing.length];
    if (!tree) return;
    appendReading(this.#ctx, this.store, tree.id, commitment);
    addReading(this.ledger, tree.id, commitment);
    tree.count++;
  }

  block(time: bigint): void {
    this.time = time;
    sealReadings(this.#ctx, this.store);
    sealLog(this.#ctx, this.store);
    freezeReadings(this.ledger);
  }

  agree(): void {
    const { store, books } = this;
    expect(logRootOf(books)).toEqual(logRoot(store));
    const { tree, frozen } = books.readings;
    expect([rootOf(tree), frozen.size]).toEqual([readingRootsRoot(store), frozenCount(store)]);
  }
}

test('random openings, settlements and blocks', () => {
  const step = fc.oneof(
    fc.record({ open: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ append: fc.nat(), commitment: fc.bigInt({ min: 1n, max: 1n << 250n }) }),
    fc.record({ wait: fc.nat(3) }),
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
      const both = new Both();
      for (const s of steps) {
        if ('open' in s) both.open(both.time + BigInt(s.open));
        else if ('append' in s) both.append(s.append, s.commitment);
        else both.block(both.time + BigInt(s.wait));
        if ('wait' in s) both.agree();
      }
      both.block(both.time + 10n);
      both.agree();
      expect(both.books.readings.frozen.size).toBe(both.opened.length);
    }),
    { numRuns: 30 },
  );
});

test('more than one block takes', () => {
  const both = new Both();
  for (let i = 0; i < MAX_FROZEN + 5; i++) both.open(9n - BigInt(i % 4));
  for (const frozen of [MAX_FROZEN, MAX_FROZEN + 5]) {
    both.block(9n);
    both.agree();
    expect(both.books.readings.frozen.size).toBe(frozen);
  }
});

test('the auditor, too, gives every tree its place over frozen roots', () => {
  const { books, ledger } = new Both();
  Object.defineProperty(books.readings.frozen, 'size', { value: 8 ** FROZEN_DEPTH - 1 });
  openReadings(ledger, 0n, 1n);
  expect(() => openReadings(ledger, -1n, 1n)).toThrow('READING_TREES_FULL');
});
