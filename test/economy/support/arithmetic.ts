/** Sets of days by plain arithmetic: bills, shares and late bills as they come, with no ledger. */
import { BUY } from '@veilgrid/protocol/core/books/cells';
import { type ClearingResult, emptyResult, publishedResult } from '@veilgrid/protocol/core/books/result';
import { AUCTION_GROUP } from '@veilgrid/protocol/market/auction';
import { largestBond, roleLock, roundingOf, supplierBond } from '@veilgrid/protocol/market/bond';
import { jsMatcher } from '@veilgrid/wasm-core';
import { PARAMS } from '../../state/support/genesis.js';
import { K } from '../../state/support/profile.js';
import { sum } from './economics.js';
import { Member } from './member.js';
import { type LateSums, lateSums, lateSumsOf, publishedMoney, type Sums, settledSums } from './properties.js';
import type { Random } from './random.js';
import { type Ending, type Plan, randomPlans } from './traders.js';
import { randomWorld } from './world.js';

interface ReckonedDay {
  readonly sums: Sums;
  /** What is locked of the supplier's at publication. */
  readonly bond: bigint;
  readonly early: readonly LateSums[];
  readonly later: readonly LateSums[];
}

function resultOf(plans: readonly Plan[]): ClearingResult {
  const cells = plans.map((plan) => plan.cells);
  return publishedResult(jsMatcher.clearDay(cells, K), 0, AUCTION_GROUP);
}

/** Everybody orders; who settles, comes late and stays away is drawn, and so is whether a role was silent. */
function reckonDay(random: Random, lateFee: bigint): ReckonedDay {
  const world = randomWorld(random, random.int(1, 8));
  const away = random.pick([0, 0.1, 0.5, 0.9, 1]);
  // Buyers who do not settle owe their sellers' income, which then is not there.
  const buyersAway = random.chance(0.4);
  const buys = ({ cells }: Plan) => cells.some(({ side, qty }) => side === BUY && qty > 0);
  const ending = (plan: Plan): Ending => {
    const stays = buyersAway ? !buys(plan) : !random.chance(away);
    return stays ? 'settle' : random.pick(['late', 'late', 'never']);
  };
  const plans = randomPlans(random, world).map((plan) => ({ ...plan, ending: ending(plan) }));
  const points = world.points.map((terms, i) => new Member(i, terms).point);
  const silent = random.chance(0.3);
  const orders = BigInt(plans.length);
  const roleBond = random.pick([0n, 5_000n, random.big(0n, 10_000_000_000_000n)]);
  const forfeit = silent ? roleLock(roleBond, world.market, points) : 0n;
  const top = world.tiers.at(-1)!;
  const share = forfeit / orders < top ? forfeit / orders : top;
  const result = silent ? emptyResult(PARAMS) : resultOf(plans);
  const market = { ...world.market, fixedPerDay: world.market.fixedPerDay - share };
  const bills = plans
    .filter((plan) => plan.ending === 'late')
    .map((plan) => lateSumsOf(plan, market, result, lateFee));
  // Some come before publication, in any order.
  const mixed = random.shuffled(bills);
  const early = mixed.slice(0, random.int(0, bills.length));
  const sums = settledSums(world, plans, result, { forfeit, share });
  // A set that waited until its late bills had ended has no more than it can need; then all of them came before.
  const kept = random.chance(0.3);
  const all = supplierBond(world.market, points);
  const needed =
    BigInt(sums.members + bills.length) * largestBond(world.market, points) +
    orders * roundingOf(world.market);
  return {
    sums,
    bond: kept && needed < all ? needed : all,
    early: kept ? bills : early,
    later: kept ? [] : mixed.slice(early.length),
  };
}

export interface Reckoned {
  readonly available: bigint;
  readonly held: bigint;
  /** Deposits of which no bill has come. */
  readonly unsettled: bigint;
  readonly dsoDebt: bigint;
  /** What late bills take from it, one after the other. */
  readonly taken: readonly bigint[];
}

/** Up to four days that are opened together. @param debt the DSO's before */
export function reckonSet(random: Random, debt: bigint): Reckoned {
  const lateFee = random.pick([0n, 1n, 100_000n, random.big(0n, 10_000_000_000n)]);
  const days = Array.from({ length: random.int(1, 4) }, () => reckonDay(random, lateFee));
  const bonds = sum(days.map((day) => day.bond));
  const early = lateSums(days.flatMap((day) => day.early));
  const { available, held, dsoDebt } = publishedMoney(
    days.map((day) => day.sums),
    bonds,
    debt,
    early,
  );
  const taken = days.flatMap((day) => day.later.map(({ paid, fees }) => paid + fees));
  const unsettled = sum(days.map((day) => day.sums.forfeited)) - early.deposits;
  return { available, held, unsettled, dsoDebt, taken };
}
