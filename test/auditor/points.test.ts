/** Random histories of points and pinned days: the auditor's rules and the node's say the same of all of them. */
import { openCoreBooks } from '@veilgrid/client-sdk/auditor/core/books';
import { newLeafTree } from '@veilgrid/client-sdk/auditor/core/leafTree';
import { changeLeaf, rootAt } from '@veilgrid/client-sdk/auditor/core/leaves';
import { logRootOf } from '@veilgrid/client-sdk/auditor/core/log';
import {
  changePoint,
  enrolPoint,
  groupAt,
  isEven,
  pointsOfDay,
  revokePoint,
} from '@veilgrid/client-sdk/auditor/core/points';
import { rootOf } from '@veilgrid/client-sdk/auditor/core/tree';
import type { LeafBook } from '@veilgrid/node/state/core/leaves/book';
import { listLeafChanges } from '@veilgrid/node/state/core/leaves/changes';
import { rootOfDay } from '@veilgrid/node/state/core/leaves/days';
import { putLeaf } from '@veilgrid/node/state/core/leaves/putLeaf';
import { logRoot } from '@veilgrid/node/state/core/log';
import { pointChangeCount } from '@veilgrid/node/state/core/points/changes';
import { pinDay } from '@veilgrid/node/state/core/points/day';
import { pointsAt } from '@veilgrid/node/state/core/points/group';
import { pointBook, pointRoot } from '@veilgrid/node/state/core/points/tree';
import { Overlay } from '@veilgrid/node/store/overlay';
import { unevenIn } from '@veilgrid/protocol/core/evenGroup';
import type { PointRecord } from '@veilgrid/protocol/core/points';
import type { Tx } from '@veilgrid/protocol/tx';
import fc from 'fast-check';
import { TestChain } from '../state/support/chain.js';
import { codeOf } from '../state/support/codeOf.js';
import { GENESIS, START } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';
import { Household } from '../state/support/household.js';

const HOMES = Array.from({ length: 16 }, (_, i) => new Household(i).point);
const ZONES = [1, 2];
const DAYS = [100, 101, 102];
/** Trees of a module: one names the point's record, one does not. */
const BOOKS: readonly LeafBook[] = [true, false].map((clearedByPoint) => ({
  tree: `cleared-${clearedByPoint}`,
  depth: GENESIS.params.pointDepth,
  clearedByPoint,
}));

const record = fc.record({
  home: fc.nat(HOMES.length - 1),
  zone: fc.constantFrom(...ZONES),
  dayImportCap: fc.constantFrom(1_000, 1_001, 2_000, 4_000, 4_001, 4_004, 8_000),
  dayExportCap: fc.constantFrom(0, 500, 2_000, 2_001),
  open: fc.constantFrom(0, 0, 0, 1),
});
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('put' as const), record }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const), home: fc.nat(HOMES.length - 1) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('leaf' as const),
      home: fc.nat(HOMES.length - 1),
      leaf: fc.constantFrom(0n, 7n, 8n),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 43_200, 200_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pin' as const), day: fc.constantFrom(...DAYS) }) },
);

/** Both sides of one history. */
class Pair {
  readonly chain = new TestChain();
  books = openCoreBooks(GENESIS, hasher);
  readonly #seen = new Set<number>();

  constructor() {
    for (const { tree, depth, clearedByPoint } of BOOKS) {
      this.books.leaves.set(tree, newLeafTree(hasher, depth, clearedByPoint));
    }
  }

  get #ledger() {
    return { genesis: GENESIS, hasher, books: this.books, time: this.chain.time, groupLines: {} };
  }

  wait(seconds: number): void {
    this.chain.at(this.chain.time + BigInt(seconds));
  }

  leaf(home: number, leaf: bigint): void {
    const { position } = HOMES[home]!;
    const overlay = new Overlay(this.chain.store);
    for (const book of BOOKS) {
      putLeaf(this.chain.ctx, overlay, book, position, leaf);
      changeLeaf(this.#ledger, this.books.leaves.get(book.tree)!, position, leaf);
    }
    this.chain.store.commit(overlay.writes());
  }

  put({ home, ...terms }: { home: number } & Partial<PointRecord>): string | undefined {
    const body: PointRecord = { ...HOMES[home]!, ...terms };
    if (this.#seen.has(body.position)) return this.#both(this.chain.tx('changePoint', body));
    const refused = this.#both(this.chain.tx('enrolPoint', body));
    if (refused === undefined) this.#seen.add(body.position);
    return refused;
  }

  end(home: number): string | undefined {
    return this.#both(this.chain.tx('revokePoint', { position: HOMES[home]!.position }));
  }

  pin(day: number): void {
    const overlay = new Overlay(this.chain.store);
    const node = pinDay(this.chain.ctx, overlay, day);
    this.chain.store.commit(overlay.writes());
    expect(pointsOfDay(this.books, day)).toEqual(node);
    for (const zone of ZONES) {
      const group = pointsAt(this.chain.store, { zone, tariffId: HOMES[0]!.tariffId }, node.changes);
      expect(isEven(group)).toBe(unevenIn(group) === undefined);
    }
  }

  /** A refusal leaves the node as it was, and ends an audit: its books are those of before. */
  #both(tx: Tx): string | undefined {
    const before = structuredClone(this.books);
    const said = codeOf(() => this.#enter(tx));
    if (said !== undefined) this.books = before;
    const node = codeOf(() => this.chain.submit(tx));
    expect(said).toBe(node);
    return node;
  }

  #enter(tx: Tx): void {
    const ledger = this.#ledger;
    if (tx.kind === 'enrolPoint') enrolPoint(ledger, tx.body, 0n);
    if (tx.kind === 'changePoint') changePoint(ledger, tx.body, 0n);
    if (tx.kind === 'revokePoint') revokePoint(ledger, tx.body, 0n);
  }

  /** The logs of modules' trees, the roots of all days, and what the log says of pinned days. */
  #compareLeaves(): void {
    const { store, ctx } = this.chain;
    const trees = [
      [pointBook(ctx), this.books.points.leaves] as const,
      ...BOOKS.map((book) => [book, this.books.leaves.get(book.tree)!] as const),
    ];
    const today = Math.floor(Number(ctx.time) / 86_400);
    for (const [book, leaves] of trees) {
      const history = leaves.history.map(({ position, leaf }) => ({ position, leaf }));
      expect(history).toEqual(listLeafChanges(store, book, 0, 1_000));
      for (let day = Math.floor(Number(START) / 86_400) - 1; day <= today; day++) {
        expect(rootAt(ctx, leaves, day)).toEqual(rootOfDay(ctx, store, book, day));
      }
    }
    this.chain.block([]);
    expect(logRootOf(this.books)).toEqual(logRoot(store));
  }

  compare(): void {
    const { store, ctx } = this.chain;
    expect(rootOf(this.books.points.leaves.tree)).toBe(pointRoot(ctx, store));
    this.#compareLeaves();
    const byPosition = (a: PointRecord, b: PointRecord) => a.position - b.position;
    for (let changes = 0; changes <= pointChangeCount(store); changes++) {
      for (const zone of ZONES) {
        const group = { zone, tariffId: HOMES[0]!.tariffId };
        const node = pointsAt(store, group, changes).sort(byPosition);
        expect(groupAt(this.books, group, changes).sort(byPosition)).toMatchObject(node);
      }
    }
  }
}

test('random days: groups at every pin, evenness and refusals agree', () => {
  const refusals = new Set<string | undefined>();
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 60 }), (steps) => {
      const pair = new Pair();
      // Twelve to begin with, so that there is something to compare.
      for (let home = 0; home < 12; home++)
        pair.put({ home, zone: 1, dayImportCap: 1_000, dayExportCap: 500 });
      for (const s of steps) {
        if (s.kind === 'put') refusals.add(pair.put(s.record));
        else if (s.kind === 'end') refusals.add(pair.end(s.home));
        else if (s.kind === 'leaf') pair.leaf(s.home, s.leaf);
        else if (s.kind === 'wait') pair.wait(s.seconds);
        else pair.pin(s.day);
      }
      for (const day of DAYS) pair.pin(day);
      pair.compare();
    }),
    { seed: 20_270_115, numRuns: 15 },
  );
  expect([...refusals].sort()).toEqual(['GROUP_UNEVEN', 'POINT_REVOKED', 'POSITION_EMPTY', undefined]);
});
