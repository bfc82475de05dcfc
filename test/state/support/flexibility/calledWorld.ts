import { Household } from '../household.js';
import { LaterDay } from '../laterDay.js';
import { HERE } from '../party.js';
import { FlexWorld, LISTED, NEED_DAY } from './flexWorld.js';
import { PaidNeed } from './paidNeed.js';
import { openDay } from './settledDay.js';
import type { NeedChange } from './terms.js';

/** One that is called in the second half hour, to turn down. */
export const CALLED = 2n;

export const ELSEWHERE = { ...HERE, tariffId: HERE.tariffId + 1 };

/** Twelve homes that offer, on a chain where the day's auction ended void. */
export class CalledWorld {
  readonly auction: LaterDay;
  /** All that settle the day. */
  readonly homes: readonly Household[];

  constructor(
    readonly need: PaidNeed,
    readonly offering: FlexWorld['households'],
    readonly others: number,
  ) {
    this.auction = new LaterDay(need.chain, NEED_DAY);
    this.homes = [...offering, ...Array.from({ length: others }, (_, i) => new Household(60 + i))];
  }

  /** What follows goes on beside what it was. */
  fork(others = this.others): CalledWorld {
    return new CalledWorld(this.need.fork(), this.offering, others);
  }

  settle(): this {
    this.auction.settle(this.homes, -1);
    this.need.chain.at(this.need.body.deliverFrom);
    return this;
  }

  /** At the auction's own time, alone. */
  publishDay(): this {
    openDay(this.auction, this.homes);
    this.auction.publish();
    return this;
  }
}

/** The need's book has ended and nothing is called. */
export function boughtWorld(change: NeedChange = {}): CalledWorld {
  const world = new FlexWorld(12).prepare();
  // Of another tariff: days that nobody settled would wait for the need's own day, and be merged into it.
  world.neighbours(30, 10, ELSEWHERE);
  for (const days of LISTED) world.ended(days, ELSEWHERE);
  const auction = world.opens(NEED_DAY).order(24);
  const need = new PaidNeed(world.chain, NEED_DAY, change).open().offers(world.households).finish();
  auction.void(auction.at.release);
  return new CalledWorld(need, world.households, 12);
}

export function calledWorld(change: NeedChange = {}): CalledWorld {
  const world = boughtWorld(change);
  world.need.call(CALLED);
  return world;
}
