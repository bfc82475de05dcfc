/** A need that compares its day with another zone's, on the chain: what that zone opened, and A's silence. */
import { sellersFactors } from '@veilgrid/protocol/flexibility/factors';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { CALLED } from '../support/flexibility/calledWorld.js';
import { FlexWorld, LISTED, NEED_DAY } from '../support/flexibility/flexWorld.js';
import { PaidNeed, UNPROVEN } from '../support/flexibility/paidNeed.js';
import { openDay } from '../support/flexibility/settledDay.js';
import { UP } from '../support/flexibility/terms.js';
import type { Household } from '../support/household.js';
import { HERE } from '../support/party.js';
import { K } from '../support/profile.js';
import { slotOf } from '../support/slot.js';

const REF = { zone: HERE.zone + 1, tariffId: HERE.tariffId + 2 };
const { publish } = slotOf(NEED_DAY).times;
const FROM = publish + BigInt(2 * SECONDS_PER_DAY);
const TIMES = { deliverFrom: FROM, deliverEnd: FROM + 3_600n, publish: FROM + 3_600n };

/** @param opensOwn what becomes of the reference's own day, from its settleEnd on */
function comparedNeed(opensOwn: (day: ReturnType<FlexWorld['opens']>, homes: readonly Household[]) => void) {
  const world = new FlexWorld(12).prepare();
  const { chain } = world;
  const others = world.neighbours(30, 18, REF);
  const [listed, own] = [others.slice(0, 12), others.slice(6)];
  const before = LISTED.map((days) => {
    const day = world.opens(days, REF).order(20);
    world.ended(days);
    return day.void(day.at.release);
  });
  for (const day of before) {
    day.settle(listed, -1);
    chain.at(day.at.settleEnd);
    openDay(day, listed);
    day.publish();
  }
  const auction = world.opens(NEED_DAY);
  const ref = world.opens(NEED_DAY, REF).order(20);
  const need = new PaidNeed(chain, NEED_DAY, { ...TIMES, refs: [REF] }).open();
  need.offers(world.households).finish().call(CALLED);
  for (const day of [auction, ref]) day.void(day.at.release);
  ref.settle(own, -1);
  chain.at(ref.at.settleEnd);
  opensOwn(ref, own);
  chain.at(FROM);
  need.deliver(world.households, () => UNPROVEN);
  return { need, listed, own };
}

const factorsOf = ({ need }: { need: PaidNeed }) => need.settled().baseline!.factors;

test('its factors are of what homes used there, by member', () => {
  const compared = comparedNeed(openDay);
  const net = (homes: readonly Household[], k: number) => {
    const sum = homes.reduce((wh, h) => wh + h.readings()[k]!.imported - h.readings()[k]!.exported, 0);
    return (BigInt(sum) << 20n) / BigInt(homes.length);
  };
  const { imports, exports } = factorsOf(compared);
  const expected = Array.from({ length: K }, (_, k) => {
    const [u, before] = [net(compared.own, k), net(compared.listed, k)];
    return u > 0n && before > 0n ? Number((2_048n * u) / (2n * before)) : 1_024;
  });
  expect([imports, exports]).toEqual([expected, Array(K).fill(1_024)]);
  expect(new Set(imports).size).toBeGreaterThan(2);
});

test('where A opens nothing they are those of who sells', () => {
  const silent = comparedNeed(() => undefined);
  expect(factorsOf(silent)).toEqual(sellersFactors(K, UP));
});

test('a second before deliveries begin is soon enough', () => {
  const late = comparedNeed((ref, homes) => {
    ref.chain.at(FROM - 1n);
    openDay(ref, homes);
  });
  expect(factorsOf(late)).toEqual(factorsOf(comparedNeed(openDay)));
});
