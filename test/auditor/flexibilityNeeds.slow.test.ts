/** Needs of every outcome before node and auditor. */
import { callsEnd } from '@veilgrid/protocol/flexibility/calls';
import { CALLED } from '../state/support/flexibility/calledWorld.js';
import { NEED_DAY, readyWorld } from '../state/support/flexibility/flexWorld.js';
import { openSums } from '../state/support/flexibility/needSums.js';
import { PaidNeed, relieved, UNPROVEN } from '../state/support/flexibility/paidNeed.js';
import { WINDOWS } from '../state/support/genesis.js';
import { LaterDay } from '../state/support/laterDay.js';
import { K } from '../state/support/profile.js';
import { continued, replay } from './support/replay.js';

const LATE = BigInt(WINDOWS.late);
const ready = readyWorld();
const afterReady = continued(ready.chain);

const onlyNeed = ({ books }: ReturnType<typeof replay>) => [...books.needs.values()][0]!;

test('one that nobody calls, whose offers are claimed; the last one late', () => {
  const world = ready.fork();
  const { chain, households } = world;
  const need = new PaidNeed(chain, NEED_DAY, { auctioned: 1 }).open().offers(households).finish();
  new LaterDay(chain, NEED_DAY).void(need.body.close + 20_000n);
  chain.at(callsEnd(K, need.body));
  need.claim(households.slice(0, 11));
  chain.at(need.body.publish);
  openSums([need]);
  need.publish();
  chain.send('claim', need.claimBody(households[11]!, { late: true }));
  const { published, late } = onlyNeed(replay(chain, afterReady));
  expect([published!.members, late.count, published!.held]).toEqual([11, 1, 0n]);
});

test('one of nine claims, which waits: the buyer has what they can never need', () => {
  const world = ready.fork();
  const { chain, households } = world;
  const need = new PaidNeed(chain, NEED_DAY).open().offers(households).finish();
  chain.at(callsEnd(K, need.body));
  need.claim(households.slice(0, 9));
  chain.at(need.body.deliverEnd + LATE).send('releaseDeposits', { needId: need.id });
  const { published, deposits } = onlyNeed(replay(chain, afterReady));
  expect([published, deposits]).toEqual([undefined, 9n * need.body.tiers.at(-1)!]);
});

test('one that silence made void, with a forfeit and its rest', () => {
  const world = ready.fork();
  const { chain, households } = world;
  const need = new PaidNeed(chain, NEED_DAY).open().offers(households).void();
  need.claim(households.slice(0, 11));
  chain.at(need.body.deliverEnd).send('claim', need.claimBody(households[11]!, { late: true }));
  chain.at(need.body.publish);
  openSums([need]);
  need.publish();
  const { published, sealed } = onlyNeed(replay(chain, afterReady));
  expect(published!.forfeitRest).toBe(sealed.forfeit - 11n * (sealed.forfeit / 12n));
});

test('one of too few offers, of which its book shows nothing', () => {
  const world = ready.fork();
  const { chain, households } = world;
  const need = new PaidNeed(chain, NEED_DAY).open().offers(households.slice(0, 9)).finish();
  need.claim(households.slice(0, 8));
  chain.at(need.body.deliverEnd + LATE).send('releaseDeposits', { needId: need.id });
  const { sealed, sales, lock } = onlyNeed(replay(chain, afterReady));
  expect([sealed.result!.enough, sales!.some((sale) => sale !== undefined), lock]).toEqual([
    false,
    false,
    0n,
  ]);
});

test('one whose auction ended too late: nothing counts as called', () => {
  const world = ready.fork();
  const { chain, households } = world;
  const auction = new LaterDay(chain, NEED_DAY);
  const need = new PaidNeed(chain, NEED_DAY).open().offers(households).finish().call(CALLED);
  auction.void(auction.at.settleEnd);
  need.claim(households);
  chain.at(need.body.publish);
  openSums([need]);
  need.publish();
  const { published, called } = onlyNeed(replay(chain, afterReady));
  expect([published!.compensation, called]).toEqual([0n, CALLED]);
});

test('four deliveries that wait, and the claims of the next day', () => {
  const world = ready.fork();
  const { chain, households } = world;
  const day = new LaterDay(chain, NEED_DAY);
  const few = new PaidNeed(chain, NEED_DAY).open().offers(households).finish().call(CALLED);
  day.void(day.at.release);
  const next = world.opens(NEED_DAY + 1);
  const many = new PaidNeed(chain, NEED_DAY + 1).open().offers(households).finish();
  next.void(next.at.release);
  chain.at(few.body.deliverFrom);
  const days = [UNPROVEN, relieved(-5_000n), relieved(100n), relieved(150n)];
  few.deliver(households.slice(0, 4), (i) => days[i]);
  if (chain.time < callsEnd(K, many.body)) chain.at(callsEnd(K, many.body));
  many.claim(households.slice(0, 11));
  chain.at(many.body.publish);
  openSums([few, many]);
  many.publish();
  chain.send('deliver', few.deliverBody(households[5]!, UNPROVEN, { late: true }));
  chain.at(many.body.deliverEnd + LATE).send('releaseDeposits', { needId: many.id });
  const { published } = onlyNeed(replay(chain, afterReady));
  expect(published!.needs).toEqual([few.id, many.id]);
});
