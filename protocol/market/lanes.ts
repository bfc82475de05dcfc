/** Words of a settlement before they are masked, and the money that their sums open. */
import { countsOf, packCounts, packSide, unpack } from '../core/groups/words.js';
import type { Reading } from '../core/readings.js';
import type { Params } from '../params.js';

const MONEY_BITS = 63n;

/** Money of one settlement, or of many; each below 2^45 in one. */
export interface MoneyLanes {
  readonly refund: bigint;
  readonly network: bigint;
  readonly shortfall: bigint;
  /** Of the order that is settled. */
  readonly deposit: bigint;
}

/** laneWords words: imports, exports, money, counts. @param counted whether the meter, not the DSO, read the day */
export function lanesOf(
  params: Params,
  readings: readonly Reading[],
  money: MoneyLanes,
  counted: boolean,
): bigint[] {
  const imported = readings.map((r) => r.imported);
  const exported = readings.map((r) => r.exported);
  const amounts = [money.refund, money.network, money.shortfall, money.deposit];
  return [
    ...packSide(params, imported.map(BigInt)),
    ...packSide(params, exported.map(BigInt)),
    amounts.reduce((word, x, i) => word + (x << (MONEY_BITS * BigInt(i))), 0n),
    packCounts(countsOf(params, imported, exported, counted)),
  ];
}

/**
 * The amounts in a sum of money words, unmasked.
 * @returns undefined where one is beyond what `members` settlements can hold, which cannot happen with proven ones
 */
export function openMoney(word: bigint, members: number): MoneyLanes | undefined {
  if (word >= 1n << (4n * MONEY_BITS)) return undefined;
  const [refund, network, shortfall, deposit] = unpack(word, 4, MONEY_BITS);
  const money = { refund: refund!, network: network!, shortfall: shortfall!, deposit: deposit! };
  return Object.values(money).every((x) => x < BigInt(members) << 45n) ? money : undefined;
}
