/**
 * What each role's first opening of a set shows of its masks: a count alone, or what needs none. Relies on maskSum to
 * keep it once: whoever starts again opens the same. docs/protocol/core/groups.md.
 */
import { Fr, listOf } from '@veilgrid/protocol/core/ssz';
import { paramsOf } from '@veilgrid/protocol/params';
import { keys } from '../keys.js';
import { has, read, write } from '../record.js';
import type { StateView, StateWriter } from '../view.js';

/** By word of a group. */
export const Sum = listOf(Fr, paramsOf('full').laneWords);

/** @param host the group that closes the set */
export function getFirstSum(view: StateView, host: bigint, aggregator: number): bigint[] | undefined {
  return read(view, keys.firstSum(host, aggregator), Sum);
}

export function putFirstSum(
  writer: StateWriter,
  host: bigint,
  aggregator: number,
  sum: readonly bigint[],
): void {
  if (has(writer, keys.firstSum(host, aggregator))) return;
  write(writer, keys.firstSum(host, aggregator), Sum, [...sum]);
}
