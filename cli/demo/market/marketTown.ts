/** The town on a market day, on its own data or on the user's meters. */
import { type Profile, paramsOf } from '@veilgrid/protocol/params';
import type { ProofObserver } from '../town/observeProofs.js';
import type { Town, TownOptions } from '../town/town.js';
import { type MeteredDay, meteredScenario } from './csvScenario.js';
import { buildScenario, type Scenario } from './scenario.js';

export type MarketTown = Town<Scenario>;

export interface DayOptions {
  readonly profile: Profile;
  /** 10 to 55 */
  readonly households: number;
  /** YYYY-MM-DD */
  readonly date: string;
  /** The user's own meters on `date`, instead of the built-in households. */
  readonly metered?: MeteredDay | undefined;
  /** Forecasts and limit prices follow from it. */
  readonly seed: string;
  readonly onProof?: ProofObserver;
}

export function marketTown({
  profile,
  date,
  households,
  seed,
  metered,
  onProof,
}: DayOptions): TownOptions<Scenario> {
  const params = paramsOf(profile);
  const scenario = metered
    ? meteredScenario(params, metered, seed)
    : buildScenario(params, date, households, seed);
  return { profile, scenario, onProof };
}
