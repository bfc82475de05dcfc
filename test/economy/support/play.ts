/** Plays whole days and holds every one against what must be true of it. */
import { getResult } from '@veilgrid/node/state/core/books/close';
import { standing } from '@veilgrid/node/state/core/groups/group';
import { dsoDebt, getSupply } from '@veilgrid/node/state/core/money/accounts';
import { marketOf } from '@veilgrid/node/state/market/auction';
import { getPublication } from '@veilgrid/node/state/market/publication';
import { type ClearingResult, emptyResult } from '@veilgrid/protocol/core/books/result';
import { worstDay } from '@veilgrid/protocol/market/bond';
import { billOf, refundAndShortfall, refundRho } from '@veilgrid/protocol/market/settlement';
import { MIN_GROUP, MONEY_LANE_BOUND } from '@veilgrid/protocol/params';
import { fundRoles, settleIn } from '../../state/support/foundation.js';
import { LATE_FEE, PARAMS, WINDOWS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { MarketDay } from '../../state/support/marketDay.js';
import { FIRST, type Slot } from '../../state/support/slot.js';
import { sum } from './economics.js';
import type { Phase } from './hostile.js';
import { Member } from './member.js';
import {
  breaches,
  type LateSums,
  lateSums,
  lateSumsOf,
  NO_LATE,
  publishedMoney,
  type Sums,
  settledSums,
} from './properties.js';
import type { Random } from './random.js';
import { clearedPeriods, clearTxs, closeTx, setMaskTxs } from './roleTxs.js';
import { SimChain } from './simChain.js';
import { SimDay } from './simDay.js';
import { randomPlans } from './traders.js';
import { pricesOf, randomWorld, termsOf, type World } from './world.js';

/** Whoever is silent makes the auction void. */
export type Fate = 'closed' | 'regulator silent' | 'operator silent';

const RICH = 4_000_000_000_000_000_000n;

/** A world whose lanes hold, as the ledger demands at opening. */
export function admissibleWorld(random: Random, members: number): World {
  return admissible(() => randomWorld(random, members));
}

function admissible(draw: () => World): World {
  for (;;) {
    const world = draw();
    const top = world.tiers.at(-1)!;
    const fits = world.points.every((terms, i) => {
      const worst = worstDay(world.market, new Member(i, terms).point);
      const lane = 2n * top + worst.cost + LATE_FEE;
      return worst.network < MONEY_LANE_BOUND && lane < MONEY_LANE_BOUND;
    });
    if (fits) return world;
  }
}

/** Another day of the same points, with prices of its own. */
export function admissibleDay(random: Random, points: World['points']): World {
  return admissible(() => randomWorld(random, points.length, points));
}

/** A chain on which this world's points have money. */
export function foundWorld({ points }: World): SimChain {
  const chain = new SimChain();
  const members = points.map((terms, i) => new Member(i, terms));
  fundRoles(chain, RICH);
  settleIn(chain, members);
  chain.books.owned += sum(members.map(({ note }) => note.value));
  return chain;
}

export function openDay(chain: SimChain, world: World, slot: Slot): void {
  new MarketDay(chain, slot).tariff(pricesOf(world)).open(termsOf(world));
  chain.checkBooks();
}

/** A chain on which this world's first auction stands open. */
export function openWorld(world: World): SimChain {
  const chain = foundWorld(world);
  openDay(chain, world, FIRST);
  return chain;
}

/** What a day came to, for statistics over many. */
export interface Played {
  readonly day: SimDay;
  readonly fate: Fate;
  readonly traded: number;
  readonly published: boolean;
  /** What the pool drew from the bond, if it did. */
  readonly drawn: bigint;
  /** What came back to the supplier when late bills had ended. */
  readonly released: bigint;
}

/** What somebody tries in a phase. */
export type Trial = (phase: Phase, day: SimDay) => void;

/** @throws Error on the first breach */
export function playDay(random: Random, world: World, opened: SimChain, trial: Trial = () => {}): Played {
  const chain = opened.fork();
  const members = world.points.map((terms, i) => new Member(i, terms));
  const day = new SimDay(chain, members, randomPlans(random, world));
  const { fate, result, settled } = playToSettlement(random, world, day, trial);
  const { bond } = day.auction;
  const published = settled.sums.hidden >= MIN_GROUP;
  const { available } = publishedMoney([settled.sums], bond, dsoDebt(chain.store), settled.late);
  if (published) {
    trial('sum', day);
    publishSet([settled]);
  }
  lateBills(settled, () => true);
  const released = over([settled], published);
  const traded = result.p.filter((_, k) => ((result.traded >> BigInt(k)) & 1n) === 1n).length;
  return { day, fate, traded, published, drawn: bond - available, released };
}

/** From the orders to the first late bills. */
export function playToSettlement(random: Random, world: World, day: SimDay, trial: Trial = () => {}) {
  const { chain, members } = day;
  const fate = random.pick<Fate>([...Array<Fate>(8).fill('closed'), 'regulator silent', 'operator silent']);
  trial('order', day);
  day.order(random.shuffled(members));
  chain.checkBooks();
  const result = conclude(chain, day, fate, trial);
  expectNone(breaches(world, day.plans, result));
  const estimated = members.filter(() => random.chance(0.1));
  const listed = random.chance(0.5) ? estimated : [];
  day.postStatus(listed);
  day.settling();
  trial('settle', day);
  settle(random, day, result);
  chain.at(day.at.settleEnd);
  const byHand = new Set(listed.map((m) => day.plans[m.i]!));
  const late = members.filter((m) => day.plans[m.i]!.ending === 'late');
  const { forfeit, share } = day.auction;
  const settled: SettledDay = {
    day,
    sums: settledSums(world, day.plans, result, { forfeit, share }, byHand),
    late: NO_LATE,
    waiting: late,
  };
  // Some come before the publication, and some after it.
  lateBills(settled, () => random.chance(0.5));
  openCounts(settled);
  return { fate, result, settled };
}

/** Whether ten hide each other is not known before: a count that is not opened holds up all later days. */
function openCounts({ day }: SettledDay): void {
  const { status0, open } = standing(day.chain.store, day.id);
  if (status0 - open < MIN_GROUP) return;
  for (const role of ['A', 'B'] as const) {
    for (const tx of setMaskTxs([{ day, members: day.settled() }], role, 'count')) day.chain.accept(tx);
  }
}

function conclude(chain: SimChain, day: SimDay, fate: Fate, trial: Trial): ClearingResult {
  const { accounts } = getSupply(chain.store);
  chain.at(day.at.gate);
  if (fate !== 'regulator silent') {
    day.release();
    trial('clear', day);
  }
  if (fate === 'closed') {
    const periods = clearedPeriods(day);
    for (const tx of clearTxs(day, periods)) chain.accept(tx);
    chain.accept(closeTx(day, periods));
    return getResult(chain.store, day.id)!;
  }
  day.void(day.at.close);
  const after = getSupply(chain.store).accounts;
  const silent = fate === 'regulator silent' ? 'regulator' : 'operator';
  const other = silent === 'regulator' ? 'operator' : 'regulator';
  const { lock, forfeit } = day.auction;
  expect(after).toEqual({ ...accounts, [other]: accounts[other] + lock });
  expect(forfeit).toBe(lock);
  chain.books.deposits += lock;
  return emptyResult(PARAMS);
}

/** Everybody who means to settles, whatever the readings: within the caps every bill can be proven. */
function settle(random: Random, day: SimDay, result: ClearingResult): void {
  const { chain, plans } = day;
  const settled = random.shuffled(day.members.filter((m) => plans[m.i]!.ending === 'settle'));
  for (const m of settled) {
    chain.accept(day.settleTx(day.settleWitness(m)));
    const { cells, readings, deposit } = plans[m.i]!;
    const { cost } = billOf(cells, readings, marketOf(chain.ctx, chain.store, day.auction), result);
    const { refund } = refundAndShortfall(deposit, cost);
    chain.books.refunds += refund;
    chain.books.owned += refund;
    m.receive(refund, refundRho(hasher, m.salt(day.id), day.id));
    chain.checkBooks();
  }
}

/** A bill that comes when settlement is over: what it pays and bears follows from the bill and the deposit. */
function lateBill(day: SimDay, m: Member): LateSums {
  const { chain, plans, id } = day;
  const market = marketOf(chain.ctx, chain.store, day.auction);
  const result = getResult(chain.store, id) ?? emptyResult(PARAMS);
  const bill = lateSumsOf(plans[m.i]!, market, result, LATE_FEE);
  const { paid, fees: fee } = bill;
  const published = getPublication(chain.store, id) !== undefined;
  const before = getSupply(chain.store);
  chain.accept(day.lateTx(day.settleWitness(m, true)));
  const after = getSupply(chain.store);
  // No late bill finds too little: what it takes was held, or waits with the deposits.
  const moved = [after.held - before.held, after.accounts.issuer - before.accounts.issuer];
  expect(moved).toEqual(published ? [-paid - fee, fee] : [0n, 0n]);
  if (!published) chain.books.refunds += paid;
  chain.books.owned += paid;
  m.receive(paid, refundRho(hasher, m.salt(id), id));
  chain.checkBooks();
  const again = chain.refusal(day.lateTx(day.settleWitness(m, true)));
  if (again?.code !== 'ALREADY_SETTLED') throw new Error('a day was billed twice');
  return bill;
}

/** A day whose settlement has ended, and what its members' books say of it. */
export interface SettledDay {
  readonly day: SimDay;
  readonly sums: Sums;
  /** Before the publication, so far. */
  late: LateSums;
  /** Who sends a late bill later. */
  waiting: readonly Member[];
}

/** Some of those who are late send their bills now. @returns how many */
export function lateBills(settled: SettledDay, now: (m: Member) => boolean): number {
  const { day } = settled;
  const published = getPublication(day.chain.store, day.id) !== undefined;
  const senders = settled.waiting.filter(now);
  const bills = senders.map((m) => lateBill(day, m));
  settled.waiting = settled.waiting.filter((m) => !senders.includes(m));
  if (!published) settled.late = lateSums([settled.late, ...bills]);
  return bills.length;
}

/**
 * When the last late bill has ended, the supplier has what is left: held money, or what of a bond nobody needs.
 * @returns how much
 */
export function over(set: readonly SettledDay[], published: boolean): bigint {
  const { day } = set.at(-1)!;
  const { chain, id } = day;
  const release = () =>
    chain.verified(
      published ? chain.tx('releaseHeld', { host: id }) : chain.tx('releaseBond', { auctionId: id }),
    );
  chain.at(day.at.settleEnd + BigInt(WINDOWS.late) - 1n);
  const early = published ? 'HELD_LOCKED' : 'PHASE_WRONG';
  if (chain.refusal(release())?.code !== early) throw new Error('released too early');
  chain.at(day.at.settleEnd + BigInt(WINDOWS.late));
  const before = getSupply(chain.store);
  const nothing = published ? 'HELD_EXHAUSTED' : 'BOND_KEPT';
  const refusal = chain.refusal(release())?.code;
  if (refusal === nothing) return 0n;
  if (refusal !== undefined) throw new Error(`released nothing: ${refusal}`);
  chain.accept(release());
  const after = getSupply(chain.store);
  const freed = before.held + before.bonds - after.held - after.bonds;
  expect(after.accounts.supplier - before.accounts.supplier).toBe(freed);
  expect(chain.refusal(release())?.code).toBe(nothing);
  chain.checkBooks();
  return freed;
}

/** Days that are opened together, the large one last. */
export function publishSet(set: readonly SettledDay[]): void {
  const { day } = set.at(-1)!;
  const { chain } = day;
  const auctions = set.map((each) => each.day.id);
  const late = lateSums(set.map((each) => each.late));
  const { available, ...expected } = publishedMoney(
    set.map(({ sums }) => sums),
    set.reduce((sum, each) => sum + each.day.auction.bond, 0n),
    dsoDebt(chain.store),
    late,
  );
  const sets = set.map((each) => ({ day: each.day, members: each.day.settled() }));
  for (const role of ['A', 'B'] as const) {
    for (const tx of setMaskTxs(sets, role, 'words')) chain.accept(tx);
  }
  const before = getSupply(chain.store).accounts;
  day.publish();
  const after = getSupply(chain.store).accounts;
  chain.books.deposits -= expected.deposits + sum(set.map(({ sums }) => sums.forfeit));
  chain.books.refunds -= expected.refund + late.paid;
  chain.checkBooks();
  for (const id of auctions) expect(getPublication(chain.store, id)).toMatchObject({ ...expected, auctions });
  expect(available).toBeGreaterThanOrEqual(0n);
  expect([after.dso - before.dso, after.supplier - before.supplier, after.issuer - before.issuer]).toEqual([
    expected.dsoShare + expected.forfeitRest,
    expected.supplierShare,
    late.fees,
  ]);
}

function expectNone(found: readonly string[]): void {
  if (found.length > 0) throw new Error(found.join('\n'));
}
