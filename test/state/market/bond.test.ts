import type { Cell } from '@veilgrid/protocol/core/books/cells';
import { emptyResult, publishedResult } from '@veilgrid/protocol/core/books/result';
import type { PointRecord } from '@veilgrid/protocol/core/points';
import type { Reading } from '@veilgrid/protocol/core/readings';
import type { MarketData } from '@veilgrid/protocol/market/auction';
import { AUCTION_GROUP } from '@veilgrid/protocol/market/auction';
import { roleLock, supplierBond, worstDay } from '@veilgrid/protocol/market/bond';
import { requiredDeposit } from '@veilgrid/protocol/market/order';
import { billOf, refundAndShortfall } from '@veilgrid/protocol/market/settlement';
import { paramsOf } from '@veilgrid/protocol/params';
import { jsMatcher } from '@veilgrid/wasm-core';
import fc from 'fast-check';
import { K, PROFILE } from '../support/profile.js';

const abs = (x: bigint) => (x < 0n ? -x : x);
const day = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: K, maxLength: K });
const price = fc.bigInt({ min: -9_000n, max: 9_000n });

/** Prices that an auction may open with; levels 0 to 65,535 at floor + tick·level. */
const market: fc.Arbitrary<MarketData> = fc
  .record({
    floor: price,
    tick: fc.bigInt({ min: 1n, max: 200n }),
    fixedPerDay: fc.bigInt({ min: 0n, max: 9_999n }),
    pairs: day(fc.tuple(price, fc.bigInt({ min: 0n, max: 9_000n }))),
    charges: day(fc.tuple(fc.bigInt({ min: 0n, max: 9_000n }), fc.bigInt({ min: 0n, max: 9_000n }))),
  })
  .map(({ floor, tick, fixedPerDay, pairs, charges }) => {
    const importPrice = pairs.map(([p]) => p);
    const exportPrice = pairs.map(([p, spread]) => p - spread);
    const network = charges.map(([a, b]) => a + b);
    const discount = charges.map(([a]) => a);
    const needs = [floor + 65_535n * tick, ...importPrice.map((p, k) => p + discount[k]!)];
    const collateral = needs.reduce((a, b) => (b > a ? b : a));
    const minExport = [0n, floor, ...exportPrice].reduce((a, b) => (b < a ? b : a));
    return { floor, tick, fixedPerDay, importPrice, exportPrice, network, discount, collateral, minExport };
  });

const CAP = 50;
const level = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(0, 65_535));
const cells: fc.Arbitrary<Cell[]> = day(
  fc.record({ side: fc.integer({ min: 0, max: 1 }), level, qty: fc.integer({ min: 0, max: CAP }) }),
);
const readings: fc.Arbitrary<Reading[]> = day(
  fc.record({ imported: fc.integer({ min: 0, max: 99 }), exported: fc.integer({ min: 0, max: 99 }) }),
);
const household = fc.record({ cells, readings, limit: fc.bigInt({ min: 0n, max: 500_000n }) });

/** A point whose caps just allow what the household orders and meters. */
function pointOf(h: { cells: Cell[]; readings: Reading[] }): PointRecord {
  const most = (side: number) => Math.max(...h.cells.map((c) => (c.side === side ? c.qty : 0)));
  const total = (of: (r: Reading) => number) => h.readings.reduce((sum, r) => sum + of(r), 0);
  return {
    importCap: most(0),
    exportCap: most(1),
    dayImportCap: total((r) => r.imported),
    dayExportCap: total((r) => r.exported),
  } as PointRecord;
}

/** The bills of a day whose market is cleared as the operator must. */
function settle(m: MarketData, households: { cells: Cell[]; readings: Reading[]; limit: bigint }[]) {
  const periods = jsMatcher.clearDay(
    households.map((h) => h.cells),
    K,
  );
  const result = publishedResult(periods, households.length, AUCTION_GROUP);
  return households.map((h) => {
    const bill = billOf(h.cells, h.readings, m, result);
    const deposit = requiredDeposit(h.cells, m, h.limit);
    return { h, bill, deposit, ...refundAndShortfall(deposit, bill.cost) };
  });
}

describe('what an auction can cost', () => {
  const households = fc.array(household, { minLength: 1, maxLength: 8 });

  test('no bill leaves the bounds by which an auction opens', () => {
    fc.assert(
      fc.property(market, households, (m, list) => {
        for (const { h, bill } of settle(m, list)) {
          const worst = worstDay(m, pointOf(h));
          expect(bill.network >= 0n && bill.network <= worst.network).toBe(true);
          expect(abs(bill.cost) <= worst.cost).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the bond covers what publication draws from it, whoever stays away', () => {
    fc.assert(
      fc.property(market, households, fc.nat(255), (m, list, absent) => {
        const bills = settle(m, list);
        const settled = bills.filter((_, i) => ((absent >> i) & 1) === 0);
        const sum = (of: (b: (typeof bills)[number]) => bigint, from = settled) =>
          from.reduce((total, b) => total + of(b), 0n);
        const claim = sum((b) => b.bill.network) - sum((b) => b.shortfall);
        const dsoShare = claim > 0n ? claim : 0n;
        const pool = sum((b) => b.deposit, bills) - sum((b) => b.refund) - dsoShare;
        const bond = supplierBond(
          m,
          list.map((h) => pointOf(h)),
        );
        expect(pool + bond >= 0n).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('the lock is worth all that a day without trade can bring the supplier', () => {
    fc.assert(
      fc.property(market, households, (m, list) => {
        const traded = settle(m, list).map(({ bill }) => bill);
        const none = list.map((h) => billOf(h.cells, h.readings, m, emptyResult(paramsOf(PROFILE))));
        const earned = (bills: typeof traded) =>
          bills.reduce((sum, { cost, network }) => sum + cost - network, 0n);
        const lock = roleLock(0n, m, list.map(pointOf));
        expect(earned(none) - earned(traded) <= lock).toBe(true);
        expect(roleLock(lock + 1n, m, list.map(pointOf))).toBe(lock + 1n);
      }),
      { numRuns: 300 },
    );
  });
});
