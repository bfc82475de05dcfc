/** Whole needs before node and auditor: called, uncalled, void, merged, late. */
import { calledWorld } from '../state/support/flexibility/calledWorld.js';
import { HALF_HOURS, openSums } from '../state/support/flexibility/needSums.js';
import { relieved, UNPROVEN } from '../state/support/flexibility/paidNeed.js';
import { replay } from './support/replay.js';

test('a called need, from its opening to what was late', () => {
  const world = calledWorld().settle();
  const { need, offering } = world;
  const { chain } = need;
  const days = [UNPROVEN, relieved(-10_000n), relieved(100n), relieved(10_000n, 1)];
  need.deliver(offering.slice(0, 11), (i) => (i < 4 ? days[i] : relieved(10_000n)));
  world.publishDay();
  chain.send('deliver', need.deliverBody(offering[11]!, UNPROVEN, { late: true }));
  chain.at(need.body.publish);
  openSums([need]);
  openSums([need], HALF_HOURS);
  need.publish();
  const pair = replay(chain);
  expect(pair.books.needs.size).toBe(1);
});
