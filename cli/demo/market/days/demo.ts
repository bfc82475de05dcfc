/** The demo of several days: keys if they are missing, the days, their replay in a new process, the checks. */
import { CIRCUITS, ensureArtifacts } from '@veilgrid/circuits';
import type { Closers } from '../../../terminal/interrupt.js';
import { replayInProcess } from '../../town/replayProcess.js';
import type { Stages } from '../../town/stages.js';
import { buildTown } from '../../town/town.js';
import { type DayOptions, marketTown } from '../marketTown.js';
import { type DaysRun, dayReports } from './report.js';
import { runDays } from './runDays.js';

export async function runDaysDemo(
  options: DayOptions,
  count: number,
  closers: Closers,
  stages: Stages,
): Promise<DaysRun> {
  const began = performance.now();
  await stages.run('Circuits and keys', CIRCUITS.length, (done) =>
    ensureArtifacts(options.profile, CIRCUITS, (name, { stage }) => {
      if (stage === 'done') done(name);
    }),
  );
  const town = await stages.run('Starting the node', 1, () => buildTown(marketTown(options), closers));
  const outcome = await runDays(town, options, count, stages);
  const { genesisHash, publications, supply, wallets } = outcome;
  const audit = await stages.run('Audit in a new process', 1, () =>
    replayInProcess(town.url, genesisHash, closers),
  );
  const days = await dayReports(outcome.days);
  const proofs = Object.values(town.proofs).reduce((a, b) => a + b, 0);
  return {
    genesisHash,
    days,
    publications,
    supply,
    wallets,
    proofs: town.proofs,
    audit,
    checks: {
      energyExact: publications.every((p) => p.energyExact),
      moneyConserved: outcome.balancesExact && publications.every((p) => p.moneyExact),
      allPublished: publications.flatMap((p) => p.days).length === days.length && supply.locked === 0n,
      recovered: outcome.recovered,
      auditVerified: audit.verified && audit.proofsVerified === proofs,
    },
    timings: stages.timings,
    seconds: Math.round((performance.now() - began) / 100) / 10,
  };
}
