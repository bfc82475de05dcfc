/** Two called needs over one zone: what both show leaves ten beside all who deliver, and the zone's own word is a net. */
import { readSum } from '@veilgrid/node/state/core/groups/openedSum';
import { CALLED, ELSEWHERE } from '../support/flexibility/calledWorld.js';
import { FlexWorld, LISTED, NEED_DAY } from '../support/flexibility/flexWorld.js';
import { HALF_HOURS, openSums, sumBodies } from '../support/flexibility/needSums.js';
import { PaidNeed, relieved } from '../support/flexibility/paidNeed.js';
import { openDay } from '../support/flexibility/settledDay.js';
import { AREA } from '../support/flexibility/terms.js';
import { Household } from '../support/household.js';
import { maskBatches } from '../support/maskBatches.js';
import { K } from '../support/profile.js';

/** One that has both sides in every half hour. */
class Roof extends Household {
  override readings() {
    return Array.from({ length: K }, () => ({ imported: 200, exported: 100 }));
  }
}

/** @param others who settle beside twelve deliverers of each need @param called how many of the two needs are */
function calledNeeds(others: number, called: 0 | 2 = 2) {
  const world = new FlexWorld(24).prepare();
  const { chain, households } = world;
  chain.send('publishArea', { ...AREA, areaId: 6, places: [90] });
  // Of another tariff: days that nobody settled would wait for the needs' own day, and be merged into it.
  world.neighbours(30, 10, ELSEWHERE);
  for (const days of LISTED) world.ended(days, ELSEWHERE);
  const auction = world.opens(NEED_DAY).order(40);
  const needs = [{}, { areaId: 6 }].map((change) => new PaidNeed(chain, NEED_DAY, change).open());
  const own = needs.map((_, i) => households.slice(12 * i, 12 * i + 12));
  needs.forEach((need, i) => {
    need.offers(own[i]!);
  });
  for (const need of needs) need.finish();
  for (const need of needs.slice(0, called)) need.call(CALLED);
  auction.void(auction.at.release);
  const homes = [...households, ...Array.from({ length: others }, (_, i) => new Roof(60 + i))];
  auction.settle(homes, -1);
  chain.at(needs[0]!.body.deliverFrom);
  return { chain, auction, homes, needs, own };
}

function deliveredNeeds(others: number): PaidNeed[] {
  const { chain, auction, homes, needs, own } = calledNeeds(others);
  needs.forEach((need, i) => {
    need.deliver(own[i]!, () => relieved(700n));
  });
  openDay(auction, homes);
  auction.publish();
  chain.at(needs[0]!.body.publish);
  for (const need of needs) openSums([need]);
  return needs;
}

const halfHours = (need: PaidNeed) => {
  const [body] = sumBodies('A', [need], HALF_HOURS);
  return need.chain.refusal(need.chain.verified(need.chain.tx('maskSum', body!)))?.code;
};

test('each shows its half hours where ten stay beside both', () => {
  const needs = deliveredNeeds(10);
  for (const need of needs) openSums([need], HALF_HOURS);
  for (const need of needs) expect(readSum(need.chain.store, need.id).words.nets[1]).toBeGreaterThan(0n);
});

test('neither does where nine stay beside both, though each alone would leave more', () => {
  expect(deliveredNeeds(9).map(halfHours)).toEqual(['GROUP_TOO_SMALL', 'GROUP_TOO_SMALL']);
});

test('sides of the zone’s word that was called are refused, which open where nothing was', () => {
  const opened = [0, 2].map((called) => {
    const { chain, auction, homes } = calledNeeds(10, called as 0 | 2);
    chain.at(auction.at.settleEnd);
    for (const role of ['A', 'B'] as const) {
      const set = auction.settledOf(homes, auction.id, role);
      for (const { body } of maskBatches(chain, role, [set], 'count')) chain.send('maskSum', body);
    }
    const set = auction.settledOf(homes, auction.id, 'A');
    const last = maskBatches(chain, 'A', [set], 'words').at(-1)!.body;
    const error = chain.refusal(
      chain.verified(chain.tx('maskSum', { ...last, both: 1, net: last.net & ~1 })),
    );
    return error?.code;
  });
  expect(opened).toEqual([undefined, 'WORDS_DIFFER']);
});
