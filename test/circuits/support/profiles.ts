import { type Params, paramsOf } from '@veilgrid/protocol/params';

/** The profiles in which circuits are tested, for `describe.each`: "clear, %s profile". */
export const PROFILES_TESTED: readonly (readonly [name: string, params: Params])[] = (
  ['small', 'medium'] as const
).map((profile) => [profile, paramsOf(profile)]);
