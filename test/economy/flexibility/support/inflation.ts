/** What a home gains that uses more on some days, so that its baseline is higher on others. */
import type { Reading } from '@veilgrid/protocol/core/readings';
import { FACTOR_ONE, relief } from '@veilgrid/protocol/flexibility/baseline';
import { earned } from './earnings.js';
import { type OpenedNeed, roomOf } from './openings.js';

/** Wh that a home uses in any half hour without purpose. Always the same: nothing but what it wastes moves a baseline. */
const LOAD: Reading = { imported: 1_000, exported: 0 };
/** Divisible by the days of a list. */
const MORE = 1_000;
const PERCENT = 25;

/** One a day: the call that pays most. */
function callsOf(needs: readonly OpenedNeed[]): (OpenedNeed & { readonly rate: bigint })[] {
  const best = new Map<number, OpenedNeed & { rate: bigint }>();
  for (const { rate, ...need } of needs) {
    if (rate === undefined) continue;
    if (rate > (best.get(need.day)?.rate ?? -1n)) best.set(need.day, { ...need, rate });
  }
  return [...best.values()];
}

/** @param wasted days on which it uses more; it offers as much as it wastes. */
export function gainOf(
  needs: readonly OpenedNeed[],
  wasted: ReadonlySet<number>,
  costOf: (day: number) => bigint,
): bigint {
  const more = { ...LOAD, imported: LOAD.imported + MORE };
  const pay = callsOf(needs).reduce((sum, { listed, rate }) => {
    const past = listed.map((day) => (wasted.has(day) ? more : LOAD));
    const raised = past.filter((reading) => reading === more).length;
    // Who offers no more than its baseline was raised by misses nothing.
    const wh = BigInt((raised * MORE) / listed.length);
    const x = relief(LOAD, past, { imports: FACTOR_ONE, exports: FACTOR_ONE });
    return sum + earned([x], wh, { percent: PERCENT, rates: [rate] });
  }, 0n);
  return [...wasted].reduce((gain, day) => gain - costOf(day) * BigInt(MORE), pay);
}

/** Of a home that foresees all calls: the days on which a Wh more earns more than it costs. */
export function bestDays(needs: readonly OpenedNeed[], costOf: (day: number) => bigint): Set<number> {
  const worth = new Map<number, bigint>();
  const calls = callsOf(needs);
  for (const { listed, rate } of calls)
    for (const day of listed) worth.set(day, (worth.get(day) ?? 0n) + rate);
  return new Set(
    [...worth].filter(([day, sum]) => sum > costOf(day) * BigInt(roomOf(day))).map(([day]) => day),
  );
}
