/** A called need, changed in every way that mutate.ts knows: node and auditor take and refuse the same. */
import { boughtWorld, CALLED } from '../state/support/flexibility/calledWorld.js';
import { openSums } from '../state/support/flexibility/needSums.js';
import { relieved, UNPROVEN } from '../state/support/flexibility/paidNeed.js';
import { WINDOWS } from '../state/support/genesis.js';
import { ledgerOf, tryMutants } from './support/agreement.js';
import { draftsOf } from './support/replay.js';

function calledNeed() {
  const world = boughtWorld();
  const { need, offering } = world;
  const { chain, body } = need;
  need.call(CALLED);
  world.settle();
  need.deliver(offering.slice(0, 11), (i) => (i === 0 ? UNPROVEN : relieved(10_000n)));
  chain.at(body.deliverEnd);
  chain.send('deliver', need.deliverBody(offering[11]!, relieved(0n), { late: true }));
  chain.at(body.publish);
  openSums([need]);
  need.publish();
  chain.at(body.deliverEnd + BigInt(WINDOWS.late)).send('releaseDeposits', { needId: need.id });
  const ids = [need.id, ...need.record.auctions];
  return ledgerOf(draftsOf(chain), ids);
}

test('node and auditor agree on mutants of a need', () => {
  const tally = tryMutants(calledNeed(), 50, () => 2);
  expect(tally.tried).toBe(50);
  expect(tally.accepted).toBeGreaterThan(3);
  expect(tally.codes.size).toBeGreaterThan(10);
});
