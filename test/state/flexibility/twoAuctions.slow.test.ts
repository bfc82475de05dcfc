/** A need over two tariffs of its zone: half hours open where each auction that deliveries name leaves ten beside them. */
import { readSum } from '@veilgrid/node/state/core/groups/openedSum';
import { deliveriesOf } from '@veilgrid/node/state/flexibility/deliver';
import { CALLED, ELSEWHERE } from '../support/flexibility/calledWorld.js';
import { FlexWorld, LISTED, NEED_DAY } from '../support/flexibility/flexWorld.js';
import { HALF_HOURS, openSums, sumBodies } from '../support/flexibility/needSums.js';
import { PaidNeed, relieved } from '../support/flexibility/paidNeed.js';
import { openDay } from '../support/flexibility/settledDay.js';
import { Household } from '../support/household.js';
import { HERE } from '../support/party.js';

const LAST = { ...HERE, tariffId: HERE.tariffId + 2 };
const sum = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n);

/** @param others who settle beside twelve that offer, by auction @param names the auction that a home names */
function deliveredNeed(others: readonly [number, number], names: (i: number) => 0 | 1): PaidNeed {
  const world = new FlexWorld(12).prepare();
  const { chain } = world;
  world.neighbours(50, 10, LAST);
  const dear = world.neighbours(30, 12, ELSEWHERE);
  for (const days of LISTED) world.ended(days, LAST);
  const auctions = [HERE, ELSEWHERE].map((where) => world.opens(NEED_DAY, where).order(40));
  const need = new PaidNeed(chain, NEED_DAY).open();
  need
    .offers([...world.households, ...dear])
    .finish()
    .call(CALLED);
  for (const auction of auctions) auction.void(auction.at.release);
  const homes = [world.households, dear].map((own, i) => [
    ...own,
    ...Array.from({ length: others[i]! }, (_, j) => new Household(60 + 20 * i + j)),
  ]);
  auctions.forEach((auction, i) => {
    auction.settle(homes[i]!, -1);
  });
  chain.at(need.body.deliverFrom);
  const [first, second] = need.record.auctions;
  expect([first, second]).toEqual(auctions.map(({ id }) => id));
  const all = [...world.households, ...dear];
  for (const auction of [0, 1] as const) {
    const own = all.filter((_, i) => names(i) === auction);
    need.deliver(own, () => relieved(700n), auctions[auction]!.id);
  }
  auctions.forEach((auction, i) => {
    openDay(auction, homes[i]!);
  });
  for (const auction of auctions) auction.publish();
  chain.at(need.body.publish);
  openSums([need]);
  return need;
}

const halfHours = (need: PaidNeed) => {
  const [body] = sumBodies('A', [need], HALF_HOURS);
  return need.chain.refusal(need.chain.verified(need.chain.tx('maskSum', body!)))?.code;
};
const own = (i: number) => (i < 12 ? 0 : 1);

test('once, over both', () => {
  const need = deliveredNeed([10, 10], own);
  const counted = need.record.auctions.map((id) => deliveriesOf(need.chain.store, need.id, id));
  expect(counted).toEqual([12, 12]);
  openSums([need], HALF_HOURS);
  const { words, members } = readSum(need.chain.store, need.id);
  expect(members).toBe(24);
  expect(words.nets[1]).toBe(sum(need.payments.map(({ delivered }) => delivered[1]!)));
  expect(words.nets[1]).toBeGreaterThan(0n);
});

test('never where one of them leaves nine', () => {
  expect(halfHours(deliveredNeed([10, 9], own))).toBe('GROUP_TOO_SMALL');
});

test('never where one is named by nine', () => {
  expect(halfHours(deliveredNeed([20, 20], (i) => (i < 15 ? 0 : 1)))).toBe('GROUP_TOO_SMALL');
});

test('whatever the other leaves that nobody named', () => {
  expect(halfHours(deliveredNeed([22, 0], () => 0))).toBeUndefined();
});
