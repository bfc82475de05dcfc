import { readFileSync } from 'node:fs';
import { type Cell, orderCommitment, packOrder } from '@veilgrid/protocol/core/books/cells';
import { clearCircuitInputs } from '@veilgrid/protocol/core/books/clear';
import type { PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import {
  addOrders,
  clearingStateCommitment,
  initialClearingState,
} from '@veilgrid/protocol/core/books/clearingState';
import { closeCircuitInputs } from '@veilgrid/protocol/core/books/close';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { fold } from '@veilgrid/protocol/core/lists';
import { type Params, paramsOf } from '@veilgrid/protocol/params';
import { clearByDefinition } from './clearingReference.js';
import type { Inputs } from './witness.js';

const small = paramsOf('small');
export const AUCTION = 0x6f0c_35d1_9e02n;
/** Orders that are not null, from which on a day's volume is shown. */
export const ENOUGH = 10;
const CONTEXT = 77n;

/** A day's orders turned into the inputs of all its batches and of the close. */
export interface ClearingDay {
  readonly orders: readonly (readonly Cell[])[];
  readonly periods: readonly PeriodClearing[];
  readonly batches: Inputs[];
  readonly close: Inputs;
}

export const column = (orders: readonly (readonly Cell[])[], k: number) => orders.map((cells) => cells[k]!);

/** @param periods other than the right ones, for an operator that cheats */
export function clearingDay(
  hasher: Hasher,
  orders: readonly (readonly Cell[])[],
  periods?: readonly PeriodClearing[],
  params: Params = small,
): ClearingDay {
  const { K, clearN: N } = params;
  const claimed = periods ?? Array.from({ length: K }, (_, k) => clearByDefinition(column(orders, k)));
  let before = initialClearingState(params);
  let stateIn = 0n;
  let foldStart = AUCTION;
  const batches: Inputs[] = [];
  // A day without orders is closed after one batch of padding.
  for (let from = 0; from === 0 || from < orders.length; from += N) {
    const batch = orders
      .slice(from, from + N)
      .map((cells, i) => ({ cells, inner: 1000n + BigInt(from + i) }));
    const foldEnd = batch.reduce(
      (end, { cells, inner }) => fold(hasher, end, orderCommitment(hasher, AUCTION, packOrder(cells), inner)),
      foldStart,
    );
    const saltOut = BigInt(from + 5);
    batches.push(
      clearCircuitInputs(params, {
        context: CONTEXT,
        auctionId: AUCTION,
        foldStart,
        foldEnd,
        stateIn,
        first: from === 0,
        orders: batch,
        before,
        saltOut,
        periods: claimed,
      }),
    );
    before = addOrders(
      before,
      saltOut,
      batch.map((o) => o.cells),
      claimed,
    );
    stateIn = clearingStateCommitment(hasher, before, claimed);
    foldStart = foldEnd;
  }
  const close = closeCircuitInputs({
    context: CONTEXT,
    auctionId: AUCTION,
    state: before,
    commitment: stateIn,
    minGroup: ENOUGH,
    hides: 0,
    periods: claimed,
  });
  return { orders, periods: claimed, batches, close };
}

type Pair = [level: number, qty: number];

export interface Vector {
  readonly buys: Pair[];
  readonly sells: Pair[];
  readonly expect: Record<'level' | 'L' | 'H' | 'volume' | 'lambdaBuy' | 'lambdaSell' | 'traded', number>;
}

export const vectors: Vector[] = JSON.parse(readFileSync('test/vectors/clearing.json', 'utf8'));

export function cellsOf({ buys, sells }: Pick<Vector, 'buys' | 'sells'>): Cell[] {
  const side = (pairs: readonly Pair[], s: number) => pairs.map(([level, qty]) => ({ side: s, level, qty }));
  return [...side(buys, 0), ...side(sells, 1)];
}

/** Books, one a period, as orders; shorter books are filled with null cells at varied levels. */
export function ordersOf(books: readonly (readonly Cell[])[]): Cell[][] {
  const length = Math.max(...books.map((book) => book.length));
  return Array.from({ length }, (_, i) =>
    books.map(
      (book, k) => book[i] ?? { side: (i + k) % 2, level: (i * 7919 + k * 104_729) % 65_536, qty: 0 },
    ),
  );
}

/** A day of vectors, one a period. */
export const ordersOfVectors = (day: readonly Vector[]): Cell[][] => ordersOf(day.map(cellsOf));

/** The vectors, K to a day; the last day is filled up with the first ones. */
export const vectorDays = ({ K }: Params): Vector[][] =>
  Array.from({ length: Math.ceil(vectors.length / K) }, (_, day) =>
    Array.from({ length: K }, (_, k) => vectors[(day * K + k) % vectors.length]!),
  );
