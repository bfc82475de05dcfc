/** A whole demo that ends with its audit: keys if they are missing, its days, their replay in a new process, the audit. */
import { CIRCUITS, ensureArtifacts } from '@veilgrid/circuits';
import type { Closers } from '../../terminal/interrupt.js';
import { type Replayed, replayInProcess } from '../town/replayProcess.js';
import type { Stages } from '../town/stages.js';
import { buildTown, type Setting, type Town, type TownOptions } from '../town/town.js';
import { type Audited, auditLedger } from './auditLedger.js';

export interface AuditedRun<D> {
  readonly day: D;
  readonly audited: Audited;
  readonly replayed: Replayed;
  readonly seconds: number;
}

/** @param play all that happens before the audit */
export async function auditedRun<S extends Setting, D extends { readonly genesisHash: string }>(
  options: TownOptions<S>,
  closers: Closers,
  stages: Stages,
  play: (town: Town<S>) => Promise<D>,
): Promise<AuditedRun<D>> {
  const began = performance.now();
  await stages.run('Circuits and keys', CIRCUITS.length, (done) =>
    ensureArtifacts(options.profile, CIRCUITS, (name, { stage }) => {
      if (stage === 'done') done(name);
    }),
  );
  const town = await stages.run('Starting the node', 1, () => buildTown(options, closers));
  const day = await play(town);
  const { height } = await town.access.api.status({});
  const replayed = await stages.run('Replay in a new process', 1, () =>
    replayInProcess(town.url, day.genesisHash, closers),
  );
  const audited = await stages.run('Audit by the second rules', Number(height), (done) =>
    auditLedger(town.access, () => done()),
  );
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return { day, audited, replayed, seconds };
}
