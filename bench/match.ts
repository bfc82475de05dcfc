/** Measures clearing. See USAGE. With --peak it only clears a streamed day and prints its own peak memory. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { jsMatcher, WasmMatcher } from '@veilgrid/wasm-core';
import { OrderBook } from 'nodejs-order-book';
import { usageOf, wantsJson } from './options.js';
import { figure, print, type Row, row } from './rows.js';
import { medians, secondsOf } from './timing.js';

const USAGE = usageOf('match', 'Clearing against an order book, a sort and the plain matcher.');
const HOUSEHOLDS = 100_000;
const PERIODS = 48;
/** Households of the plain matcher's share of the day. */
const SAMPLE = 4000;
const MILLI = 1000;

/** Orders by a small generator (Numerical Recipes' constants): buys and sells over the middle of the range. */
function fill(cells: Uint32Array, seed: number): Uint32Array {
  let x = seed;
  for (let i = 0; i < cells.length; i += 2) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    const level = 20_000 + (x >>> 17);
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    cells[i] = level + ((x >>> 31) << 16);
    cells[i + 1] = (x >>> 8) % 5000;
  }
  return cells;
}

const peakAlone = process.argv.includes('--peak');
const json = !peakAlone && wantsJson(USAGE);
const matcher = await WasmMatcher.create();
if (peakAlone) {
  const CHUNK = 1000;
  const chunk = new Uint32Array(2 * PERIODS * CHUNK);
  matcher.clearStream(function* () {
    for (let i = 0; i < HOUSEHOLDS / CHUNK; i++) yield fill(chunk, i);
  }, PERIODS);
  console.log(process.resourceUsage().maxRSS / 1024);
} else {
  print([...(await onePeriod()), ...(await oneDay())], json);
}

async function onePeriod(): Promise<Row[]> {
  const ORDERS = 1_000_000;
  const rows = fill(new Uint32Array(2 * ORDERS), 1);
  const clear = () => matcher.clearStream(() => [rows], 1)[0]!;
  const [ours, sorted] = await medians(5, clear, () => sortAndWalk(rows));
  const { L, H } = clear();
  const walked = sortAndWalk(rows);
  if (walked.L !== L || walked.H !== H) throw new Error('the sort finds another price');
  const book = new OrderBook();
  const booked = await secondsOf(() => {
    for (let i = 0; i < rows.length; i += 2) {
      const side = rows[i]! >>> 16 === 0 ? 'buy' : 'sell';
      // The book takes no quantity of zero.
      book.limit({ id: String(i), side, size: rows[i + 1]! + 1, price: (rows[i]! & 0xffff) + 1 });
    }
  });
  const name = 'clear 1,000,000 orders of one period, one thread';
  return [
    row(name, ours! * MILLI, 'ms', 'nodejs-order-book, the same orders, one fill', booked * MILLI),
    row(name, ours! * MILLI, 'ms', 'typed-array sort in plain JavaScript', sorted! * MILLI),
  ];
}

/** The prices by sorting: levels and quantities packed in one exact double each. */
function sortAndWalk(rows: Uint32Array): { L: number; H: number } {
  const keys = new Float64Array(rows.length / 2);
  let x = 0;
  for (let i = 0; i < keys.length; i++) {
    const place = rows[2 * i]!;
    keys[i] = (place & 0xffff) * 2 ** 24 + rows[2 * i + 1]!;
    if (place < 65_536) x -= rows[2 * i + 1]!;
  }
  keys.sort();
  let L = x === 0 ? 0 : -1;
  for (let i = 0; i < keys.length; ) {
    const level = Math.floor(keys[i]! / 2 ** 24);
    for (; i < keys.length && keys[i]! < (level + 1) * 2 ** 24; i++) x += keys[i]! - level * 2 ** 24;
    if (L < 0 && x >= 0) L = level;
    if (x > 0) return { L, H: level };
  }
  return { L, H: 65_535 };
}

async function oneDay(): Promise<Row[]> {
  const rows = fill(new Uint32Array(2 * PERIODS * HOUSEHOLDS), 1);
  const sample = Array.from({ length: SAMPLE }, (_, i) =>
    Array.from({ length: PERIODS }, (_, k) => {
      const at = 2 * (PERIODS * i + k);
      return { side: rows[at]! >>> 16, level: rows[at]! & 0xffff, qty: rows[at + 1]! };
    }),
  );
  const [ours, plain] = await medians(
    3,
    () => matcher.clearStream(() => [rows], PERIODS),
    () => jsMatcher.clearDay(sample, PERIODS),
  );
  const peak = Number(execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--peak']));
  const peer = plain! * (HOUSEHOLDS / SAMPLE) * MILLI;
  const name = 'clear 100,000 households × 48 periods, one thread';
  return [
    row(name, ours! * MILLI, 'ms', `the plain matcher, extrapolated in proportion from ${SAMPLE}`, peer),
    figure(`${name}, peak memory of the process`, peak, 'MB'),
  ];
}
