/** Needs of which nothing was called, or nothing counts as called: claims, forfeits, and sets of few. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { mergedSet } from '@veilgrid/node/state/core/groups/mergedSet';
import { findLogEntry } from '@veilgrid/node/state/core/log';
import { assertConservation, getSupply } from '@veilgrid/node/state/core/money/accounts';
import { listPayments } from '@veilgrid/node/state/flexibility/payments';
import { getNeedPublication } from '@veilgrid/node/state/flexibility/publishNeed';
import { shareOf } from '@veilgrid/node/state/flexibility/settledNeed';
import { Fr } from '@veilgrid/protocol/core/ssz';
import { callsEnd } from '@veilgrid/protocol/flexibility/calls';
import { memberMost, openingLock } from '@veilgrid/protocol/flexibility/prices';
import { refuses } from '../support/chain.js';
import { boughtWorld, CALLED } from '../support/flexibility/calledWorld.js';
import { NEED_DAY, readyWorld } from '../support/flexibility/flexWorld.js';
import { HALF_HOURS, openSums, sumBodies } from '../support/flexibility/needSums.js';
import { PaidNeed, relieved, UNPROVEN } from '../support/flexibility/paidNeed.js';
import { PARAMS, WINDOWS } from '../support/genesis.js';
import { LaterDay } from '../support/laterDay.js';
import { K } from '../support/profile.js';

const LATE = BigInt(WINDOWS.late);
const NO_LANES = Array<bigint>(PARAMS.sideWords + 2).fill(1n);
const sum = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n);

const ready = readyWorld();
const bought = boughtWorld();
const CALLS_END = callsEnd(K, bought.need.body);

describe('nothing was called', () => {
  const { need, offering } = bought.fork();
  need.chain.at(CALLS_END);
  const body = () => need.claimBody(offering[0]!);
  const claim = (change: object = {}) => need.chain.tx('claim', { ...body(), ...change });
  refuses(
    () => need.chain,
    [
      ['a claim while something may still be called', claim, 'PHASE_WRONG', undefined, CALLS_END - 1n],
      ['one when its time is over', claim, 'PHASE_WRONG', undefined, need.body.deliverEnd],
      ['a late one in time', () => claim({ late: 1 }), 'LATE_BILL_CLOSED'],
      ['one of no need', () => claim({ needId: 5n }), 'NEED_UNKNOWN', 'needId'],
      [
        'a delivery',
        () => need.chain.tx('deliver', { ...body(), auctionId: bought.auction.id, lanes: NO_LANES }),
        'NOT_CALLED',
        'needId',
        need.body.deliverFrom,
      ],
    ],
  );

  test('availability is paid for what was accepted, whoever may show how much', () => {
    const { fixed } = need.settled().arrays;
    expect(fixed).toEqual(need.body.other.map((price) => BigInt(price)));
    const { inner } = offering[0]!.offers.get(need.id)!;
    const { pay } = need.claimPayment(offering[0]!);
    expect(pay).toBe(inner.deposit + sum(need.fills(offering[0]!).map((wh, k) => wh * fixed[k]!)));
  });

  test('ten open the money, and no half hour, whatever is called elsewhere', () => {
    need.claim(offering);
    const { chain } = need;
    const [kept] = listPayments(chain.store, need.id, 0, 1);
    expect(kept).toMatchObject({ auctionId: 0n, late: 0, paid: 0n, payCm: body().payCm });
    chain.at(need.body.publish);
    openSums([need]);
    const [more] = sumBodies('A', [need], HALF_HOURS);
    expect(() => chain.send('maskSum', more!)).toThrow('GROUP_TOO_SMALL');
    const { lock } = need.standing;
    need.publish();
    const availability = sum(
      offering.map((h) => sum(need.fills(h).map((wh, k) => wh * BigInt(need.body.other[k]!)))),
    );
    expect(getNeedPublication(chain.store, need.id)).toMatchObject({
      buyerShare: lock - availability,
      compensation: 0n,
      charges: 0n,
      held: 0n,
    });
  });
});

test('nine claims show nothing, and the buyer has back what they can never need', () => {
  const { need, offering } = bought.fork();
  const { chain, id, body } = need;
  chain.at(CALLS_END);
  need.claim(offering.slice(0, 9));
  chain.at(body.publish);
  expect(() => chain.send('maskSum', sumBodies('A', [need])[0]!)).toThrow('GROUP_TOO_SMALL');
  expect(() => need.publish()).toThrow('GROUP_TOO_SMALL');
  chain.at(body.deliverEnd + LATE - 1n);
  expect(() => chain.send('releaseDeposits', { needId: id })).toThrow('HELD_LOCKED');
  chain.at(body.deliverEnd + LATE);
  const { lock, deposits } = need.standing;
  const before = getSupply(chain.store);
  const most = memberMost(body);
  expect(9n * most.compensated).toBeGreaterThan(lock);
  chain.send('releaseDeposits', { needId: id });
  const now = getSupply(chain.store);
  expect(need.standing).toMatchObject({ lock, deposits: 9n * most.deposit });
  expect(now.accounts.dso - before.accounts.dso).toBe(deposits - 9n * most.deposit);
  expect([now.bonds, now.notes]).toEqual([before.bonds, before.notes]);
  expect(() => chain.send('releaseDeposits', { needId: id })).toThrow('HELD_EXHAUSTED');
});

describe('a need that silence made void', () => {
  const world = ready.fork();
  const need = new PaidNeed(world.chain, NEED_DAY).open().offers(world.households);
  const { chain } = need;
  const { accounts: before, deposits: all } = getSupply(chain.store);
  const offered = need.standing.deposits;
  need.void();

  test('pays a share of what the silent role lost with every claim, from its end on; the buyer has none', () => {
    const { forfeit } = need.book;
    const share = shareOf(chain.store, need.record);
    expect(share).toBe(forfeit / 12n);
    need.claim(world.households.slice(0, 11));
    expect(need.payments.map(({ pay }) => pay)).toEqual(
      need.members.map((h) => h.offers.get(need.id)!.inner.deposit + share),
    );
    chain.at(need.body.deliverEnd);
    const late = need.claimBody(world.households[11]!, { late: true });
    chain.send('claim', late);
    // No share comes late.
    expect(late.paid).toBe(world.households[11]!.offers.get(need.id)!.inner.deposit);
    chain.at(need.body.publish);
    openSums([need]);
    need.publish();
    const { accounts, held, deposits } = getSupply(chain.store);
    expect(getNeedPublication(chain.store, need.id)).toMatchObject({
      buyerShare: 0n,
      forfeitRest: forfeit - 11n * share,
      latePaid: late.paid,
      lateCount: 1,
    });
    const { lock } = need.book;
    expect(accounts).toMatchObject({
      dso: before.dso + openingLock(need.body),
      supplier: before.supplier,
      operator: before.operator + lock,
      regulator: before.regulator,
      issuer: forfeit - 11n * share,
    });
    expect([held, deposits]).toEqual([0n, all - offered]);
  });
});

describe('an auction of the day that nobody ended in time', () => {
  const world = ready.fork();
  const auction = new LaterDay(world.chain, NEED_DAY);
  const need = new PaidNeed(world.chain, NEED_DAY).open().offers(world.households).finish().call(CALLED);
  const { chain } = need;
  const [first] = world.households;

  test('makes of all calls none: who could not settle is paid availability', () => {
    chain.at(auction.at.settleEnd - 1n);
    expect(() => chain.send('claim', need.claimBody(first!))).toThrow('CALLED');
    const early = need.settled();
    chain.at(auction.at.settleEnd);
    auction.void(chain.time);
    const body = { ...need.claimBody(first!), auctionId: auction.id, lanes: NO_LANES };
    expect(() => chain.send('deliver', body)).toThrow('NOT_CALLED');
    need.claim(world.households);
    const { arrays, terms, called, baseline } = need.settled();
    expect([called, baseline]).toEqual([0n, undefined]);
    expect(terms).not.toBe(early.terms);
    expect(arrays.fixed).toEqual(need.body.other.map(BigInt));
    chain.at(need.body.publish);
    openSums([need]);
    need.publish();
    expect(getNeedPublication(chain.store, need.id)?.compensation).toBe(0n);
  });
});

describe('four deliveries, and the claims of the next day', () => {
  const world = ready.fork();
  const day = new LaterDay(world.chain, NEED_DAY);
  const few = new PaidNeed(world.chain, NEED_DAY).open().offers(world.households).finish().call(CALLED);
  day.void(day.at.release);
  const { chain } = few;
  const next = world.opens(NEED_DAY + 1);
  const many = new PaidNeed(chain, NEED_DAY + 1).open().offers(world.households).finish();
  next.void(next.at.release);
  chain.at(few.body.deliverFrom);
  few.deliver(
    world.households.slice(0, 4),
    (i) => [UNPROVEN, relieved(-5_000n), relieved(100n), relieved(150n)][i],
  );
  chain.at(callsEnd(K, many.body) > chain.time ? callsEnd(K, many.body) : chain.time);
  many.claim(world.households.slice(0, 11));
  chain.at(many.body.publish);

  test('and what the first kept while it waited is enough for both', () => {
    const waits = few.fork();
    const host = many.fork(waits.chain);
    const { accounts } = getSupply(waits.chain.store);
    const { deposits } = waits.standing;
    waits.chain.at(host.body.deliverEnd + LATE).send('releaseDeposits', { needId: waits.id });
    const kept = 4n * memberMost(waits.body).deposit;
    expect(waits.standing.deposits).toBe(kept);
    expect(getSupply(waits.chain.store).accounts.dso - accounts.dso).toBe(deposits - kept);
    // The host does not wait: what it opens is whole.
    expect(() => host.chain.send('releaseDeposits', { needId: host.id })).toThrow('HELD_LOCKED');
    openSums([waits, host]);
    host.publish();
    const { held } = getNeedPublication(host.chain.store, waits.id)!;
    // Of the one home that claimed nothing.
    expect(held).toBe(memberMost(host.body).deposit);
    assertConservation(host.chain.store);
  });

  test('open together, each weighed by its own prices', () => {
    expect([few, many].map(({ id }) => mergedSet(chain.ctx, chain.store, id))).toEqual([
      [few.id, many.id],
      [few.id, many.id],
    ]);
    const [alone] = sumBodies('A', [few]);
    expect(() => chain.send('maskSum', alone!)).toThrow();
    openSums([few, many]);
    const [more] = sumBodies('A', [few, many], HALF_HOURS);
    expect(() => chain.send('maskSum', more!)).toThrow('GROUP_TOO_SMALL');
    expect(() => few.publish()).toThrow('GROUP_TOO_SMALL');
    const standing = [few.standing, many.standing];
    many.publish();
    const all = [...few.payments, ...many.payments];
    const owed = sum(few.payments.flatMap((p) => p.delivered.map((wh, k) => wh * BigInt(few.body.comp[k]!))));
    expect(owed).toBeLessThan(0n);
    const entry = getNeedPublication(chain.store, few.id)!;
    expect(entry).toMatchObject({
      needId: many.id,
      merged: [few.id, many.id],
      members: 15,
      pay: sum(all.map((p) => p.pay)),
      unproven: sum(all.map((p) => p.unproven)),
      charges: sum(all.map((p) => p.charges)),
      compensation: 0n,
      held: sum(standing.map((s) => s.deposits)) - entry.deposit,
    });
    expect(entry.buyerShare).toBe(
      sum(standing.map((s) => s.lock)) + entry.deposit - entry.pay - entry.unproven,
    );
    expect(few.standing.held).toBe(0n);
    expect(findLogEntry(chain.store, 'need', bytesToHex(Fr.serialize(few.id)))).toBeUndefined();
    assertConservation(chain.store);
  });

  test('late ones of either take from what the set holds, until the last one’s days are over', () => {
    const { held } = many.standing;
    const late = few.deliverBody(world.households[5]!, UNPROVEN, { late: true });
    chain.send('deliver', late);
    expect([many.standing.held, few.standing.latePaid]).toEqual([held - late.paid, late.paid]);
    chain.at(many.body.deliverEnd + LATE - 1n);
    const release = (needId: bigint) => () => chain.send('releaseDeposits', { needId });
    expect(release(many.id)).toThrow('HELD_LOCKED');
    chain.at(many.body.deliverEnd + LATE);
    expect(release(few.id)).toThrow('HELD_LOCKED');
    release(many.id)();
    expect(getSupply(chain.store).held).toBe(0n);
  });
});
