/**
 * Clears a day of sealed orders in three passes over the same rows, in memory that does not grow with their
 * number: 1.1 MB a period. A row is an order's cells, two u32 each: place = level + 2^16·side, then quantity.
 *
 *   pass 0  quantity by place: gives L, H, volume and the longer side at L
 *   pass 1  that side's orders at L by the high half of their quantity: gives the high half of lambda's bracket
 *   pass 2  those in the bracket by the low half: gives lambda
 *
 * At most 2^20 orders of 24-bit quantities: a sum is below 2^44, far from 64 bits, and so is a margin times a
 * number of orders.
 */
import { BAD_COUNT, INPUT_BYTES, input, OK, output } from './buffers';

const MAX_PERIODS: i32 = 96;
const MAX_ROWS: i32 = 1 << 20;
const LEVELS: u32 = 65536;
const MAX_QTY: u32 = 0xff_ffff;
/** Half of a quantity. */
const HALF_BITS: i32 = 12;
const HALF: i32 = 1 << 12;
const CELL_BYTES: i32 = 8;
const RESULT_BYTES: i32 = 32;
const NOBODY: u32 = 0xffff_ffff;

@unmanaged
class Period {
  /** Quantity by place (u64): buys by level, then sells. */
  sums: usize;
  /** By high half: quantity (u64) and number of orders (u32); by low half: number of orders. */
  coarseSums: usize;
  coarseCounts: usize;
  fineCounts: usize;
  L: u32;
  H: u32;
  volume: u64;
  /** Place of the longer side's orders at L; NOBODY where neither side is longer. */
  rationed: u32;
  /** Lambda is the least margin whose fills reach `target`. */
  target: u64;
  /** What orders with a smaller high half fill, in full; the others share the rest. */
  below: u64;
  sharing: u32;
  high: u32;
}

const table: usize = memory.data(4 * 96, 8);
let periods: i32 = 0;
let pass: i32 = 0;
let rowsSeen: i32 = 0;

function periodOf(k: i32): Period {
  return changetype<Period>(load<usize>(table + 4 * k));
}

/** Once an instance: the memory goes when the instance does, and until then is zero where never written. */
export function clearBegin(count: i32): i32 {
  if (periods !== 0 || count < 1 || count > MAX_PERIODS) return BAD_COUNT;
  periods = count;
  for (let k = 0; k < periods; k++) {
    const period = new Period();
    period.sums = heap.alloc(2 * 8 * LEVELS);
    period.coarseSums = heap.alloc(8 * HALF);
    period.coarseCounts = heap.alloc(4 * HALF);
    period.fineCounts = heap.alloc(4 * HALF);
    store<usize>(table + 4 * k, changetype<usize>(period));
  }
  return OK;
}

/** Adds rows to the current pass; 1 + the index of the first malformed cell, OK, or BAD_COUNT. */
export function clearRows(rows: i32): i32 {
  if (periods === 0 || pass > 2 || rows < 0) return BAD_COUNT;
  if ((rows as i64) * (periods as i64) * (CELL_BYTES as i64) > (INPUT_BYTES as i64)) return BAD_COUNT;
  if (rowsSeen + rows > MAX_ROWS) return BAD_COUNT;
  rowsSeen += rows;
  const stride = CELL_BYTES * periods;
  for (let k = 0; k < periods; k++) {
    const period = periodOf(k);
    const from = input + CELL_BYTES * k;
    if (pass === 0) {
      const bad = addPlaces(period, from, stride, rows);
      if (bad >= 0) return 1 + bad * periods + k;
    } else if (pass === 1) addCoarse(period, from, stride, rows);
    else addFine(period, from, stride, rows);
  }
  return OK;
}

/**
 * Ends a pass. After the third the results stand in `output`, 32 bytes a period: L, H, volume (u64), lambda,
 * rationed (1: sells), long (1: one side is longer), 0.
 */
export function clearPass(): i32 {
  if (periods === 0 || pass > 2) return BAD_COUNT;
  for (let k = 0; k < periods; k++) {
    const period = periodOf(k);
    if (pass === 0) findLevels(period);
    else if (pass === 1) findBracket(period);
    else writeResult(period, output + RESULT_BYTES * k);
  }
  pass++;
  rowsSeen = 0;
  return OK;
}

/** Index of the first malformed row, or -1. Later passes only compare, so they need no check. */
function addPlaces(period: Period, from: usize, stride: usize, rows: i32): i32 {
  const sums = period.sums;
  for (let i = 0; i < rows; i++) {
    const place = load<u32>(from);
    const qty = load<u32>(from, 4);
    if (place >= 2 * LEVELS || qty > MAX_QTY) return i;
    const sum = sums + 8 * (place as usize);
    store<u64>(sum, load<u64>(sum) + (qty as u64));
    from += stride;
  }
  return -1;
}

/**
 * X(p) = S(<=p) - D(>p) starts at minus the demand and gains what stands at each level. L is the first level
 * with X >= 0, H the first with X > 0, since D(>=p) - S(<p) = -X(p - 1).
 */
function findLevels(period: Period): void {
  const buys = period.sums;
  const sells = buys + 8 * LEVELS;
  let above: u64 = 0;
  for (let level: u32 = 0; level < LEVELS; level++) above += load<u64>(buys + 8 * level);
  let below: u64 = 0;
  let L: u32 = 0;
  for (; ; L++) {
    above -= load<u64>(buys + 8 * L);
    // Ends at the last level at the latest, where nobody buys above.
    if (below + load<u64>(sells + 8 * L) >= above) break;
    below += load<u64>(sells + 8 * L);
  }
  const demand = above + load<u64>(buys + 8 * L);
  const supply = below + load<u64>(sells + 8 * L);
  let H = L;
  // X = supply - above = 0: nothing changes until the next level where somebody stands.
  if (supply === above) {
    while (H < LEVELS - 1) {
      H++;
      if ((load<u64>(buys + 8 * H) | load<u64>(sells + 8 * H)) !== 0) break;
    }
  }
  period.L = L;
  period.H = H;
  period.volume = min(demand, supply);
  if (demand === supply) {
    period.rationed = NOBODY;
  } else if (demand > supply) {
    period.rationed = L;
    period.target = supply - above;
  } else {
    // Sellers get one less than the least margin that oversells: never is less bought than sold.
    period.rationed = L + LEVELS;
    period.target = demand - below + 1;
  }
}

function addCoarse(period: Period, from: usize, stride: usize, rows: i32): void {
  const rationed = period.rationed;
  for (let i = 0; i < rows; i++) {
    if (load<u32>(from) === rationed) {
      const qty = load<u32>(from, 4);
      const high = (qty >> HALF_BITS) as usize;
      store<u64>(period.coarseSums + 8 * high, load<u64>(period.coarseSums + 8 * high) + (qty as u64));
      store<u32>(period.coarseCounts + 4 * high, load<u32>(period.coarseCounts + 4 * high) + 1);
      period.sharing++;
    }
    from += stride;
  }
}

/** The first high half by whose end the fills reach the target. */
function findBracket(period: Period): void {
  if (period.rationed === NOBODY) return;
  for (let high: u32 = 0; high < (HALF as u32); high++) {
    const sum = load<u64>(period.coarseSums + 8 * (high as usize));
    const count = load<u32>(period.coarseCounts + 4 * (high as usize));
    const end = ((high + 1) as u64) << HALF_BITS;
    period.high = high;
    if (period.below + sum + end * ((period.sharing - count) as u64) >= period.target) return;
    period.below += sum;
    period.sharing -= count;
  }
}

function addFine(period: Period, from: usize, stride: usize, rows: i32): void {
  const rationed = period.rationed;
  for (let i = 0; i < rows; i++) {
    if (load<u32>(from) === rationed) {
      const qty = load<u32>(from, 4);
      if (qty >> HALF_BITS === period.high) {
        const count = period.fineCounts + 4 * ((qty & (HALF - 1)) as usize);
        store<u32>(count, load<u32>(count) + 1);
      }
    }
    from += stride;
  }
}

function lambdaOf(period: Period): u32 {
  if (period.rationed === NOBODY) return 0;
  let below = period.below;
  let sharing = period.sharing;
  for (let low = 0; low < HALF; low++) {
    const count = load<u32>(period.fineCounts + 4 * low);
    const qty = ((period.high << HALF_BITS) + low) as u64;
    if (below + qty * (sharing as u64) >= period.target) break;
    below += qty * (count as u64);
    sharing -= count;
  }
  return ((period.target - below + (sharing as u64) - 1) / (sharing as u64)) as u32;
}

function writeResult(period: Period, to: usize): void {
  store<u32>(to, period.L);
  store<u32>(to, period.H, 4);
  store<u64>(to, period.volume, 8);
  store<u32>(to, lambdaOf(period), 16);
  store<u32>(to, period.rationed !== NOBODY && period.rationed >= LEVELS ? 1 : 0, 20);
  store<u64>(to, period.rationed !== NOBODY ? 1 : 0, 24);
}
