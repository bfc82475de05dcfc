/** The whole demo: keys if they are missing, the day, its replay in a new process, the audit, the checks. */
import { CIRCUITS, ensureArtifacts } from '@veilgrid/circuits';
import type { Profile } from '@veilgrid/protocol/params';
import type { Closers } from '../../terminal/interrupt.js';
import { auditLedger } from '../core/auditLedger.js';
import { marketTown } from '../market/marketTown.js';
import { DEFAULT_DAY, SEED } from '../market/scenario.js';
import { replayInProcess } from '../town/replayProcess.js';
import type { Stages } from '../town/stages.js';
import { buildTown } from '../town/town.js';
import { runCoreDay } from './day.js';
import { type CoreRun, checksOf } from './outcome.js';

/** One stays out of the market, ten trade. */
const HOUSEHOLDS = 11;

export async function runCoreDemo(profile: Profile, closers: Closers, stages: Stages): Promise<CoreRun> {
  const began = performance.now();
  await stages.run('Circuits and keys', CIRCUITS.length, (done) =>
    ensureArtifacts(profile, CIRCUITS, (name, { stage }) => {
      if (stage === 'done') done(name);
    }),
  );
  const options = { profile, households: HOUSEHOLDS, date: DEFAULT_DAY, seed: SEED };
  const town = await stages.run('Starting the node', 1, () => buildTown(marketTown(options), closers));
  const day = await runCoreDay(town, stages);
  const replayed = await stages.run('Replay in a new process', 1, () =>
    replayInProcess(town.url, day.genesisHash, closers),
  );
  const { height } = await town.access.api.status({});
  const audited = await stages.run('Audit by the second rules', Number(height), (done) =>
    auditLedger(town.access, () => done()),
  );
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return { day, audited, replayed, checks: checksOf(day, audited, replayed), seconds };
}
