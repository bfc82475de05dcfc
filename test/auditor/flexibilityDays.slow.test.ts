/** Random days of a need that is called and of one that is not, before node and auditor. */
import { callsEnd } from '@veilgrid/protocol/flexibility/calls';
import type { ProvenDay } from '@veilgrid/protocol/flexibility/payment';
import fc from 'fast-check';
import { boughtWorld, CALLED, type CalledWorld } from '../state/support/flexibility/calledWorld.js';
import { openSums } from '../state/support/flexibility/needSums.js';
import { type PaidNeed, UNPROVEN } from '../state/support/flexibility/paidNeed.js';
import { WINDOWS } from '../state/support/genesis.js';
import { K } from '../state/support/profile.js';
import { continued, replay } from './support/replay.js';

const LATE = BigInt(WINDOWS.late);

const provenDay = fc.record({
  status: fc.constantFrom(0, 0, 0, 1),
  relief: fc.array(fc.bigInt(-3_000n, 3_000n), { minLength: K, maxLength: K }),
});
const homeDay = fc.record({
  comes: fc.constantFrom('in time', 'in time', 'in time', 'in time', 'late', 'later', 'never'),
  day: fc.oneof({ weight: 3, arbitrary: provenDay }, { weight: 1, arbitrary: fc.constant(UNPROVEN) }),
});

interface HomeDay {
  readonly comes: string;
  readonly day: ProvenDay | undefined;
}

const called = boughtWorld();
called.need.call(CALLED | 8n);
called.settle();
const claimed = boughtWorld();
claimed.need.chain.at(callsEnd(K, claimed.need.body));

/** From the first payment to the last day. */
function play(world: CalledWorld, days: readonly HomeDay[]): PaidNeed {
  const { need, offering } = world.fork();
  const { chain, body, id } = need;
  const coming = (when: string) => offering.filter((_, i) => days[i]!.comes === when);
  const dayOf = (h: (typeof offering)[number]) => days[offering.indexOf(h)]!.day;
  const isCalled = world === called;
  const late = (when: string) => {
    for (const h of coming(when)) {
      if (isCalled) chain.send('deliver', need.deliverBody(h, dayOf(h), { late: true }));
      else chain.send('claim', need.claimBody(h, { late: true }));
    }
  };
  const inTime = coming('in time');
  if (isCalled) need.deliver(inTime, (i) => dayOf(inTime[i]!));
  else need.claim(inTime);
  chain.at(body.publish);
  late('late');
  if (inTime.length >= 10) {
    openSums([need]);
    need.publish();
  }
  late('later');
  chain.at(body.deliverEnd + LATE);
  const release = chain.tx('releaseDeposits', { needId: id });
  if (!chain.refusal(chain.verified(release))) chain.submit(release);
  return need;
}

test.each([
  ['called', called],
  ['claimed', claimed],
])('random days of one that is %s', (_, world) => {
  const before = continued(world.need.chain);
  const outcomes = new Set<boolean>();
  fc.assert(
    fc.property(fc.array(homeDay, { minLength: 12, maxLength: 12 }), (days) => {
      const { books } = replay(play(world, days).chain, before);
      outcomes.add([...books.needs.values()][0]!.published !== undefined);
    }),
    { numRuns: 8, seed: 16 },
  );
  expect(outcomes.size).toBe(2);
});
