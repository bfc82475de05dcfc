/** The town whose homes offer flexibility, or settle beside those that do. */
import { type Profile, paramsOf } from '@veilgrid/protocol/params';
import type { Household } from '../town/household.js';
import type { Town, TownOptions } from '../town/town.js';
import { buildScenario, type House, type Scenario } from './scenario.js';

export type FlexTown = Town<Scenario>;
export type Member = Household<House>;

/** Ten deliver, one stays silent and one has no readings; ten settle beside them. The full day has all homes there are. */
const SIZES: Readonly<Record<Profile, readonly [offering: number, others: number]>> = {
  full: [16, 14],
  small: [12, 10],
  medium: [12, 10],
};

export function flexTown(profile: Profile): TownOptions<Scenario> {
  const [offering, others] = SIZES[profile];
  return { profile, scenario: buildScenario(paramsOf(profile), offering, others) };
}
