import type { Params } from '@veilgrid/protocol/params';

/**
 * Four periods, each of its own kind, turned into a whole day of any length: as they are, then again with
 * `round` 1, 2 …, so that no two periods are the same and a period read in place of another shows.
 */
export function wholeDay<T>({ K }: Params, four: readonly T[], vary: (value: T, round: number) => T): T[] {
  return Array.from({ length: K }, (_, k) => vary(four[k % four.length]!, Math.floor(k / four.length)));
}

/** The same four again and again. */
export const often = <T>(params: Params, four: readonly T[]): T[] => wholeDay(params, four, (value) => value);
