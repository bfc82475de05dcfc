/**
 * Outages: times without a block that were longer than genesis allows. Whoever had to act in one could not, so what its
 * silence costs asks here. Relies on applyBlock to record one before the transactions of the block that ends it.
 * protocol/core.md "Outages".
 */
import { container, U32, U64 } from '@veilgrid/protocol/core/ssz';
import { keys } from './keys.js';
import { mustRead, readCount, write } from './record.js';
import type { StateContext, StateView, StateWriter } from './view.js';

/** From the time of the block before to that of the block that ends it, Unix seconds. */
const Outage = container({ from: U64, to: U64 });

/** At the beginning of a block. @param before the time of the one before it */
export function recordOutage({ genesis, time }: StateContext, writer: StateWriter, before: bigint): void {
  const { outage } = genesis.windows;
  if (outage === 0 || time - before <= BigInt(outage)) return;
  const index = readCount(writer, keys.outageCount);
  write(writer, keys.outage(index), Outage, { from: before, to: time });
  write(writer, keys.outageCount, U32, index + 1);
}

/** Whether any part of [from, to) lay in an outage. */
export function metOutage(view: StateView, from: bigint, to: bigint): boolean {
  for (let index = readCount(view, keys.outageCount) - 1; index >= 0; index--) {
    const outage = mustRead(view, keys.outage(index), Outage);
    // They do not overlap: those before end earlier still.
    if (outage.to <= from) return false;
    if (outage.from < to) return true;
  }
  return false;
}
