import { PARAMS } from './genesis.js';

const { N } = PARAMS;

/** As many as one proof takes at a time. */
export function inBatches<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / N);
  return Array.from({ length: count }, (_, batch) => items.slice(N * batch, N * (batch + 1)));
}
