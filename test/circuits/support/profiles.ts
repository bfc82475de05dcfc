import { type Params, paramsOf } from '@veilgrid/protocol/params';
import { PROFILE } from '../../state/support/profile.js';

/** In which circuits are tested, for `describe.each`: "clear, %s profile". Medium is tested with the slow tests. */
export const PROFILES_TESTED: readonly (readonly [name: string, params: Params])[] = [
  [PROFILE, paramsOf(PROFILE)],
];
