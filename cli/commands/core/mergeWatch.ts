/** What a command shows and waits for while the wallet merges notes. */
import { randomInt } from 'node:crypto';
import { MERGE_SPREAD, type MergeOptions, type Merging, type WalletContext } from '@veilgrid/client-sdk';
import type { Command } from 'commander';
import { formatTime } from '../../terminal/dates.js';
import type { Closers } from '../../terminal/interrupt.js';
import { patientStage, type Stage } from '../../terminal/patience.js';
import { startProgress } from '../../terminal/progress.js';

export interface WaitOptions {
  readonly wait: boolean;
}

const MINUTE = 60_000;
/** Clocks differ. */
const AFTER = 2_000;
/** Whoever goes on in the very second of a root says that it waited for it; minutes later it pays as everybody does. */
const SPREAD = Number(MERGE_SPREAD) * 1_000;

export function withWait(command: Command): Command {
  return command.option(
    '--no-wait',
    'where notes must be merged first: make the transfers of one round, say when to come back, and end',
  );
}

/** Where time is moved by hand it stands still as long as a command waits, so none does. */
export function mergeWatch(
  { genesis }: Pick<WalletContext, 'genesis'>,
  { wait }: WaitOptions,
  closers: Closers,
): MergeOptions {
  let stage: Stage | undefined;
  const onTransfer = (done: number, of: number) => {
    if (done > 0) stage?.step();
    else {
      stage?.end();
      stage = patientStage('Merging notes', of, closers);
      stage.begin();
    }
    if (done === of) stage?.end();
  };
  const waits = wait && genesis.consensus.clock !== 'manual';
  return { onTransfer, ...(waits && { wait: (merging: Merging) => untilNextRoot(merging, closers) }) };
}

async function untilNextRoot({ rounds, until, readyAt }: Merging, closers: Closers): Promise<void> {
  const end = Number(until) * 1_000 + randomInt(AFTER, SPREAD);
  const minutes = Math.max(1, Math.ceil((end - Date.now()) / MINUTE));
  const more = rounds === 0 ? 'no more rounds' : rounds === 1 ? '1 more round' : `${rounds} more rounds`;
  process.stderr.write(
    `New notes wait for their root: ${more} of transfers, to be paid at about ${formatTime(readyAt)}. Ctrl-C loses nothing.\n`,
  );
  const progress = startProgress();
  let timer: NodeJS.Timeout | undefined;
  closers.defer(() => {
    clearTimeout(timer);
    progress.stop();
  });
  progress.stage('Waiting, minutes', minutes);
  for (let left = end - Date.now(); left > 0; left = end - Date.now()) {
    await new Promise((resolve) => {
      timer = setTimeout(resolve, Math.min(MINUTE, left));
    });
    progress.step();
  }
  progress.stop();
}
