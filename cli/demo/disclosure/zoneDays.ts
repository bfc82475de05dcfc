/** The days on the ledger: null orders, readings under roots that are frozen, sums of large sets. */
import { ZoneDay } from '../market/zoneDay.js';
import type { Household } from '../town/household.js';
import type { Stages } from '../town/stages.js';
import type { Town } from '../town/town.js';
import { dateOf, type House, type Scenario } from './scenario.js';

export type DisclosureTown = Town<Scenario>;
export type Member = Household<House>;

/** Each is traded while the one before is still to be settled, and published when the next one is settled. */
export async function settleDays(town: DisclosureTown, stages: Stages): Promise<bigint[]> {
  const { scenario, households } = town;
  const zones = scenario.days.map((day) => {
    const { floor } = scenario;
    return new ZoneDay<Member>(town, day, { floor, prices: scenario.prices.get(day)! });
  });
  for (let i = 0; i < zones.length + 2; i++) {
    const [today, delivered, due] = [zones[i], zones[i - 1], zones[i - 2]];
    if (today) {
      await today.open();
      await stages.run(`Orders of ${dateOf(today.day)}`, households.length, (done) =>
        today.order(households, done),
      );
      await today.clear();
    }
    if (due) await stages.run(`Sums of ${dateOf(due.day)}`, 1, () => due.publish());
    if (delivered) {
      await stages.run(`Settlements of ${dateOf(delivered.day)}`, households.length, (done) =>
        delivered.settle(households, ({ house }) => house.days.get(delivered.day)!, done),
      );
    }
  }
  return zones.map(({ auctionId }) => auctionId);
}
