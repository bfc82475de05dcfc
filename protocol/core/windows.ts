/** How long everybody has for each step of a market day, in seconds: `windows` of genesis. protocol/core.md "Windows". */
import { z } from 'zod';
import { ensure } from '../errors.js';
import { SECONDS_PER_DAY } from '../params.js';
import { container, U32 } from './ssz.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

const seconds = (from: number) =>
  z
    .number()
    .int()
    .min(from)
    .max(2 ** 32 - 1);

/** At least, but for the last two. */
export const WindowsJson = z.strictObject({
  /** From the opening to the gate. */
  gate: seconds(1),
  /** From the gate to the last moment of the release. */
  release: seconds(1),
  /** From there to the last moment of closing. */
  close: seconds(1),
  /** From closing to the beginning of the traded day, 00:00 UTC. */
  start: seconds(0),
  /** From the end of the traded day to the first settlement. */
  settleFrom: seconds(0),
  /** From the first settlement to the last. */
  settleEnd: seconds(1),
  /** From the last settlement to the publication. */
  publish: seconds(1),
  /** For late bills, after the last settlement. */
  late: seconds(1),
  /** Most from the opening to the beginning of the traded day: nobody pins points far ahead. */
  ahead: seconds(1),
  /** Most between two blocks before it counts as an outage; 0: nothing does. */
  outage: seconds(0),
});
export type Windows = z.infer<typeof WindowsJson>;

export const WindowsBytes = container({
  gate: U32,
  release: U32,
  close: U32,
  start: U32,
  settleFrom: U32,
  settleEnd: U32,
  publish: U32,
  late: U32,
  ahead: U32,
  outage: U32,
});

/** What a production genesis does not go below, and above in the last two. */
export const PRODUCTION_WINDOWS: Windows = {
  gate: HOUR,
  release: 30 * MINUTE,
  close: 30 * MINUTE,
  start: 0,
  settleFrom: HOUR,
  settleEnd: 24 * HOUR,
  publish: HOUR,
  late: 60 * SECONDS_PER_DAY,
  ahead: 3 * SECONDS_PER_DAY,
  outage: 10 * MINUTE,
};
const MOST: readonly (keyof Windows)[] = ['ahead', 'outage'];

/**
 * Short windows let one party's clock be everybody's: who has a second to settle leaves its deposit.
 * @param blockInterval of a production chain, in seconds: its rest between two blocks is no outage
 * @throws ProtocolError GENESIS_INVALID
 */
export function checkProductionWindows(windows: Windows, blockInterval: number): void {
  for (const name of Object.keys(PRODUCTION_WINDOWS) as (keyof Windows)[]) {
    const bound = PRODUCTION_WINDOWS[name];
    const most = MOST.includes(name);
    ensure(most ? windows[name] <= bound : windows[name] >= bound, 'GENESIS_INVALID', {
      field: `windows.${name}`,
      reason: `a production chain has ${most ? 'at most' : 'at least'} ${bound} s`,
    });
  }
  ensure(windows.outage > blockInterval, 'GENESIS_INVALID', {
    field: 'windows.outage',
    reason: 'no outage is shorter than the rest between two blocks',
  });
}
