import type { Cell } from '@veilgrid/protocol/core/books/cells';
import type { PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import { ensure } from '@veilgrid/protocol/errors';
import { NO_MARGIN } from '@veilgrid/protocol/params';
import { type BookSide, checkCells, checkCount, checkPeriods, checkSide, type Matcher } from './book.js';
import { usesJs } from './choice.js';
import { WasmContext } from './context.js';
import { jsMatcher } from './js/matcher.js';

/** WebAssembly's matcher, or the plain one where VEILGRID_HASHER is `js`. */
export async function createMatcher(): Promise<Matcher> {
  return usesJs() ? jsMatcher : WasmMatcher.create();
}

type PeriodWords = [
  L: number,
  H: number,
  volumeLow: number,
  volumeHigh: number,
  lambda: number,
  rationed: number,
  long: number,
];

const PASSES = 3;
/** Orders packed at a time. */
const CHUNK = 512;

export class WasmMatcher implements Matcher {
  readonly #context: WasmContext;

  private constructor(context: WasmContext) {
    this.#context = context;
  }

  static async create(): Promise<WasmMatcher> {
    return new WasmMatcher(await WasmContext.create());
  }

  clearPeriod(buys: BookSide, sells: BookSide): PeriodClearing {
    checkSide(buys);
    checkSide(sells);
    checkCount(buys.level.length + sells.level.length);
    const rows = new Uint32Array(2 * (buys.level.length + sells.level.length));
    writeSide(rows, 0, buys, 0);
    writeSide(rows, 2 * buys.level.length, sells, 1);
    return this.clearStream(() => [rows], 1)[0]!;
  }

  clearDay(orders: readonly (readonly Cell[])[], periods: number): PeriodClearing[] {
    checkPeriods(periods);
    checkCount(orders.length);
    for (const cells of orders) checkCells(cells, periods);
    return this.clearStream(() => packed(orders, periods), periods);
  }

  /**
   * Clears orders that never stand in memory together: `rows` is read three times and has to give the same
   * orders each time, in chunks of any number of rows. A row is a cell for each period, a cell two words:
   * level + 2^16·side, then quantity. Uses 1.1 MB a period, given back when it returns.
   */
  clearStream(rows: () => Iterable<Uint32Array>, periods: number): PeriodClearing[] {
    checkPeriods(periods);
    const context = this.#context.fresh();
    context.clearBegin(periods);
    let words: Uint32Array = new Uint32Array();
    let length = 0;
    for (let pass = 0; pass < PASSES; pass++) {
      let seen = 0;
      for (const chunk of rows()) {
        seen += chunk.length;
        checkCount(seen / (2 * periods));
        context.clearRows(chunk, periods);
      }
      if (pass === 0) length = seen;
      ensure(seen === length, 'VALUE_OUT_OF_RANGE', { field: 'rows', length: seen });
      words = context.clearPass(periods);
    }
    return Array.from({ length: periods }, (_, k) => periodOf(words.subarray(8 * k)));
  }
}

function periodOf(words: Uint32Array): PeriodClearing {
  const [L, H, low, high, lambda, rationed, long] = words as unknown as PeriodWords;
  const level = (L + H) >> 1;
  const volume = low + high * 2 ** 32;
  // Sells can only be long where L = H, so that they stand at p*; buys at L may lie below it.
  const lambdaBuy = long && !rationed && level === L ? lambda : NO_MARGIN;
  const lambdaSell = rationed ? lambda - 1 : NO_MARGIN;
  return { L, H, level, volume, lambda, rationed, lambdaBuy, lambdaSell, traded: volume > 0 };
}

function writeSide(rows: Uint32Array, from: number, { level, qty }: BookSide, side: number): void {
  for (let i = 0; i < level.length; i++) {
    rows[from + 2 * i] = level[i]! + 65_536 * side;
    rows[from + 2 * i + 1] = qty[i]!;
  }
}

function* packed(orders: readonly (readonly Cell[])[], periods: number): Generator<Uint32Array> {
  const chunk = new Uint32Array(2 * periods * CHUNK);
  for (let from = 0; from < orders.length; from += CHUNK) {
    let word = 0;
    for (const cells of orders.slice(from, from + CHUNK)) {
      for (const { side, level, qty } of cells) {
        chunk[word++] = level + 65_536 * side;
        chunk[word++] = qty;
      }
    }
    yield chunk.subarray(0, word);
  }
}
