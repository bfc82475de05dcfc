/** Block time: the one place where consensus reads a clock. */
import { ensure, fail } from '@veilgrid/protocol/errors';

/** Where block time comes from. Unix seconds. */
export interface Clock {
  /** Now, but never before `previous`: block time does not go back, whatever a machine's clock does. */
  after(previous: bigint): bigint;
  /** @throws ProtocolError where time cannot be moved, or would go back */
  move(previous: bigint, time: bigint): void;
}

export function wallClock(): Clock {
  return {
    after: (previous) => latest(previous, BigInt(Math.floor(Date.now() / 1000))),
    move() {
      throw fail('BAD_REQUEST', { field: 'time', reason: 'this node runs on the wall clock' });
    },
  };
}

/** Stands still at the last block until moved, so that a market day can be played in seconds. */
export function manualClock(): Clock {
  let moved = 0n;
  return {
    after: (previous) => latest(previous, moved),
    move(previous, time) {
      ensure(time >= latest(previous, moved), 'TIME_NOT_MONOTONIC', {
        field: 'time',
        time: String(previous),
      });
      ensure(time < 2n ** 40n, 'VALUE_OUT_OF_RANGE', { field: 'time' });
      moved = time;
    },
  };
}

function latest(a: bigint, b: bigint): bigint {
  return a < b ? b : a;
}
