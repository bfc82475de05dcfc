/** Outages: two blocks further apart than genesis allows. protocol/core.md "Outages". */
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { CoreBooks } from './books.js';

/** Before the transactions of a block. @param time the block's */
export function noteOutage({ windows }: Genesis, { head, outages }: CoreBooks, time: bigint): void {
  const longest = BigInt(windows.outage);
  if (longest > 0n && time > head.time + longest) outages.push({ from: head.time, to: time });
}

/** Whether [from, to) was whole, block after block. */
export function undisturbed({ outages }: CoreBooks, from: bigint, to: bigint): boolean {
  return outages.every((outage) => outage.to <= from || outage.from >= to);
}
