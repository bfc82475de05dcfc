/** Plays whole days and holds every one against what must be true of it. */
import { getSupply } from '@veilgrid/node/state/accounts';
import { dsoDebt, getAggregate } from '@veilgrid/node/state/aggregate';
import { marketOf } from '@veilgrid/node/state/auction';
import { worstDay } from '@veilgrid/node/state/bond';
import { getResult } from '@veilgrid/node/state/clearing';
import { type ClearingResult, emptyResult } from '@veilgrid/protocol/clearing';
import { MIN_GROUP, MONEY_LANE_BOUND, TRADE_NET_OFFSET } from '@veilgrid/protocol/params';
import { ROLES } from '@veilgrid/protocol/roles';
import { billOf, refundAndShortfall, settleNullifier } from '@veilgrid/protocol/settlement';
import { encodePrice } from '@veilgrid/protocol/ssz';
import { AUCTION_ID, DAY, OPERATOR_SECRET, REGULATOR_SECRET, share, TIMES } from '../../state/support/day.js';
import { PARAMS, ROLE_BOND } from '../../state/support/genesis.js';
import { TARIFF, ZONE } from '../../state/support/household.js';
import type { Phase } from './hostile.js';
import { Member } from './member.js';
import { hasher } from './primitives.js';
import { breaches, settledMoney } from './properties.js';
import type { Random } from './random.js';
import { clearedPeriods, clearTxs, closeTx, maskTxs } from './roleTxs.js';
import { SimChain } from './simChain.js';
import { SimDay } from './simDay.js';
import { randomPlans } from './traders.js';
import { randomWorld, type World } from './world.js';

/** Whoever is silent makes the auction void. */
export type Fate = 'closed' | 'regulator silent' | 'operator silent';

const RICH = 4_000_000_000_000_000_000n;

/** A world whose lanes hold, as the ledger demands at opening. */
export function admissibleWorld(random: Random, members: number): World {
  for (;;) {
    const world = randomWorld(random, members);
    const top = world.tiers.at(-1)!;
    const fits = world.points.every((terms, i) => {
      const worst = worstDay(world.market, new Member(i, terms).point);
      const lanes = worst.network < MONEY_LANE_BOUND && worst.trade < TRADE_NET_OFFSET;
      return lanes && top + worst.cost < MONEY_LANE_BOUND;
    });
    if (fits) return world;
  }
}

/** A chain on which this world's auction stands open. */
export function openWorld(world: World): SimChain {
  const chain = new SimChain();
  const { market } = world;
  for (const account of [ROLES.supplier, ROLES.operator, ROLES.regulator]) {
    chain.submit(chain.tx('mintAccount', { account, value: RICH }));
  }
  for (const [i, terms] of world.points.entries()) {
    const member = new Member(i, terms);
    chain.submit(chain.tx('mintNote', member.note));
    chain.submit(chain.tx('enrolPoint', member.point));
    chain.books.owned += member.note.value;
  }
  chain.submit(
    chain.tx('publishTariff', {
      tariffId: TARIFF,
      day: DAY,
      importPrice: market.importPrice.map((p) => encodePrice(Number(p))),
      exportPrice: market.exportPrice.map((p) => encodePrice(Number(p))),
      network: market.network.map(Number),
      discount: market.discount.map(Number),
      fixedPerDay: market.fixedPerDay,
    }),
  );
  chain.submit(
    chain.tx('openAuction', {
      zone: ZONE,
      tariffId: TARIFF,
      day: DAY,
      floor: encodePrice(Number(market.floor)),
      tick: Number(market.tick),
      collateral: encodePrice(Number(market.collateral)),
      tiers: [...world.tiers],
      ...TIMES,
      operatorShare: share('operator', AUCTION_ID, OPERATOR_SECRET),
      regulatorShare: share('regulator', AUCTION_ID, REGULATOR_SECRET),
    }),
  );
  chain.checkBooks();
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
  const fate = random.pick<Fate>([...Array<Fate>(8).fill('closed'), 'regulator silent', 'operator silent']);
  trial('order', day);
  day.order(random.shuffled(members));
  chain.checkBooks();
  const result = conclude(chain, day, fate, trial);
  expectNone(breaches(world, day.plans, result));
  const tags = members.filter(() => random.chance(0.1)).map((m) => m.tagA(AUCTION_ID));
  if (random.chance(0.5)) chain.submit(chain.tx('statusList', { auctionId: AUCTION_ID, tags }));
  chain.at(TIMES.settleFrom);
  trial('settle', day);
  settle(random, day, result);
  chain.at(TIMES.settleEnd);
  lateBills(day);
  const bond = day.auction.bond;
  const debt = dsoDebt(chain.store);
  const expected = settledMoney(world, day.plans, result, bond, debt);
  const published = expected.members >= MIN_GROUP;
  if (published) {
    trial('sum', day);
    publish(day, expected);
  }
  const traded = result.p.filter((_, k) => ((result.traded >> BigInt(k)) & 1n) === 1n).length;
  return { day, fate, traded, published, drawn: bond - expected.supplierShare };
}

function conclude(chain: SimChain, day: SimDay, fate: Fate, trial: Trial): ClearingResult {
  const { accounts } = getSupply(chain.store);
  chain.at(TIMES.gate);
  if (fate !== 'regulator silent') {
    chain.submit(chain.tx('releaseShare', { auctionId: AUCTION_ID, scalar: REGULATOR_SECRET }));
    trial('clear', day);
  }
  if (fate === 'closed') {
    const periods = clearedPeriods(day);
    for (const tx of clearTxs(day, periods)) chain.accept(tx);
    chain.accept(closeTx(day, periods));
    return getResult(chain.store, AUCTION_ID)!;
  }
  chain.at(TIMES.close).submit(chain.tx('voidAuction', { auctionId: AUCTION_ID }));
  const after = getSupply(chain.store).accounts;
  const silent = fate === 'regulator silent' ? 'regulator' : 'operator';
  const forfeited = after.supplier - accounts.supplier === ROLE_BOND && after[silent] === accounts[silent];
  if (!forfeited) throw new Error(`the silent ${silent} kept its bond`);
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
    chain.checkBooks();
  }
}

/** A day billed late uses its nullifier up, once. */
function lateBills({ chain, members, plans }: SimDay): void {
  for (const m of members) {
    const { ending } = plans[m.i]!;
    const nf = settleNullifier(hasher, m.salt(AUCTION_ID), AUCTION_ID);
    const tx = chain.verified(chain.tx('lateBill', { auctionId: AUCTION_ID, nf }));
    if (ending === 'late') chain.accept(tx);
    if (ending === 'never') continue;
    const again = chain.verified(chain.tx('lateBill', { auctionId: AUCTION_ID, nf }));
    if (chain.refusal(again)?.code !== 'ALREADY_SETTLED') throw new Error('a day was billed twice');
  }
}

function publish(day: SimDay, expected: ReturnType<typeof settledMoney>): void {
  const { chain } = day;
  for (const role of ['A', 'B'] as const) {
    for (const tx of maskTxs(day, role, day.settled())) chain.accept(tx);
  }
  const before = getSupply(chain.store).accounts;
  chain.at(TIMES.publish).submit(chain.tx('publish', { auctionId: AUCTION_ID }));
  const after = getSupply(chain.store).accounts;
  Object.assign(chain.books, { deposits: 0n, refunds: 0n });
  chain.checkBooks();
  const aggregate = getAggregate(chain.store, AUCTION_ID)!;
  expect(aggregate).toMatchObject(expected);
  expect([after.dso - before.dso, after.supplier - before.supplier]).toEqual([
    expected.dsoShare,
    expected.supplierShare,
  ]);
}

function expectNone(found: readonly string[]): void {
  if (found.length > 0) throw new Error(found.join('\n'));
}
