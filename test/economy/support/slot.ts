import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { GENESIS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { TARIFF, ZONE } from '../../state/support/party.js';
import { DAY, OPERATOR_SECRET, REGULATOR_SECRET, TIMES } from '../../state/support/slot.js';

/** When and under which id and keys a simulated day's auction runs. */
export interface Slot {
  readonly number: number;
  readonly day: number;
  readonly auctionId: bigint;
  readonly times: typeof TIMES;
  readonly operatorSecret: bigint;
  readonly regulatorSecret: bigint;
}

/** A day is published before the next is ordered, if it is published at once. */
const SPACING = 3;

/** @param number from 0 */
export function slotOf(number: number): Slot {
  const day = DAY + SPACING * number;
  const shift = BigInt(SPACING * number * SECONDS_PER_DAY);
  return {
    number,
    day,
    auctionId: auctionIdOf(hasher, GENESIS.chainId, ZONE, TARIFF, day),
    times: Object.fromEntries(Object.entries(TIMES).map(([name, t]) => [name, t + shift])) as typeof TIMES,
    operatorSecret: OPERATOR_SECRET + 1_000_000n * BigInt(number),
    regulatorSecret: REGULATOR_SECRET + 1_000_000n * BigInt(number),
  };
}

export const FIRST = slotOf(0);
