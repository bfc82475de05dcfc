/** What must hold of every day, whoever trades. */
import { type ClearingResult, isTraded } from '@veilgrid/protocol/core/books/result';
import type { MarketData } from '@veilgrid/protocol/market/auction';
import { requiredDeposit } from '@veilgrid/protocol/market/order';
import { billOf, refundAndShortfall } from '@veilgrid/protocol/market/settlement';
import { defaultBill, gainBound, type Outcome, outcomeOf, roundedEnergy, sum } from './economics.js';
import type { Plan } from './traders.js';
import type { World } from './world.js';

type Check = (ok: boolean, breach: string) => void;

/** @returns one sentence for each breach; there must be none */
export function breaches(world: World, plans: readonly Plan[], result: ClearingResult): string[] {
  const found: string[] = [];
  const check: Check = (ok, breach) => {
    if (!ok) found.push(breach);
  };
  const outcomes = plans.map((plan) => outcomeOf(plan, world.market, result));
  const ring = outcomes.filter((o) => o.plan.character === 'coalition');
  result.p.forEach((_, k) => {
    energyHolds(outcomes, result, k, check);
    for (const [who, members] of [['coalition', ring] as const, ['market', outcomes] as const]) {
      const gained = sum(members.map((m) => m.gains[k]!));
      const bound = gainBound(members, world.market, result, k);
      check(gained <= bound, `the ${who} gains ${gained} in period ${k}, more than ${bound}`);
    }
  });
  outcomes.forEach((outcome, i) => {
    pointHolds(world, outcome, i, (ok, breach) => check(ok, `point ${i}: ${breach}`));
  });
  return found;
}

/** The supplier sells what rationing rounds: never buys, and less than a Wh for each order at the margin. */
function energyHolds(outcomes: readonly Outcome[], result: ClearingResult, k: number, check: Check): void {
  const { extra, atMargin } = roundedEnergy(outcomes, result, k);
  check(extra >= 0, `period ${k} sells ${-extra} Wh more than it buys`);
  check(extra === 0 || extra < atMargin, `period ${k} rounds ${extra} Wh over ${atMargin} orders`);
  const fills = outcomes.some(({ bill }) => bill.lines[k]!.buyFill + bill.lines[k]!.sellFill > 0);
  check(fills === isTraded(result, k), `period ${k} fills without trade, or trades without a fill`);
}

function pointHolds(world: World, { plan, bill, without, gains }: Outcome<Plan>, i: number, check: Check) {
  const { market } = world;
  const { dayLimit } = world.points[i]!;
  const needed = requiredDeposit(plan.cells, market, dayLimit);
  check(plan.deposit >= needed, 'its deposit does not cover its order');
  // So a shortfall is of the household's own consumption beyond its day limit, never of a trade.
  check(bill.cost <= without.cost + needed - dayLimit, 'trading costs more than was set aside for it');
  // Not settling never pays: neither against settling nor against not trading.
  const missed = plan.deposit + defaultBill(plan.readings, market);
  check(missed >= bill.cost + dayLimit, `not settling costs ${missed}, settling ${bill.cost}`);
  check(missed >= without.cost + plan.deposit, `not settling costs ${missed}, not trading ${without.cost}`);
  if (plan.character === 'honest') {
    gains.forEach((gain, k) => {
      check(gain >= 0n, `honest, and loses ${-gain} in period ${k}`);
    });
  }
}

/** What a silent role lost, and each order's share of it. */
interface Forfeit {
  readonly forfeit: bigint;
  readonly share: bigint;
}

/** Whether a day shows something in every word. */
function isActive({ readings }: Plan): boolean {
  const idle = (from: number) =>
    readings.slice(from, from + 6).every(({ imported, exported }) => imported === 0 && exported === 0);
  return !readings.some((_, k) => k % 6 === 0 && idle(k));
}

/**
 * A day's sums from everybody's own books, before any late bill.
 * @param listed whose day the DSO reads
 */
export function settledSums(
  world: World,
  plans: readonly Plan[],
  result: ClearingResult,
  { forfeit, share }: Forfeit,
  listed: ReadonlySet<Plan> = new Set(),
) {
  const market = { ...world.market, fixedPerDay: world.market.fixedPerDay - share };
  const settled = plans.filter((p) => p.ending === 'settle').map((p) => outcomeOf(p, market, result));
  const money = settled.map((o) => refundAndShortfall(o.plan.deposit, o.bill.cost));
  const total = (of: (o: Outcome<Plan>) => bigint) => sum(settled.map(of));
  const deposits = sum(plans.map((p) => p.deposit));
  const refund = sum(money.map((m) => m.refund));
  const shortfall = sum(money.map((m) => m.shortfall));
  const network = total((o) => o.bill.network);
  const forfeited = deposits - total((o) => o.plan.deposit);
  const energy = total((o) => o.bill.cost - o.bill.network);
  const metered = plans.map((p) => p.ending === 'settle' && !listed.has(p));
  const count = (of: (p: Plan, i: number) => boolean) =>
    plans.filter((p, i) => metered[i]! && of(p, i)).length;
  return {
    /** Contributors whom nobody knows, at least: nobody sees which of the open ones are active. */
    hidden: count(isActive) - count((_, i) => world.points[i]!.open === 1),
    settledDeposits: total((o) => o.plan.deposit),
    forfeited,
    forfeit,
    /** What the settled have of it in their bills, where the supplier has it from the forfeit. */
    shares: share * BigInt(settled.length),
    energy,
    members: settled.length,
    deposits,
    refund,
    shortfall,
    network,
  };
}

export type Sums = ReturnType<typeof settledSums>;

/** What late bills took before a publication. */
export interface LateSums {
  readonly deposits: bigint;
  readonly paid: bigint;
  readonly fees: bigint;
}

export const NO_LATE: LateSums = { deposits: 0n, paid: 0n, fees: 0n };

/**
 * What a late bill pays and bears: never more than its own deposit, and a fee out of what it pays.
 * @param market with the share of a forfeit, if there is one
 */
export function lateSumsOf(
  plan: Plan,
  market: MarketData,
  result: ClearingResult,
  lateFee: bigint,
): LateSums {
  const { cells, readings, deposit } = plan;
  const left = deposit - billOf(cells, readings, market, result).cost - lateFee;
  const paid = left < 0n ? 0n : left < deposit ? left : deposit;
  const rest = deposit - paid;
  const fees = paid === 0n ? 0n : rest < lateFee ? rest : lateFee;
  return { deposits: deposit, paid, fees };
}

export function lateSums(bills: readonly LateSums[]): LateSums {
  return {
    deposits: sum(bills.map((b) => b.deposits)),
    paid: sum(bills.map((b) => b.paid)),
    fees: sum(bills.map((b) => b.fees)),
  };
}

/** What the publication of days together must come to. */
export function publishedMoney(
  days: readonly Sums[],
  bonds: bigint,
  dsoDebtBefore: bigint,
  late: LateSums = NO_LATE,
) {
  const total = (of: (day: Sums) => bigint) => sum(days.map(of));
  const [network, shortfall] = [total((d) => d.network), total((d) => d.shortfall)];
  const claim = network - shortfall - dsoDebtBefore;
  const dsoShare = claim > 0n ? claim : 0n;
  const dsoDebt = dsoShare - claim;
  // Written from the other side: all energy bills, whoever pays them, and what nobody settled.
  const energy = total((d) => d.energy + d.shares + d.forfeited) - dsoDebt + dsoDebtBefore;
  const available = bonds + energy - late.paid - late.fees;
  const unsettled = total((d) => d.forfeited) - late.deposits;
  const held = unsettled < available ? unsettled : available;
  return {
    members: days.reduce((count, d) => count + d.members, 0),
    deposits: total((d) => d.deposits),
    deposit: total((d) => d.settledDeposits),
    refund: total((d) => d.refund),
    shortfall,
    network,
    dsoShare,
    dsoDebt,
    forfeitRest: total((d) => d.forfeit - d.shares),
    available,
    held,
    supplierShare: available - held,
    latePaid: late.paid,
    lateFees: late.fees,
  };
}
