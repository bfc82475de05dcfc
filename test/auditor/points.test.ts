/** Random histories of points and pinned days: the auditor's rules and the node's say the same of all of them. */
import { openCoreBooks } from '@veilgrid/client-sdk/auditor/core/books';
import {
  changePoint,
  enrolPoint,
  groupAt,
  isEven,
  pointsOfDay,
  revokePoint,
} from '@veilgrid/client-sdk/auditor/core/points';
import { rootOf } from '@veilgrid/client-sdk/auditor/core/tree';
import { pointChangeCount } from '@veilgrid/node/state/core/points/changes';
import { pinDay } from '@veilgrid/node/state/core/points/day';
import { pointsAt } from '@veilgrid/node/state/core/points/group';
import { pointRoot } from '@veilgrid/node/state/core/points/tree';
import { Overlay } from '@veilgrid/node/store/overlay';
import { unevenIn } from '@veilgrid/protocol/core/evenGroup';
import type { PointRecord } from '@veilgrid/protocol/core/points';
import { ProtocolError } from '@veilgrid/protocol/errors';
import type { Tx } from '@veilgrid/protocol/tx';
import fc from 'fast-check';
import { TestChain } from '../state/support/chain.js';
import { GENESIS } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';
import { Household } from '../state/support/household.js';

const HOMES = Array.from({ length: 16 }, (_, i) => new Household(i).point);
const ZONES = [1, 2];
const DAYS = [100, 101, 102];

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
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pin' as const), day: fc.constantFrom(...DAYS) }) },
);

/** Both sides of one history. */
class Pair {
  readonly chain = new TestChain();
  books = openCoreBooks(GENESIS, hasher);
  readonly #seen = new Set<number>();

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
    const ledger = { genesis: GENESIS, hasher, books: this.books, time: 0n, groupLines: {} };
    if (tx.kind === 'enrolPoint') enrolPoint(ledger, tx.body, 0n);
    if (tx.kind === 'changePoint') changePoint(ledger, tx.body, 0n);
    if (tx.kind === 'revokePoint') revokePoint(ledger, tx.body, 0n);
  }

  compare(): void {
    const { store, ctx } = this.chain;
    expect(rootOf(this.books.points.tree)).toBe(pointRoot(ctx, store));
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

function codeOf(action: () => void): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
  return undefined;
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
        else pair.pin(s.day);
      }
      for (const day of DAYS) pair.pin(day);
      pair.compare();
    }),
    { seed: 20_270_115, numRuns: 15 },
  );
  expect([...refusals].sort()).toEqual(['GROUP_UNEVEN', 'POINT_REVOKED', 'POSITION_EMPTY', undefined]);
});
