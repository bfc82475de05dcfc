/** What a household would have used: a mean of its own days, weighed by what others did. docs/protocol/flexibility.md "Baseline". */
import type { Reading } from '../core/readings.js';

/** A factor of 1, in the unit of factors. */
export const FACTOR_ONE = 1024;
export const LEAST_FACTOR = 256;
export const MOST_FACTOR = 4096;

/** Factors by half hour; FACTOR_ONE leaves the mean as it is. */
export interface Factors {
  readonly imports: readonly number[];
  readonly exports: readonly number[];
}

export function plainFactors(K: number): Factors {
  const ones = Array<number>(K).fill(FACTOR_ONE);
  return { imports: ones, exports: ones };
}

/**
 * Wh that a half hour's net lies below the weighed mean of the listed days, rounded down: what was not used.
 * @param listed readings of the half hour on the listed days
 */
export function relief(
  own: Reading,
  listed: readonly Reading[],
  factor: { imports: number; exports: number },
): bigint {
  const unit = BigInt(FACTOR_ONE * listed.length);
  const sum = (side: keyof Reading) => listed.reduce((total, reading) => total + BigInt(reading[side]), 0n);
  const weighed = BigInt(factor.imports) * sum('imported') - BigInt(factor.exports) * sum('exported');
  return floorDiv(weighed - unit * BigInt(own.imported - own.exported), unit);
}

function floorDiv(x: bigint, by: bigint): bigint {
  const rest = ((x % by) + by) % by;
  return (x - rest) / by;
}
