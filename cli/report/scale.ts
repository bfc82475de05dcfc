/** From amounts to places in a drawing, and the round amounts that an axis names. */

/** Steps of an axis, in units of a power of ten. */
const STEPS = [1, 2, 5, 10];

export interface Scale {
  /** Place of an amount, in units of the drawing. */
  (amount: number): number;
  readonly ticks: readonly number[];
}

/**
 * Covers all amounts and zero, ending on round ones.
 * @param from place of the low end @param to place of the high end
 */
export function scaleOf(amounts: readonly number[], from: number, to: number, wanted = 5): Scale {
  const low = Math.min(0, ...amounts);
  const high = Math.max(0, ...amounts);
  // A scale of nothing at all has no ends.
  const step = stepOf((high - low || 1) / wanted);
  const first = Math.floor(low / step);
  const last = Math.max(Math.ceil(high / step), first + 1);
  const place = (amount: number) => from + ((amount / step - first) / (last - first)) * (to - from);
  // Whole multiples, so that 0.3 is not 0.30000000000000004.
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => rounded((first + i) * step));
  return Object.assign(place, { ticks });
}

/** For amounts above zero that differ by orders of magnitude: each tick is about twice the one before. */
export function logScaleOf(amounts: readonly number[], from: number, to: number): Scale {
  const power = 10 ** Math.floor(Math.log10(Math.min(...amounts)));
  const series = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map((step) => rounded(step * power));
  const first = series.findLastIndex((tick) => tick <= Math.min(...amounts));
  const last = series.findIndex((tick) => tick >= Math.max(...amounts));
  const ticks = series.slice(first, Math.max(last, first + 1) + 1);
  const [low, high] = [Math.log(ticks[0]!), Math.log(ticks.at(-1)!)];
  const place = (amount: number) => from + ((Math.log(amount) - low) / (high - low)) * (to - from);
  return Object.assign(place, { ticks });
}

function stepOf(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return rounded(STEPS.find((step) => step * power >= least * 0.999)! * power);
}

function rounded(x: number): number {
  return Number(x.toPrecision(12));
}

/** A coordinate with a tenth of a unit. */
export function at(x: number): string {
  return String(Math.round(x * 10) / 10);
}
