import type { Profile } from '@veilgrid/protocol/params';
import type { Closers } from '../../terminal/interrupt.js';
import { auditedRun } from '../core/auditedRun.js';
import type { Stages } from '../town/stages.js';
import { FlexRun } from './day.js';
import { flexTown } from './flexTown.js';
import { checksOf, type FlexRunResult } from './outcome.js';

/** The days, their replay and audit, the checks. */
export async function runFlexDemo(
  profile: Profile,
  closers: Closers,
  stages: Stages,
): Promise<FlexRunResult> {
  const run = await auditedRun(flexTown(profile), closers, stages, (town) => new FlexRun(town, stages).day());
  return { ...run, checks: checksOf(run.day, run.audited, run.replayed) };
}
