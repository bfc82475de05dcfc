import { ROLES } from '@veilgrid/protocol/roles';
import { TestChain } from '../chain.js';
import { fundRoles, ROLE_FUNDS, settleIn } from '../foundation.js';
import { LaterDay } from '../laterDay.js';
import { CAPS, HERE, type Where } from '../party.js';
import { PRICES, TERMS } from '../terms.js';
import { FlexHousehold } from './flexHousehold.js';
import { FlexNeed } from './flexNeed.js';
import { AREA, type NeedChange, openingOf } from './terms.js';

const householdsAt = (count: number, from: number, where: Where) =>
  Array.from({ length: count }, (_, i) => new FlexHousehold(from + i, CAPS, where));

/** A chain with an area, and homes of it in the register. */
export class FlexWorld {
  readonly households: FlexHousehold[];

  constructor(
    count = 12,
    readonly chain = new TestChain(),
  ) {
    this.households = householdsAt(count, 0, HERE);
  }

  /** Money, points, an area and its register. */
  prepare(): this {
    const { chain } = this;
    fundRoles(chain);
    chain.send('mintAccount', { account: ROLES.dso, value: ROLE_FUNDS });
    settleIn(chain, this.households);
    chain.send('publishArea', AREA);
    for (const household of this.households) chain.send('flexEnrol', household.enrolment());
    return this;
  }

  /** Another world that has come so far. */
  fork(): FlexWorld {
    const fork = new FlexWorld(this.households.length, this.chain.fork());
    fork.households.forEach((household, i) => {
      const { purse, offers } = this.households[i]!;
      household.purse = purse;
      for (const [id, offer] of offers) household.offers.set(id, offer);
    });
    return fork;
  }

  /** Homes of another zone or tariff, in no register. @param from the number of the first */
  neighbours(from: number, count: number, where: Where): FlexHousehold[] {
    const neighbours = householdsAt(count, from, where);
    settleIn(this.chain, neighbours);
    return neighbours;
  }

  /** An auction that is open. @param days of its day, after the first @param time unless that is over */
  opens(days: number, where = HERE, { time = openingOf(days), prices = PRICES } = {}): LaterDay {
    const { chain } = this;
    if (chain.time < time) chain.at(time);
    return new LaterDay(chain, days, where).open(TERMS, prices);
  }

  /** Days in order whose auctions ended void, nobody having ordered. */
  pass(...days: number[]): this {
    for (const day of days) this.ended(day);
    return this;
  }

  ended(days: number, where = HERE): LaterDay {
    const day = this.opens(days, where);
    return day.void(day.at.release);
  }

  /** One that is not open yet. @param days of its day, after the first */
  need(days: number, change: NeedChange = {}): FlexNeed {
    return new FlexNeed(this.chain, days, change);
  }
}

/** The days of the tests, after the first, which is a Saturday: two working days that can be listed, and one of a need. */
export const LISTED = [2, 3] as const;
export const NEED_DAY = 5;

/** An area with what a need of NEED_DAY asks for: it can be opened now. */
export function readyWorld(count = 12): FlexWorld {
  const world = new FlexWorld(count).prepare().pass(...LISTED);
  world.opens(NEED_DAY);
  return world;
}
