/** A delivery by docs/protocol/flexibility.md, its inputs and its outputs, written from the text in integers. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import type { Params } from '@veilgrid/protocol/params';
import { dot, fillsOf, POSITION, type SoldCase, soldDay, soldInputs, soldOutputs } from './claimCase.js';
import { pack, type Reference } from './reference.js';
import { often, wholeDay } from './wholeDay.js';
import type { Inputs } from './witness.js';

/** A day's reading as it was settled. */
export interface ReadDay {
  readonly imp: readonly number[];
  readonly exp: readonly number[];
  readonly status: number;
}

export interface DeliverCase extends SoldCase {
  called: bigint;
  up: bigint;
  rate: bigint[];
  pen: bigint[];
  rebound: bigint[];
  comp: bigint[];
  refImport: bigint[];
  refExport: bigint[];
  proven: boolean;
  /** The need's day, then the listed ones. */
  read: ReadDay[];
  /** Listed days that there are; the rest of the room is padding. */
  n: number;
  /** What the settlement committed to, where it is not what is shown. */
  settled?: (day: number) => Partial<{ chainId: bigint; position: bigint; day: bigint; status: number }>;
}

const CHAIN = 123_456_789n;
const DAY = 20_500n;
const dayOf = (i: number) => (i === 0 ? DAY : DAY - 7n * BigInt(i) - 3n);

/**
 * The needs' four kinds: delivered whole, in part, the other way where more was asked for, and not called. Each listed
 * day is another, and their mean no whole number of Wh.
 */
export function deliverDay(params: Params): DeliverCase {
  const kinds = (of: (kind: number) => boolean) =>
    often(params, [0, 1, 2, 3]).reduce((word, kind, k) => word + (of(kind) ? 2n ** BigInt(k) : 0n), 0n);
  const dearer = (price: bigint, round: number) => price + BigInt(round);
  const prices = (...four: [bigint, bigint, bigint, bigint]) => wholeDay(params, four, dearer);
  const readDay = (i: number): ReadDay => ({
    imp: wholeDay(
      params,
      i === 0 ? [200, 820, 1_600, 2_610] : [1_601, 1_300, 1_950, 2_540],
      (x, r) => x + r + 5 * i,
    ),
    exp: wholeDay(params, i === 0 ? [10, 0, 20, 100] : [40, 103, 50, 33], (x, r) => x + 2 * r + 3 * i),
    status: i === 1 ? 1 : 0,
  });
  const sold = soldDay(params);
  return {
    ...sold,
    cells: sold.cells.map((c, k) => (k % 4 === 3 ? { ...c, level: 440 } : c)),
    fixed: sold.fixed.map((price, k) => (k % 4 === 3 ? price : 0n)),
    called: kinds((kind) => kind !== 3),
    up: kinds((kind) => kind === 2),
    rate: prices(30_000n, 31_000n, 32_000n, 0n).map((x, k) => (k % 4 === 3 ? 0n : x)),
    pen: prices(15_000n, 16_000n, 17_000n, 0n).map((x, k) => (k % 4 === 3 ? 0n : x)),
    rebound: prices(8_000n, 8_500n, 8_700n, 8_900n),
    comp: prices(9_000n, 9_100n, 9_200n, 9_300n),
    refImport: prices(1_024n, 1_100n, 951n, 1_001n),
    refExport: prices(1_024n, 950n, 1_111n, 1_023n),
    proven: true,
    read: Array.from({ length: params.baselineDays + 1 }, (_, i) => readDay(i)),
    n: params.baselineDays,
  };
}

const bit = (word: bigint, k: number) => (word >> BigInt(k)) & 1n;
const least = (x: bigint, y: bigint) => (x < y ? x : y);
const positive = (x: bigint) => (x > 0n ? x : 0n);
const sum = (xs: readonly bigint[]) => xs.reduce((a, b) => a + b, 0n);
/** Rounded down, for numbers below 0 too. */
const divided = (x: bigint, by: bigint) => (x - (((x % by) + by) % by)) / by;

/** How far the day's net load lies below the baseline, by half hour; undefined where nothing is proven. */
export function belowOf({ read, n, proven, refImport, refExport, cells }: DeliverCase): bigint[] | undefined {
  if (!proven) return undefined;
  const listed = read.slice(1, n + 1);
  return cells.map((_, k) => {
    const imports = sum(listed.map(({ imp }) => BigInt(imp[k]!)));
    const exports = sum(listed.map(({ exp }) => BigInt(exp[k]!)));
    const net = BigInt(read[0]!.imp[k]! - read[0]!.exp[k]!);
    const unit = 1024n * BigInt(n);
    return divided(refImport[k]! * imports - refExport[k]! * exports - unit * net, unit);
  });
}

/** Money and delivered less opposed, line by line of the text. */
export function deliveryOf(day: DeliverCase) {
  const fills = fillsOf(day);
  const below = belowOf(day);
  const x = fills.map((_, k) => (below ? (bit(day.up, k) === 1n ? -below[k]! : below[k]!) : 0n));
  const counts = !(day.proven && day.read[0]!.status === 1);
  const y = fills.map((fill, k) => (counts ? bit(day.called, k) * fill : 0n));
  const delivered = y.map((most, k) => least(positive(x[k]!), most));
  const opposed = y.map((most, k) => least(positive(-x[k]!), most));
  const net = delivered.map((wh, k) => wh - opposed[k]!);
  const rated = dot(day.rate, net);
  const missed = dot(
    day.pen,
    y.map((most, k) => most - net[k]!),
  );
  const back = dot(
    day.rebound,
    x.map((wh) => positive(-wh)),
  );
  const gain = dot(day.rate, delivered);
  const charges = day.proven ? missed + least(gain, back) : 0n;
  const worst = day.rate.map((rate, k) => rate + 2n * day.pen[k]!);
  const unproven = day.proven ? 0n : dot(worst, y);
  const pay = day.deposit + dot(day.fixed, fills) + rated - charges - unproven;
  return { pay, charges, unproven, owed: dot(day.comp, net), net, y, gain, back };
}

function readingTree(
  hasher: Hasher,
  { H }: Reference,
  { settled, read }: DeliverCase,
  i: number,
  { orderDepth }: Params,
) {
  const { imp, exp, status } = read[i]!;
  const of = { chainId: CHAIN, position: POSITION, day: dayOf(i), status, ...settled?.(i) };
  const words = pack(
    imp.map((x, k) => BigInt(x) + 2n ** 30n * BigInt(exp[k]!)),
    4,
    60,
  );
  const where = of.position + 2n ** 32n * of.day + 2n ** 64n * BigInt(of.status);
  const totals = sum(imp.map(BigInt)) + 2n ** 32n * sum(exp.map(BigInt));
  const [readPoint, salt2] = [70_000n + BigInt(i), 80_000n + BigInt(i)];
  const R = H('READC', [H('READ', [of.chainId, where, ...words]), totals, readPoint, salt2]);
  const tree = new Tree8(hasher, orderDepth, [...Array<bigint>(3 + i).fill(51n), R, 52n]);
  return { words, totals, readPoint, salt2, root: tree.root, readPath: tree.path(3 + i) };
}

export function deliverInputs(
  hasher: Hasher,
  reference: Reference,
  day: DeliverCase,
  params: Params,
): Inputs {
  const trees = day.read.map((_, i) => readingTree(hasher, reference, day, i, params));
  const listed = trees.slice(1);
  const isActive = (i: number) => i < day.n;
  return {
    ...soldInputs(hasher, reference, day, params),
    called: day.called,
    up: day.up,
    rate: day.rate,
    pen: day.pen,
    rebound: day.rebound,
    comp: day.comp,
    refImport: day.refImport,
    refExport: day.refExport,
    chainId: CHAIN,
    day: DAY,
    auctionRoot: trees[0]!.root,
    n: BigInt(day.n),
    active: listed.map((_, i) => (isActive(i) ? 1n : 0n)),
    days: listed.map((_, i) => (isActive(i) ? dayOf(i + 1) : 0n)),
    readRoots: listed.map(({ root }, i) => (isActive(i) ? root : 0n)),
    proven: day.proven ? 1n : 0n,
    status: day.read.map(({ status }) => BigInt(status)),
    words: trees.map(({ words }) => words),
    totals: trees.map(({ totals }) => totals),
    readPoint: trees.map(({ readPoint }) => readPoint),
    salt2: trees.map(({ salt2 }) => salt2),
    readPath: trees.map(({ readPath }) => readPath),
  };
}

export function deliverOutputs(reference: Reference, day: DeliverCase): bigint[] {
  const { net, pay, charges, unproven, owed } = deliveryOf(day);
  return soldOutputs(
    reference,
    day,
    { pay, charges, unproven, owed },
    net.map((wh) => wh + 2n ** 24n),
  );
}
