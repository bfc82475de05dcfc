/**
 * Buckets times their numbers. With i = 2^low·row + column, the sum of (i + 1)·bucket[i] is that of the columns' sums
 * times column + 1 and of the rows' times 2^low·row: sums of lists again, which share inversions. Done twice it leaves
 * four short lists for each window, which are weighed one by one.
 */
import { take } from '../curve/arena';
import { addListed } from '../curve/pairs';
import { addPoint, POINT, setInfinity } from '../curve/point';
import { sumRuns } from '../curve/runs';

const SPLITS: i32 = 2;

/** Of each list of a window: how many bits its points' numbers have, and of what power of two they are multiples. */
const bits: usize = memory.data(4 << SPLITS, 4);
const shifts: usize = memory.data(4 << SPLITS, 4);
const weighted: usize = memory.data(288, 4);
const running: usize = memory.data(288, 4);

/**
 * Adds (i + 1)·bucket[i] for each window: what is to be multiplied by 2^shift goes to the window's place for that
 * shift. A window has 2^log buckets, and its places start `apart` bytes behind the last one's.
 */
export function addWeighted<F>(buckets: usize, log: i32, windows: i32, places: usize, apart: usize): void {
  store<i32>(bits, log);
  store<i32>(shifts, 0);
  let sums = buckets;
  for (let split = 0; split < SPLITS; split++) sums = splitLists<F>(sums, 1 << split, windows);
  for (let window = 0; window < windows; window++) {
    for (let list = 0; list < 1 << SPLITS; list++) {
      const length = 1 << load<i32>(bits + 4 * list);
      weigh<F>(sums, list === 0 ? 0 : 1, length);
      addPoint<F>(places + apart * window + POINT * load<i32>(shifts + 4 * list), weighted);
      sums += 4 * length;
    }
  }
}

let entries: usize = 0;
let filled: u32 = 0;

/** The sums of all lists' columns and rows. Only the first list counts from 1: what the others have at 0 weighs nothing. */
function splitLists<F>(points: usize, lists: i32, windows: i32): usize {
  let length = 0;
  let runs = 0;
  for (let list = 0; list < lists; list++) {
    const all = load<i32>(bits + 4 * list);
    length += 1 << all;
    runs += (1 << (all >> 1)) + (1 << (all - (all >> 1)));
  }
  const starts = take(4 * (runs * windows + 1));
  entries = take(8 * length * windows);
  filled = 0;
  let run = starts;
  let from = points;
  for (let window = 0; window < windows; window++) {
    for (let list = 0; list < lists; list++) {
      const all = load<i32>(bits + 4 * list);
      const columns = 1 << (all >> 1);
      const rows = 1 << (all - (all >> 1));
      for (let column = 0; column < columns; column++, run += 4)
        listPoints(run, from + 4 * column, column > 0 || list === 0 ? rows : 0, columns);
      for (let row = 0; row < rows; row++, run += 4)
        listPoints(run, from + 4 * columns * row, row > 0 ? columns : 0, 1);
      from += 4 << all;
    }
  }
  store<u32>(run, filled);
  for (let list = lists - 1; list >= 0; list--) {
    const all = load<i32>(bits + 4 * list);
    const shift = load<i32>(shifts + 4 * list);
    const low = all >> 1;
    store<i32>(bits + 8 * list, low);
    store<i32>(shifts + 8 * list, shift);
    store<i32>(bits + 8 * list + 4, all - low);
    store<i32>(shifts + 8 * list + 4, shift + low);
  }
  return sumRuns<F>(starts, runs * windows, entries);
}

/** Begins the next list with every `step`-th of the points' addresses at `from`. */
function listPoints(run: usize, from: usize, length: i32, step: i32): void {
  store<u32>(run, filled);
  for (let i = 0; i < length; i++) {
    const point = load<u32>(from + 4 * step * i);
    if (point !== 0) store<u32>(entries + 4 * filled++, point);
  }
}

/** weighted = sum of (i - first + 1)·sums[i] for i from `first` to `end`. */
function weigh<F>(sums: usize, first: i32, end: i32): void {
  setInfinity(weighted);
  setInfinity(running);
  for (let i = end - 1; i >= first; i--) {
    const sum = load<u32>(sums + 4 * i);
    if (sum !== 0) addListed<F>(running, sum);
    addPoint<F>(weighted, running);
  }
}

export function wipeWeights(): void {
  memory.fill(weighted, 0, POINT);
  memory.fill(running, 0, POINT);
}
