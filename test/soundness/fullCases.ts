/** One valid witness of each circuit in its full size; slots without padding and states to open bind the most. */
import type { Circuit as CircuitName } from '@veilgrid/protocol/kinds';
import { type Builders, type Case, casesOf } from './cases.js';

/** @param build of the full profile */
export function fullCase(build: Builders, circuit: CircuitName): Case {
  const others: Partial<Record<CircuitName, () => Case['inputs']>> = {
    clear: () => build.clearing().batches[1]!,
    masksum: () => {
      const keys = Array.from({ length: 2 * build.params.maskN }, (_, i) => 3n ** BigInt(7 * i + 1));
      return build.maskSums(keys)[1]!;
    },
    // The bill that fills every word: no inverse of its counts is that of 0.
    settle: () => casesOf(build, 'settle').at(-1)!.inputs,
  };
  const inputs = others[circuit]?.() ?? casesOf(build, circuit)[0]!.inputs;
  return { name: 'full size', inputs };
}
