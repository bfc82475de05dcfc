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

/** On a day of few most of its members are late or never settle. */
function fewSettle(random: Random, plans: readonly Plan[]): Plan[] {
  return plans.map((plan) => ({
    ...plan,
    ending: random.chance(0.7) ? random.pick(['late', 'never'] as const) : plan.ending,
  }));
}

/** @throws Error on the first breach @returns how many days each published set had */
function playSeries(random: Random, length: number): number[] {
  const first = admissibleWorld(random, random.int(11, 14));
  const chain = foundWorld(first);
  const members = first.points.map((terms, i) => new Member(i, terms));
  const sizes: number[] = [];
  let waiting: SettledDay[] = [];
  let due: SettledDay[][] = [];
  for (let number = 0; number < length; number++) {
    const last = number === length - 1;
    const world = number === 0 ? first : admissibleDay(random, first.points);
    const plans = randomPlans(random, world);
    const ending = (plan: Plan): Plan => ({ ...plan, ending: 'settle' });
    const few = random.chance(0.4) ? fewSettle(random, plans) : plans;
    const day = new SimDay(chain, members, last ? plans.map(ending) : few, slotOf(SPACING * number));
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
    sizes.push(...now.map((set) => set.length));
    due = due.filter((set) => !now.includes(set));
  }
  const { deposits, bonds, notes } = getSupply(chain.store);
  const purses = sum(members.flatMap((m) => m.purse.map((note) => note.value)));
  // Refunds of days that wait are with their owners already, and hidden among the deposits.
  const hidden = sum(waiting.map(({ sums, late }) => sums.refund + late.paid));
  expect([deposits, bonds, notes + hidden]).toEqual([
    sum(waiting.map(({ sums }) => sums.deposits)),
    sum(waiting.map(({ day }) => day.auction.bond)),
    purses,
  ]);
  for (const each of waiting) over([each], false);
  return sizes;
}

/** Many series; a failure names the seed of its own, which alone shows it again. */
export function seriesCampaign(firstSeed: number, days: number) {
  const count = { days: 0, publications: 0, merged: 0 };
  for (let seed = firstSeed; count.days < days; seed++) {
    try {
      const sizes = playSeries(new Random(seed), DAYS_OF_A_SERIES);
      count.days += DAYS_OF_A_SERIES;
      count.publications += sizes.length;
      count.merged += sizes.filter((size) => size > 1).length;
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
  return count;
}
