import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { GENESIS, START } from './genesis.js';
import { hasher } from './hasher.js';
import { HERE, TARIFF, type Where, ZONE } from './party.js';

export const DAY = Math.floor(Number(START) / SECONDS_PER_DAY) + 1;
const DAY_END = BigInt((DAY + 1) * SECONDS_PER_DAY);
export const TIMES = {
  gate: START + 3_600n,
  release: START + 7_200n,
  close: START + 10_800n,
  settleFrom: DAY_END + 3_600n,
  settleEnd: DAY_END + 7_200n,
  publish: DAY_END + 10_800n,
};
export const OPERATOR_SECRET = 11_111n;
export const REGULATOR_SECRET = 22_222n;

/** The phases of an auction that many days later. */
function timesAfter(days: number): typeof TIMES {
  const shift = BigInt(days * SECONDS_PER_DAY);
  return Object.fromEntries(
    Object.entries(TIMES).map(([name, time]) => [name, time + shift]),
  ) as typeof TIMES;
}

/** When and under which id and keys a day's auction runs. */
export interface Slot extends Where {
  readonly chainId: bigint;
  /** After the first. */
  readonly days: number;
  readonly day: number;
  readonly auctionId: bigint;
  readonly times: typeof TIMES;
  readonly operatorSecret: bigint;
  readonly regulatorSecret: bigint;
}

/** @param days after the first */
export function slotOf(days: number, chainId = GENESIS.chainId, where = HERE): Slot {
  const day = DAY + days;
  const { zone, tariffId } = where;
  // No share is used twice.
  const apart = 1_000_000n * BigInt(days + 10_000 * (zone - ZONE) + 1_000_000 * (tariffId - TARIFF));
  return {
    ...where,
    chainId,
    days,
    day,
    auctionId: auctionIdOf(hasher, chainId, { zone, tariffId, day }),
    times: timesAfter(days),
    operatorSecret: OPERATOR_SECRET + apart,
    regulatorSecret: REGULATOR_SECRET + apart,
  };
}

export const FIRST = slotOf(0);
export const AUCTION_ID = FIRST.auctionId;
