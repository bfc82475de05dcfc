import { readFileSync } from 'node:fs';
import type { Cell } from '@veilgrid/protocol/core/books/cells';
import { fillOf, type PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import { jsMatcher, type Matcher, WasmMatcher } from '@veilgrid/wasm-core';
import fc from 'fast-check';

type Pair = [level: number, qty: number];

interface Vector {
  buys: Pair[];
  sells: Pair[];
  expect: Record<
    'level' | 'L' | 'H' | 'volume' | 'lambdaBuy' | 'lambdaSell' | 'traded' | 'bought' | 'sold',
    number
  > & {
    fillsBuy: number[];
    fillsSell: number[];
  };
}

const vectors: Vector[] = JSON.parse(readFileSync('test/vectors/clearing.json', 'utf8'));

const book = (pairs: Pair[]) => ({ level: pairs.map(([l]) => l), qty: pairs.map(([, q]) => q) });
const sum = (xs: number[]) => xs.reduce((a, b) => a + b, 0);
const fills = (pairs: Pair[], side: number, result: PeriodClearing) =>
  pairs.map(([level, qty]) => fillOf({ side, level, qty }, result));

// A narrow band of levels and small quantities make ties; the ends of both ranges are always in reach.
const orders = fc.array(
  fc.tuple(
    fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(65_534, 65_535)),
    fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(2 ** 24 - 1)),
  ),
  { maxLength: 12 },
);

describe.each([
  ['plain TypeScript', async () => jsMatcher],
  ['WebAssembly', () => WasmMatcher.create()],
] as [string, () => Promise<Matcher>][])('matcher in %s', (_, create) => {
  let matcher: Matcher;
  beforeAll(async () => {
    matcher = await create();
  });

  test('vectors', () => {
    expect(vectors.length).toBe(120);
    for (const { buys, sells, expect: want } of vectors) {
      const got = matcher.clearPeriod(book(buys), book(sells));
      const fillsBuy = fills(buys, 0, got);
      const fillsSell = fills(sells, 1, got);
      const { lambda: _, rationed: __, ...rest } = got;
      expect({
        ...rest,
        traded: Number(got.traded),
        fillsBuy,
        fillsSell,
        bought: sum(fillsBuy),
        sold: sum(fillsSell),
      }).toEqual(want);
    }
  });

  test('by definition, on random books', () => {
    fc.assert(
      fc.property(orders, orders, (buys, sells) => {
        const got = matcher.clearPeriod(book(buys), book(sells));
        const D = (keep: (l: number) => boolean) => sum(buys.filter(([l]) => keep(l)).map(([, q]) => q));
        const S = (keep: (l: number) => boolean) => sum(sells.filter(([l]) => keep(l)).map(([, q]) => q));
        const balanced = (p: number) =>
          D((l) => l > p) <= S((l) => l <= p) && S((l) => l < p) <= D((l) => l >= p);
        // Balance only changes at or beside a level where somebody stands.
        const candidates = [0, 65_535, ...[...buys, ...sells].flatMap(([l]) => [l - 1, l, l + 1])]
          .filter((p) => p >= 0 && p <= 65_535 && balanced(p))
          .sort((a, b) => a - b);
        expect([got.L, got.H]).toEqual([candidates[0], candidates.at(-1)]);
        expect(got.level).toBe(Math.floor((got.L + got.H) / 2));

        const demand = D((l) => l >= got.L);
        const supply = S((l) => l <= got.L);
        expect(got.volume).toBe(Math.min(demand, supply));
        const x = supply - D((l) => l > got.L);
        const y = demand - S((l) => l < got.L);
        const margin = (got.rationed ? sells : buys).filter(([l]) => l === got.L).map(([, q]) => q);
        const M = sum(margin.map((q) => Math.min(q, got.lambda)));
        const C = margin.filter((q) => q >= got.lambda).length;
        if (demand > supply) {
          expect(got.rationed).toBe(0);
          expect(M >= x && x > M - C).toBe(true);
        } else if (supply > demand) {
          expect(got.rationed).toBe(1);
          expect(M - C <= y && y < M).toBe(true);
        } else {
          expect([got.lambda, got.rationed]).toEqual([0, 0]);
        }

        const bought = sum(fills(buys, 0, got));
        const sold = sum(fills(sells, 1, got));
        const atMargin = [...buys, ...sells].filter(([l]) => l === got.level).length;
        expect(bought >= sold).toBe(true);
        expect(bought === sold || bought - sold < atMargin).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('a day is its periods', () => {
    const cell = fc.record({
      side: fc.integer({ min: 0, max: 1 }),
      level: fc.integer({ min: 0, max: 9 }),
      qty: fc.integer({ min: 0, max: 9 }),
    });
    const day = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { maxLength: 20 });
    fc.assert(
      fc.property(day, (rows: Cell[][]) => {
        const side = (k: number, s: number) =>
          book(
            rows
              .map((r) => r[k]!)
              .filter((c) => c.side === s)
              .map((c): Pair => [c.level, c.qty]),
          );
        const want = [0, 1, 2].map((k) => matcher.clearPeriod(side(k, 0), side(k, 1)));
        expect(matcher.clearDay(rows, 3)).toEqual(want);
      }),
    );
  });

  test('bad input is a coded error', () => {
    const none = { level: [], qty: [] };
    const refused = (call: () => unknown, field: string) =>
      expect(call).toThrow(
        expect.objectContaining({ code: 'VALUE_OUT_OF_RANGE', data: expect.objectContaining({ field }) }),
      );
    refused(() => matcher.clearPeriod({ level: [1], qty: [] }, none), 'qty');
    refused(() => matcher.clearPeriod({ level: [65_536], qty: [1] }, none), 'level');
    refused(() => matcher.clearPeriod({ level: [0.5], qty: [1] }, none), 'level');
    refused(() => matcher.clearPeriod(none, { level: [1], qty: [2 ** 24] }), 'qty');
    refused(() => matcher.clearPeriod(none, { level: [1], qty: [-1] }), 'qty');
    refused(() => matcher.clearDay([[{ side: 2, level: 0, qty: 0 }]], 1), 'side');
    refused(() => matcher.clearDay([[]], 1), 'cells');
  });
});

describe('WebAssembly matcher', () => {
  let wasm: WasmMatcher;
  beforeAll(async () => {
    wasm = await WasmMatcher.create();
  });

  // Wide and narrow ranges: lambda in every part of its range, everybody at one level, nobody at any.
  const bookOf = (levels: number, quantity: number) =>
    fc.array(fc.tuple(fc.nat(levels), fc.nat(quantity)), { maxLength: 40 });

  test('agrees with the plain one on random books', () => {
    for (const levels of [0, 3, 65_535]) {
      for (const quantity of [1, 5000, 2 ** 24 - 1]) {
        const side = bookOf(levels, quantity);
        fc.assert(
          fc.property(side, side, (buys, sells) => {
            expect(wasm.clearPeriod(book(buys), book(sells))).toEqual(
              jsMatcher.clearPeriod(book(buys), book(sells)),
            );
          }),
          { numRuns: 60 },
        );
      }
    }
  });

  test('the largest sums do not overflow', () => {
    const n = 2 ** 19;
    const side = (level: number) => ({
      level: new Uint16Array(n).fill(level),
      qty: new Uint32Array(n).fill(2 ** 24 - 1),
    });
    const got = wasm.clearPeriod(side(9), side(7));
    expect(got).toMatchObject({ L: 7, H: 9, volume: n * (2 ** 24 - 1), traded: true });
  });

  const rowsOf = (count: number, periods: number) => {
    const rows = new Uint32Array(2 * count * periods);
    for (let i = 0; i < rows.length; i += 2) {
      rows[i] = ((i * 2_654_435_761) % 200) + ((i * 40_503) % 7 < 3 ? 65_536 : 0);
      rows[i + 1] = (i * 97_003) % 5000;
    }
    return rows;
  };

  test('a stream is its rows, however they are cut', () => {
    const rows = rowsOf(3000, 5);
    const cells = Array.from({ length: 3000 }, (_, i) =>
      Array.from({ length: 5 }, (_, k) => {
        const at = 2 * (5 * i + k);
        return { side: rows[at]! >> 16, level: rows[at]! & 0xffff, qty: rows[at + 1]! };
      }),
    );
    const want = jsMatcher.clearDay(cells, 5);
    const cut = function* (step: number) {
      for (let i = 0; i < rows.length; i += step) yield rows.subarray(i, i + step);
    };
    for (const count of [1, 7, 3000]) expect(wasm.clearStream(() => cut(10 * count), 5)).toEqual(want);
    expect(wasm.clearDay(cells, 5)).toEqual(want);
  });

  test('malformed streams are coded errors that name the place', () => {
    const refused = (
      rows: () => Iterable<Uint32Array>,
      periods: number,
      data: object,
      code = 'VALUE_OUT_OF_RANGE',
    ) =>
      expect(() => wasm.clearStream(rows, periods)).toThrow(
        expect.objectContaining({ code, data: expect.objectContaining(data) }),
      );
    const rows = rowsOf(100_000, 1);
    rows[2 * 70_001] = 2 ** 17;
    refused(() => [rows], 1, { field: 'cells', index: 70_001 });
    rows[2 * 70_001] = 0;
    rows[2 * 70_001 + 1] = 2 ** 24;
    refused(() => [rows], 1, { field: 'cells', index: 70_001 });
    refused(() => [new Uint32Array(6)], 2, { field: 'rows' });
    refused(() => [], 0, { field: 'periods' });
    refused(() => [], 97, { field: 'periods' });
    refused(() => Array(5).fill(new Uint32Array(2 ** 19)), 1, { field: 'orders' }, 'TOO_LARGE');
    let calls = 0;
    refused(() => [new Uint32Array(2 * ++calls)], 1, { field: 'rows' });
  });
});
