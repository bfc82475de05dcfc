import type { Profile } from '@veilgrid/protocol/params';
import type { Closers } from '../../terminal/interrupt.js';
import { auditedRun } from '../core/auditedRun.js';
import { marketTown } from '../market/marketTown.js';
import { DEFAULT_DAY, SEED } from '../market/scenario.js';
import type { Stages } from '../town/stages.js';
import { runCoreDay } from './day.js';
import { type CoreRun, checksOf } from './outcome.js';

/** One stays out of the market, ten trade. */
const HOUSEHOLDS = 11;

/** The day, its replay and audit, the checks. */
export async function runCoreDemo(profile: Profile, closers: Closers, stages: Stages): Promise<CoreRun> {
  const options = { profile, households: HOUSEHOLDS, date: DEFAULT_DAY, seed: SEED };
  const run = await auditedRun(marketTown(options), closers, stages, (town) => runCoreDay(town, stages));
  return { ...run, checks: checksOf(run.day, run.audited, run.replayed) };
}
