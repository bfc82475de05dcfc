import { circuitSpec } from '@veilgrid/circuits';
import type { Circuit as CircuitName } from '@veilgrid/protocol/kinds';
import { CIRCUITS } from '@veilgrid/protocol/kinds';
import type { Params } from '@veilgrid/protocol/params';
import type { Builders } from './cases.js';
import { casesOf } from './cases.js';
import { flexibilitySubjects } from './flexibilityGadgets.js';
import type { Subject } from './instrument.js';

const zeros = <T extends string>(...names: readonly T[]) =>
  Object.fromEntries(names.map((name) => [name, 0n])) as Record<T, bigint>;

/** The circuits of the builders' profile. */
export function circuitSubjects(build: Builders): Subject[] {
  return CIRCUITS.map((circuit) => {
    const { template, file, parameters } = circuitSpec(build.params.profile, circuit);
    return { template, file, parameters, inputs: casesOf(build, circuit)[0]!.inputs };
  });
}

export const templateOf = (circuit: CircuitName): string => circuitSpec('small', circuit).template;

/**
 * Gadgets whose checks guard hints, or are out of reach of a circuit's inputs: attacked by themselves, with
 * hints of the attacker's choice. A check is told by the same text wherever its gadget is used.
 */
export function gadgetSubjects(params: Params): readonly Subject[] {
  const { K, clearN, readingWords } = params;
  const all = (count: number, value: bigint) => Array<bigint>(count).fill(value);
  return [
    { template: 'Positive', file: 'core/books/clearing.circom', parameters: [4], inputs: { in: 0n } },
    { template: 'SignedParts', file: 'lib/range.circom', parameters: [4], inputs: { in: 0n } },
    {
      template: 'CheckCells',
      file: 'core/books/order-cells.circom',
      parameters: [K],
      inputs: { side: all(K, 0n), level: all(K, 0n), qty: all(K, 0n) },
    },
    {
      template: 'Fold',
      file: 'lib/fold.circom',
      parameters: [clearN],
      inputs: { start: 1n, active: all(clearN, 0n), item: all(clearN, 2n) },
    },
    {
      template: 'WordsMessage',
      file: 'core/readings/reading.circom',
      parameters: [readingWords],
      inputs: { ...zeros('chainId', 'position', 'day', 'status'), words: all(readingWords, 0n) },
    },
    {
      template: 'ReadingMessage',
      file: 'core/readings/reading.circom',
      parameters: [K],
      inputs: { ...zeros('chainId', 'position', 'day', 'status'), imp: all(K, 0n), exp: all(K, 0n) },
    },
    {
      template: 'SettlePeriod',
      file: 'market/settle-period.circom',
      parameters: [],
      inputs: {
        ...zeros('side', 'level', 'qty', 'imp', 'exp', 'traded', 'p', 'lambdaBuy', 'lambdaSell', 'price'),
        ...zeros('importPrice', 'exportPrice', 'network', 'discount'),
      },
    },
    {
      template: 'CountIfNotZero',
      file: 'core/groups/count-word.circom',
      parameters: [],
      inputs: { in: 3n, counted: 1n },
    },
    {
      template: 'ClearingParameters',
      file: 'core/books/clearing.circom',
      parameters: [K],
      inputs: { L: all(K, 5n), H: all(K, 5n), lambda: all(K, 0n), rationed: all(K, 0n) },
    },
    {
      template: 'ClearingCell',
      file: 'core/books/clearing-cell.circom',
      parameters: [],
      inputs: { side: 0n, level: 100n, qty: 5n, L: 100n, H: 200n, wide: 1n, lambda: 3n, rationed: 0n },
    },
    {
      // Balanced at 5: D(>=L), S(<=L), D(=L), S(=L) are 10, V and M are 0, C is 1.
      template: 'ClearingPeriod',
      file: 'core/books/clearing-period.circom',
      parameters: [],
      inputs: {
        L: 5n,
        H: 5n,
        wide: 0n,
        lambda: 0n,
        rationed: 0n,
        shows: 1n,
        sums: [10n, 10n, 10n, 10n, 0n, 0n, 1n],
      },
    },
    ...flexibilitySubjects(params),
  ];
}
