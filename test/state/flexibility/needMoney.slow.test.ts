/** Money of needs over random days of who comes in time, late or never: nothing is short, and nothing is lost. */
import { assertConservation, getSupply } from '@veilgrid/node/state/core/money/accounts';
import { getNeedPublication } from '@veilgrid/node/state/flexibility/publishNeed';
import { callsEnd } from '@veilgrid/protocol/flexibility/calls';
import type { Payment, ProvenDay } from '@veilgrid/protocol/flexibility/payment';
import fc from 'fast-check';
import { codeOf } from '../support/codeOf.js';
import { boughtWorld, CALLED, type CalledWorld } from '../support/flexibility/calledWorld.js';
import { openSums } from '../support/flexibility/needSums.js';
import { UNPROVEN } from '../support/flexibility/paidNeed.js';
import { WINDOWS } from '../support/genesis.js';
import { K } from '../support/profile.js';

const LATE = BigInt(WINDOWS.late);
const sum = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n);
const positive = (x: bigint) => (x > 0n ? x : 0n);

const provenDay = fc.record({
  status: fc.constantFrom(0, 0, 0, 1),
  relief: fc.array(fc.bigInt(-3_000n, 3_000n), { minLength: K, maxLength: K }),
});
const home = fc.record({
  comes: fc.constantFrom('in time', 'in time', 'in time', 'in time', 'late', 'later', 'never'),
  day: fc.oneof({ weight: 3, arbitrary: provenDay }, { weight: 1, arbitrary: fc.constant(UNPROVEN) }),
});
const homes = fc.array(home, { minLength: 12, maxLength: 12 });

const called = boughtWorld();
called.need.call(CALLED | 8n);
called.settle();
const claimed = boughtWorld();
claimed.need.chain.at(callsEnd(K, claimed.need.body));

interface Home {
  readonly comes: string;
  readonly day: ProvenDay | undefined;
}

/** Plays a need to its last day. @returns whether it was published */
function play(world: CalledWorld, days: readonly Home[]): boolean {
  const { need, offering } = world.fork();
  const { chain, id, body } = need;
  const isCalled = world === called;
  const whoComes = (when: string) => offering.filter((_, i) => days[i]!.comes === when);
  const dayOf = (i: number) => days[offering.indexOf(whoComes('in time')[i]!)]!.day;
  const start = getSupply(chain.store);
  const { lock, deposits } = need.standing;
  let paidLate = 0n;
  const late = (h: (typeof offering)[number]) => {
    const { day } = days[offering.indexOf(h)]!;
    if (isCalled) {
      const tx = need.deliverBody(h, day, { late: true });
      paidLate += tx.paid;
      chain.send('deliver', tx);
    } else {
      const tx = need.claimBody(h, { late: true });
      paidLate += tx.paid;
      chain.send('claim', tx);
    }
    assertConservation(chain.store);
  };
  if (isCalled) need.deliver(whoComes('in time'), dayOf);
  else need.claim(whoComes('in time'));
  assertConservation(chain.store);
  const { payments, members } = need;
  checkPayments(world, payments);
  chain.at(body.publish);
  for (const h of whoComes('late')) late(h);
  const owed = sum(payments.map((p) => p.owed));
  const unproven = sum(payments.map((p) => p.unproven));
  const pay = sum(payments.map((p) => p.pay));
  const opens = members.length >= 10;
  if (opens) {
    openSums([need]);
    need.publish();
    const offered = sum(members.map((h) => h.offers.get(id)!.inner.deposit));
    const { buyerShare, compensation, held } = getNeedPublication(chain.store, id)!;
    expect(buyerShare + compensation + unproven + pay).toBe(lock + offered);
    expect([compensation, held]).toEqual([positive(owed), deposits - offered - paidLate]);
    // What is held is the deposits of all who may still come.
    const absent = [...whoComes('later'), ...whoComes('never')];
    expect(held).toBeGreaterThanOrEqual(sum(absent.map((h) => h.offers.get(id)!.inner.deposit)));
  } else expect(() => need.publish()).toThrow('GROUP_TOO_SMALL');
  for (const h of whoComes('later')) late(h);
  chain.at(body.deliverEnd + LATE);
  // Nothing is left where all came.
  const code = codeOf(() => chain.send('releaseDeposits', { needId: id }));
  expect([undefined, 'HELD_EXHAUSTED']).toContain(code);
  assertConservation(chain.store);
  const end = getSupply(chain.store);
  const gained = end.accounts.dso - start.accounts.dso;
  if (opens) {
    expect(gained + positive(owed) + unproven + pay + paidLate).toBe(lock + deposits);
    expect([end.held, end.deposits, end.bonds]).toEqual([0n, start.deposits - deposits, start.bonds - lock]);
  } else {
    const kept = need.standing;
    // What waits is enough for its members, whenever another need takes them in.
    expect(kept.lock + kept.deposits - paidLate).toBeGreaterThanOrEqual(pay + unproven + positive(owed));
    expect(gained).toBe(lock + deposits - kept.lock - kept.deposits);
  }
  expect(end.accounts.issuer - start.accounts.issuer).toBe(opens ? unproven : 0n);
  return opens;
}

function checkPayments({ need }: CalledWorld, payments: readonly Payment[]): void {
  const { bought } = need.result;
  for (const { pay, charges, unproven } of payments)
    expect(pay >= 0n && charges >= 0n && unproven >= 0n).toBe(true);
  bought.forEach((wh, k) => {
    const net = sum(payments.map(({ delivered }) => delivered[k]!));
    expect(net <= wh && -net <= wh).toBe(true);
    const price = BigInt(need.body.comp[k]!);
    expect(sum(payments.map(({ delivered }) => price * delivered[k]!))).toBe(price * net);
  });
}

test.each([
  ['called', called],
  ['claimed', claimed],
])('of a need that is %s', (_, world) => {
  const seen = new Set<boolean>();
  fc.assert(
    fc.property(homes, (days) => {
      seen.add(play(world, days));
    }),
    { numRuns: 60, seed: 16 },
  );
  expect(seen.size).toBe(2);
});
