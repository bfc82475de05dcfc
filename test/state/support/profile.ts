import { type Profile, paramsOf } from '@veilgrid/protocol/params';

/** Of which profile the days of the tests are: the `medium` projects of jest play the same days in theirs. */
export const PROFILE: Profile = (globalThis as { PROFILE?: Profile }).PROFILE ?? 'small';
export const { K } = paramsOf(PROFILE);

/** A value for every period: the pattern from its start, again and again. */
export const daily = <T>(...pattern: readonly T[]): T[] =>
  Array.from({ length: K }, (_, k) => pattern[k % pattern.length]!);
