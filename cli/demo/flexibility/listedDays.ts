/** The market days that homes are later measured by: null orders, readings, sums. */
import type { Refusals } from '../core/refusals.js';
import { ZoneDay } from '../market/zoneDay.js';
import type { Stages } from '../town/stages.js';
import type { FlexTown, Member } from './flexTown.js';
import { DAY } from './homes.js';
import { NeedDay } from './needDay.js';

interface Listing {
  readonly town: FlexTown;
  readonly stages: Stages;
  readonly refusals: Refusals;
  readonly sellers: readonly Member[];
}

/** Of two days in a row the later one is traded before the earlier one is settled. */
export async function settleListed(listing: Listing): Promise<void> {
  const { town, stages, sellers } = listing;
  const { listed } = town.scenario;
  let before: ZoneDay<Member> | undefined;
  for (const day of listed) {
    const zone = new ZoneDay<Member>(town, day, town.scenario);
    if (before && day - before.day > 1) {
      await settle(listing, before);
      before = undefined;
    }
    await zone.open();
    if (day === listed[0]) await openTooEarly(listing, day);
    await stages.run(`Orders of ${nameOf(day)}`, sellers.length, (done) => zone.order(sellers, done));
    await zone.clear();
    if (before) await settle(listing, before);
    before = zone;
  }
  if (before) await settle(listing, before);
}

const nameOf = (day: number) => `${DAY - day} days before`;

async function settle({ stages, sellers }: Listing, zone: ZoneDay<Member>): Promise<void> {
  const name = nameOf(zone.day);
  await stages.run(`Settlements of ${name}`, sellers.length, (done) =>
    zone.settle(sellers, ({ house }) => house.days.get(zone.day)!, done),
  );
  await stages.run(`Sums of ${name}`, 1, () => zone.publish());
}

/** Nothing is settled yet that anybody could be measured by. */
async function openTooEarly({ town, refusals }: Listing, day: number): Promise<void> {
  await refusals.expect('a need with too few days before it', 'BASELINE_SHORT', () =>
    new NeedDay(town, day).open(),
  );
}
