import type { ProtocolError } from '@veilgrid/protocol/errors';

/** Notes that are being merged, or are new: what a payment waits for. Times in Unix seconds. */
export class Merging {
  constructor(
    /** Rounds of transfers that are left after this wait. */
    readonly rounds: number,
    readonly now: bigint,
    /** When it may go on at the earliest, and looks again. */
    readonly until: bigint,
    /** When it goes on at the latest. */
    readonly readyBy: bigint,
    /** About when what is asked can be paid. */
    readonly readyAt: bigint,
    /** What is said instead where nobody waits. */
    readonly refusal: ProtocolError,
  ) {}
}
