/** The whole demo: keys if they are missing, the day, its replay in a new process, the checks. */
import { CIRCUITS, ensureArtifacts } from '@veilgrid/circuits';
import type { Closers } from '../../terminal/interrupt.js';
import { replayInProcess } from '../town/replayProcess.js';
import type { Stages } from '../town/stages.js';
import { buildTown } from '../town/town.js';
import { runDay } from './day.js';
import { type DayOptions, marketTown } from './marketTown.js';
import { checksOf } from './outcome.js';
import type { Run } from './report.js';

export async function runDemo(options: DayOptions, closers: Closers, stages: Stages): Promise<Run> {
  const began = performance.now();
  await stages.run('Circuits and keys', CIRCUITS.length, (done) =>
    ensureArtifacts(options.profile, CIRCUITS, (name, { stage }) => {
      if (stage === 'done') done(name);
    }),
  );
  const town = await stages.run('Starting the node', 1, () => buildTown(marketTown(options), closers));
  const outcome = await runDay(town, stages);
  const audit = await stages.run('Audit in a new process', 1, () =>
    replayInProcess(town.url, outcome.genesisHash, closers),
  );
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return { outcome, audit, checks: checksOf(outcome, audit), seconds };
}
