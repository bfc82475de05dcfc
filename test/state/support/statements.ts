/** Statements of the made-up module, lanes before they are masked. */
import { countsOf, packCounts, packSide } from '@veilgrid/protocol/core/groups/words';
import { lanesOf } from '@veilgrid/protocol/market/lanes';
import { PARAMS } from './genesis.js';
import type { MemberDay } from './maskedGroups.js';
import { K } from './profile.js';
import type { Statement } from './surveys.js';

/** Bits of all words of a side. */
export const WORDS = (1 << PARAMS.sideWords) - 1;

/** Money, and 1 where it is of somebody above the minimum. */
export const peak = (money: bigint, above: 0 | 1): Statement => ({ lanes: [money, BigInt(above)] });

export const correction = (money: bigint): Statement => ({ lanes: [money] });

const lifted = (wh: number) => packSide(PARAMS, Array<bigint>(K).fill(BigInt(wh) + (1n << 24n)));

/** What was delivered in every half hour, of either sign, its pay, and what the supplier is owed for it. */
export const delivery = (wh: number, pay: bigint, owed: bigint): Statement => ({
  lanes: [...lifted(wh), pay, owed],
});

/** Energy of every half hour, and a count of each, or of none, in the first word. */
export function session(wh: number, counted: boolean): Statement {
  const counts = Array.from({ length: Math.min(6, K) }, (_, k) => (counted ? 1n << BigInt(19 * k) : 0n));
  return { lanes: [...lifted(wh), 1n, counts.reduce((a, b) => a + b)] };
}

/** What a settlement brings, and a panel of chosen ones. */
export function settled({ imported, exported, status = 0, open = 0 }: MemberDay): Statement {
  const readings = imported.map((x, k) => ({ imported: x, exported: exported[k]! }));
  const money = { refund: 1n, network: 2n, shortfall: 0n, deposit: 10n };
  return { lanes: lanesOf(PARAMS, readings, money, status === 0), counts: status === 0, open };
}

/** All of a day's exports, and how many of its words they fill. */
export function claim({ exported }: MemberDay): Statement {
  const none = exported.map(() => 0);
  const counts = packCounts(countsOf(PARAMS, none, exported, true));
  return { lanes: [...packSide(PARAMS, exported.map(BigInt)), counts] };
}
