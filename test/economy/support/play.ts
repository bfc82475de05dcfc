/** Plays whole days and holds every one against what must be true of it. */
import { dsoDebt, getSupply } from '@veilgrid/node/state/core/money/accounts';
import { marketOf } from '@veilgrid/node/state/market/auction';
import { worstDay } from '@veilgrid/node/state/market/bond';
import { getResult } from '@veilgrid/node/state/market/clearing';
import { getPublication } from '@veilgrid/node/state/market/publication';
import { type ClearingResult, emptyResult } from '@veilgrid/protocol/market/clearing';
import { billOf, refundAndShortfall, refundRho, settleNullifier } from '@veilgrid/protocol/market/settlement';
import { MIN_GROUP, MONEY_LANE_BOUND, TRADE_NET_OFFSET } from '@veilgrid/protocol/params';
import { fundRoles, settleIn } from '../../state/support/foundation.js';
import { PARAMS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { MarketDay } from '../../state/support/marketDay.js';
import { FIRST, type Slot } from '../../state/support/slot.js';
import { sum } from './economics.js';
import type { Phase } from './hostile.js';
import { Member } from './member.js';
import { breaches, publishedMoney, type Sums, settledSums } from './properties.js';
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
      const lanes = worst.network < MONEY_LANE_BOUND && worst.trade < TRADE_NET_OFFSET;
      return lanes && 2n * top + worst.cost < MONEY_LANE_BOUND;
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
}

/** What somebody tries in a phase. */
export type Trial = (phase: Phase, day: SimDay) => void;

/** @throws Error on the first breach */
export function playDay(random: Random, world: World, opened: SimChain, trial: Trial = () => {}): Played {
  const chain = opened.fork();
  const members = world.points.map((terms, i) => new Member(i, terms));
  const day = new SimDay(chain, members, randomPlans(random, world));
  const { fate, result, sums } = playToSettlement(random, world, day, trial);
  const { bond } = day.auction;
  const published = sums.members >= MIN_GROUP;
  const { supplierShare } = publishedMoney([sums], bond, dsoDebt(chain.store));
  if (published) {
    trial('sum', day);
    publishSet([{ day, sums }]);
  }
  const traded = result.p.filter((_, k) => ((result.traded >> BigInt(k)) & 1n) === 1n).length;
  return { day, fate, traded, published, drawn: bond - supplierShare };
}

/** From the orders to the last late bill. */
export function playToSettlement(random: Random, world: World, day: SimDay, trial: Trial = () => {}) {
  const { chain, members } = day;
  const fate = random.pick<Fate>([...Array<Fate>(8).fill('closed'), 'regulator silent', 'operator silent']);
  trial('order', day);
  day.order(random.shuffled(members));
  chain.checkBooks();
  const result = conclude(chain, day, fate, trial);
  expectNone(breaches(world, day.plans, result));
  const estimated = members.filter(() => random.chance(0.1));
  if (random.chance(0.5)) day.postStatus(estimated);
  chain.at(day.at.settleFrom);
  trial('settle', day);
  settle(random, day, result);
  chain.at(day.at.settleEnd);
  lateBills(day);
  const { forfeit, share } = day.auction;
  return { fate, result, sums: settledSums(world, day.plans, result, { forfeit, share }) };
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

/** A day billed late uses its nullifier up, once. */
function lateBills({ chain, members, plans, id: auctionId }: SimDay): void {
  for (const m of members) {
    const { ending } = plans[m.i]!;
    const nf = settleNullifier(hasher, m.salt(auctionId), auctionId);
    const tx = chain.verified(chain.tx('lateBill', { auctionId, nf }));
    if (ending === 'late') chain.accept(tx);
    if (ending === 'never') continue;
    const again = chain.verified(chain.tx('lateBill', { auctionId, nf }));
    if (chain.refusal(again)?.code !== 'ALREADY_SETTLED') throw new Error('a day was billed twice');
  }
}

/** A day whose settlement has ended, and what its members' books say of it. */
export interface SettledDay {
  readonly day: SimDay;
  readonly sums: Sums;
}

/** Days that are opened together, the large one last. */
export function publishSet(set: readonly SettledDay[]): void {
  const { day } = set.at(-1)!;
  const { chain } = day;
  const auctions = set.map((each) => each.day.id);
  const expected = publishedMoney(
    set.map(({ sums }) => sums),
    set.reduce((sum, each) => sum + each.day.auction.bond, 0n),
    dsoDebt(chain.store),
  );
  const sets = set.map((each) => ({ day: each.day, members: each.day.settled() }));
  for (const role of ['A', 'B'] as const) {
    for (const tx of setMaskTxs(sets, role)) chain.accept(tx);
  }
  const before = getSupply(chain.store).accounts;
  day.publish();
  const after = getSupply(chain.store).accounts;
  chain.books.deposits -= expected.deposits + sum(set.map(({ sums }) => sums.forfeit));
  chain.books.refunds -= expected.refund;
  chain.checkBooks();
  for (const id of auctions) expect(getPublication(chain.store, id)).toMatchObject({ ...expected, auctions });
  expect([after.dso - before.dso, after.supplier - before.supplier]).toEqual([
    expected.dsoShare + expected.forfeitRest,
    expected.supplierShare,
  ]);
}

function expectNone(found: readonly string[]): void {
  if (found.length > 0) throw new Error(found.join('\n'));
}
