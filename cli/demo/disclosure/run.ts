/** The whole demo: keys if they are missing, the days, the replay in a new process, the audit, the checks. */
import { CIRCUITS, ensureArtifacts } from '@veilgrid/circuits';
import { type Profile, paramsOf } from '@veilgrid/protocol/params';
import type { Closers } from '../../terminal/interrupt.js';
import { auditLedger } from '../core/auditLedger.js';
import { replayInProcess } from '../town/replayProcess.js';
import type { Stages } from '../town/stages.js';
import { buildTown } from '../town/town.js';
import { DisclosureRun } from './day.js';
import { checksOf, type DisclosureRunResult } from './outcome.js';
import { buildScenario } from './scenario.js';

export async function runDisclosureDemo(
  profile: Profile,
  closers: Closers,
  stages: Stages,
): Promise<DisclosureRunResult> {
  const began = performance.now();
  await stages.run('Circuits and keys', CIRCUITS.length, (done) =>
    ensureArtifacts(profile, CIRCUITS, (name, { stage }) => {
      if (stage === 'done') done(name);
    }),
  );
  const options = { profile, scenario: buildScenario(paramsOf(profile)) };
  const town = await stages.run('Starting the node', 1, () => buildTown(options, closers));
  const day = await new DisclosureRun(town, stages).day();
  const { height } = await town.access.api.status({});
  const replayed = await stages.run('Replay in a new process', 1, () =>
    replayInProcess(town.url, day.genesisHash, closers),
  );
  const audited = await stages.run('Audit by the second rules', Number(height), (done) =>
    auditLedger(town.access, () => done()),
  );
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return { day, audited, replayed, checks: checksOf(day, audited, replayed), seconds };
}
