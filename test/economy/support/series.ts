/** Days in sequence on one ledger: notes flow on, sets below ten wait, publications may come late. */
import { getSupply } from '@veilgrid/node/state/core/money/accounts';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import { slotOf } from '../../state/support/slot.js';
import { sum } from './economics.js';
import { Member } from './member.js';
import {
  admissibleDay,
  admissibleWorld,
  foundWorld,
  lateBills,
  openDay,
  over,
  playToSettlement,
  publishSet,
  type SettledDay,
} from './play.js';
import { Random } from './random.js';
import { SimDay } from './simDay.js';
import { type Plan, randomPlans } from './traders.js';

const DAYS_OF_A_SERIES = 8;
/** A day is published before the next is ordered, if it is published at once. */
const SPACING = 3;

/** Members that are late or never settle: most of a day of few, hardly one of another. */
function absent(random: Random, plans: readonly Plan[], share: number): Plan[] {
  return plans.map((plan) => ({
    ...plan,
    ending: random.chance(share) ? random.pick(['late', 'late', 'never'] as const) : plan.ending,
  }));
}

const nothing = {
  ...{ days: 0, publications: 0, merged: 0, voidMerged: 0 },
  ...{ lateWaiting: 0, lateHeld: 0, releasedHeld: 0, releasedBond: 0 },
};

/** @throws Error on the first breach */
function playSeries(random: Random, length: number, count: typeof nothing): void {
  const first = admissibleWorld(random, random.int(13, 15));
  // Every second series ends with a day that waits for good.
  const waitsAtEnd = random.seed % 2 === 0;
  const chain = foundWorld(first);
  const members = first.points.map((terms, i) => new Member(i, terms));
  const published: SettledDay[][] = [];
  let waiting: SettledDay[] = [];
  let due: SettledDay[][] = [];
  for (let number = 0; number < length; number++) {
    const last = number === length - 1;
    const world = number === 0 ? first : admissibleDay(random, first.points);
    const plans = randomPlans(random, world);
    const ending = (plan: Plan): Plan => ({ ...plan, ending: 'settle' });
    const played = absent(random, plans, last ? 0.7 : random.pick([0.08, 0.08, 0.7]));
    const all = last && !waitsAtEnd;
    const day = new SimDay(chain, members, all ? plans.map(ending) : played, slotOf(SPACING * number));
    openDay(chain, world, day.slot);
    const { settled } = playToSettlement(random, world, day);
    waiting.push(settled);
    if (settled.sums.hidden >= MIN_GROUP) {
      due.push(waiting);
      waiting = [];
    }
    // A and B may be late, and take later days first.
    const now = random.shuffled(due).filter(() => last || random.chance(0.6));
    for (const set of now) publishSet(set);
    published.push(...now);
    due = due.filter((set) => !now.includes(set));
    // Late bills of published sets, of sets that are due, and of those that wait for a large one.
    count.lateWaiting += some(random, [...due.flat(), ...waiting]);
    count.lateHeld += some(random, published.flat());
  }
  const { deposits, bonds, notes } = getSupply(chain.store);
  const purses = sum(members.flatMap((m) => m.purse.map((note) => note.value)));
  // Refunds of days that wait are with their owners already, and hidden among the deposits.
  const hidden = sum(waiting.map(({ sums, late }) => sums.refund + late.paid));
  expect([deposits, bonds, notes + hidden]).toEqual([
    sum(waiting.map(({ sums }) => sums.deposits + sums.forfeit)),
    sum(waiting.map(({ day }) => day.auction.bond)),
    purses,
  ]);
  const ends = [
    ...published.map((set) => ({ set, held: true })),
    ...waiting.map((each) => ({ set: [each], held: false })),
  ];
  for (const { set, held } of ends.sort(
    (a, b) => a.set.at(-1)!.day.slot.days - b.set.at(-1)!.day.slot.days,
  )) {
    if (over(set, held) > 0n) count[held ? 'releasedHeld' : 'releasedBond']++;
  }
  count.publications += published.length;
  count.merged += published.filter((set) => set.length > 1).length;
  count.voidMerged += published.filter(
    (set) => set.length > 1 && set.some(({ sums }) => sums.forfeit > 0n),
  ).length;
}

/** Some of their late bills. */
function some(random: Random, days: readonly SettledDay[]): number {
  return days.reduce((all, day) => all + lateBills(day, () => random.chance(0.5)), 0);
}

/** Many series; a failure names the seed of its own, which alone shows it again. */
export function seriesCampaign(firstSeed: number, days: number) {
  const count = { ...nothing };
  for (let seed = firstSeed; count.days < days; seed++) {
    try {
      playSeries(new Random(seed), DAYS_OF_A_SERIES, count);
      count.days += DAYS_OF_A_SERIES;
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
  return count;
}
