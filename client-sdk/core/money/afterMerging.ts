import type { Work } from '../work.js';
import type { OnTransfer } from './mergeNotes.js';
import { Merging } from './merging.js';

/** How notes are merged where no note reaches what is paid. */
export interface MergeOptions {
  /** Before the first and after each transfer of a round. */
  readonly onTransfer?: OnTransfer;
  /**
   * Waits, at least until `until`: see `Merging`; `MERGE_SPREAD` longer costs nothing. Other actions of the wallet have their turn
   * meanwhile. Without it, and where it returns while the chain's time stood still, the payment is refused: whoever
   * asks for it again then goes on.
   */
  readonly wait?: (merging: Merging) => Promise<void>;
}

/**
 * Does `pay` in turns of its own until it does not wait for notes.
 * @throws ProtocolError NO_NOTE_LARGE_ENOUGH {rounds, readyAt, readyBy, waitSeconds, balance, ready}
 */
export async function afterMerging<T>(
  work: Work,
  pay: () => Promise<T | Merging>,
  wait: MergeOptions['wait'],
): Promise<T> {
  for (let last = -1n; ; ) {
    const outcome = await work.oneByOne(pay);
    if (!(outcome instanceof Merging)) return outcome;
    if (!wait || outcome.now <= last) throw outcome.refusal;
    last = outcome.now;
    await wait(outcome);
  }
}
