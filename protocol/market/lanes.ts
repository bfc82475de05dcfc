/** Words of a settlement before they are masked, and the money that their sums open. */
import { countsOf, openAmounts, packCounts, packMoney, packSide } from '../core/groups/words.js';
import type { Reading } from '../core/readings.js';
import type { Params } from '../params.js';

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
  return [
    ...packSide(params, imported.map(BigInt)),
    ...packSide(params, exported.map(BigInt)),
    packMoney([money.refund, money.network, money.shortfall, money.deposit]),
    packCounts(countsOf(params, imported, exported, counted)),
  ];
}

/**
 * The amounts in a sum of money words, unmasked.
 * @returns undefined where one is beyond what `members` settlements can hold, which cannot happen with proven ones
 */
export function openMoney(word: bigint, members: number): MoneyLanes | undefined {
  const amounts = openAmounts(word, members);
  if (!amounts) return undefined;
  const [refund, network, shortfall, deposit] = amounts;
  return { refund, network, shortfall, deposit };
}
