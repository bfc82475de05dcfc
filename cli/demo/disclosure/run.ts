import { type Profile, paramsOf } from '@veilgrid/protocol/params';
import type { Closers } from '../../terminal/interrupt.js';
import { auditedRun } from '../core/auditedRun.js';
import type { Stages } from '../town/stages.js';
import { DisclosureRun } from './day.js';
import { checksOf, type DisclosureRunResult } from './outcome.js';
import { buildScenario } from './scenario.js';

/** The days, their replay and audit, the checks. */
export async function runDisclosureDemo(
  profile: Profile,
  closers: Closers,
  stages: Stages,
): Promise<DisclosureRunResult> {
  const options = { profile, scenario: buildScenario(paramsOf(profile)) };
  const run = await auditedRun(options, closers, stages, (town) => new DisclosureRun(town, stages).day());
  return { ...run, checks: checksOf(run.day, run.audited, run.replayed) };
}
