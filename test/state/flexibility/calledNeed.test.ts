/** A called need, from its deliveries to its half hours and its money. */
import { GroupHead, standing, termsOf } from '@veilgrid/node/state/core/groups/group';
import { readSum } from '@veilgrid/node/state/core/groups/openedSum';
import { keys as coreKeys } from '@veilgrid/node/state/core/keys';
import { getSupply } from '@veilgrid/node/state/core/money/accounts';
import { mustRead } from '@veilgrid/node/state/core/record';
import { deliveriesOf } from '@veilgrid/node/state/flexibility/deliver';
import { listLatePayments, listPayments } from '@veilgrid/node/state/flexibility/payments';
import { getNeedPublication } from '@veilgrid/node/state/flexibility/publishNeed';
import { publicSignals } from '@veilgrid/node/state/handlers';
import { listSettlements } from '@veilgrid/node/state/market/settlement';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { U32 } from '@veilgrid/protocol/core/ssz';
import { refuses, type TestChain } from '../support/chain.js';
import { type CalledWorld, calledWorld } from '../support/flexibility/calledWorld.js';
import { LISTED } from '../support/flexibility/flexWorld.js';
import { HALF_HOURS, openSums, sumBodies } from '../support/flexibility/needSums.js';
import { type PaidNeed, relieved, UNPROVEN } from '../support/flexibility/paidNeed.js';
import { GENESIS, PARAMS, WINDOWS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { K } from '../support/profile.js';
import { slotOf } from '../support/slot.js';

const LATE = BigInt(WINDOWS.late);
const sum = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n);

const called = calledWorld();
const settled = called.fork().settle();
/** Of every kind one; the last home stays away. */
const DAYS = [UNPROVEN, relieved(-10_000n), relieved(100n), relieved(10_000n, 1)];
const delivered = settled.fork();
delivered.need.deliver(delivered.offering.slice(0, 11), (i) => (i < 4 ? DAYS[i] : relieved(10_000n)));

const onward = (world: CalledWorld, work: (need: PaidNeed, world: CalledWorld) => void): CalledWorld => {
  const fork = world.fork();
  work(fork.need, fork);
  return fork;
};

describe('before anybody delivered', () => {
  const { need, offering } = settled;
  const { deliverFrom, deliverEnd } = need.body;
  const [first] = offering;
  const deliver = (change: object = {}) =>
    need.chain.tx('deliver', { ...need.deliverBody(first!, UNPROVEN), ...change });
  const late = () => need.chain.tx('deliver', need.deliverBody(first!, UNPROVEN, { late: true }));
  refuses(
    () => need.chain,
    [
      ['a claim', () => need.chain.tx('claim', need.claimBody(first!)), 'CALLED', 'needId'],
      ['a delivery of no need', () => deliver({ needId: 5n }), 'NEED_UNKNOWN', 'needId'],
      ['one too early', deliver, 'PHASE_WRONG', undefined, deliverFrom - 1n],
      ['one too late', deliver, 'PHASE_WRONG', undefined, deliverEnd],
      ['a late one too early', late, 'LATE_BILL_CLOSED', undefined, deliverEnd - 1n],
      ['a late one too late', late, 'LATE_BILL_CLOSED', undefined, deliverEnd + LATE],
      [
        'an auction of another day',
        () => deliver({ auctionId: slotOf(LISTED[0]).auctionId }),
        'AUCTION_UNKNOWN',
        'auctionId',
      ],
      ['a form that there is not', () => deliver({ late: 2 }), 'VALUE_OUT_OF_RANGE', 'late'],
      ['an amount that is shown in time', () => deliver({ paid: 1n }), 'VALUE_OUT_OF_RANGE', 'paid'],
      ['no note', () => deliver({ payCm: 0n }), 'VALUE_OUT_OF_RANGE', 'payCm'],
      ['its publication', () => need.chain.tx('publishNeed', { needId: need.id }), 'PHASE_WRONG'],
      [
        'of none',
        () => need.chain.tx('publishNeed', { needId: need.id }),
        'GROUP_TOO_SMALL',
        undefined,
        need.body.publish,
      ],
    ],
  );

  test('its statement is of the frozen readings of the day and of the list', () => {
    const { ctx, store } = need.chain;
    const [signals] = publicSignals(ctx, store, deliver(), 3n);
    const leaves = listSettlements(store, settled.auction.id, 0, 100).map((s) => s.readingCommitment);
    const root = new Tree8(hasher, PARAMS.orderDepth, leaves).root;
    const nobody = new Tree8(hasher, PARAMS.orderDepth).root;
    const { day } = need.body;
    const list = [...LISTED].reverse().map((days) => BigInt(slotOf(days).day));
    expect(signals!.slice(-10)).toEqual([
      GENESIS.chainId,
      BigInt(day),
      root,
      2n,
      1n,
      1n,
      ...list,
      nobody,
      nobody,
    ]);
    expect(signals).toContain(need.settled().terms);
  });
});

describe('deliveries', () => {
  const { need, offering, auction } = delivered;

  test('are members of the set, counted by auction and kept for their wallets', () => {
    const { store } = need.chain;
    expect(deliveriesOf(store, need.id, auction.id)).toBe(11);
    expect(standing(store, need.id)).toEqual({ status0: 11, open: 0 });
    expect(termsOf(store, need.id)).toBe(need.settled().terms);
    const { lanes: _, needId: __, ...kept } = need.deliverBody(offering[2]!, DAYS[2]);
    expect(listPayments(store, need.id, 2, 1)).toEqual([kept]);
  });

  refuses(
    () => need.chain,
    [
      [
        'a second one',
        () => need.chain.tx('deliver', need.deliverBody(offering[3]!, UNPROVEN)),
        'TAG_USED',
        'tagA',
      ],
      [
        'a second one that is late',
        () => need.chain.tx('deliver', need.deliverBody(offering[3]!, UNPROVEN, { late: true })),
        'TAG_USED',
        'tagA',
        need.body.deliverEnd,
      ],
    ],
  );

  test('a late one has terms of its own, and shows at most its deposit', () => {
    const { chain } = need;
    const late = onward(delivered, (own) => {
      own.chain.at(own.body.deliverEnd);
      own.chain.send('deliver', own.deliverBody(offering[11]!, UNPROVEN, { late: true }));
    }).need;
    const { paid } = listLatePayments(late.chain.store, late.id, 0, 9)[0]!;
    const { deposit } = offering[11]!.offers.get(need.id)!.inner;
    expect(paid).toBeLessThan(deposit);
    expect(late.standing).toMatchObject({ lateCount: 1, latePaid: paid });
    expect(late.settled(true).terms).not.toBe(need.settled().terms);
    expect(deliveriesOf(late.chain.store, need.id, auction.id)).toBe(11);
    expect(getSupply(late.chain.store)).toEqual(getSupply(chain.store));
  });
});

describe('money and what the supplier is owed', () => {
  const end = (world: CalledWorld) => onward(world, ({ chain, body }) => chain.at(body.publish));
  const opened = onward(end(delivered), (need) => openSums([need]));
  const published = onward(opened, (need) => need.publish());

  test('are shared out', () => {
    const { need } = published;
    const { payments } = need;
    const before = getSupply(opened.need.chain.store);
    const now = getSupply(need.chain.store);
    const { lock, deposits } = opened.need.standing;
    const pay = sum(payments.map((p) => p.pay));
    const unproven = sum(payments.map((p) => p.unproven));
    const deposit = sum(need.members.map((h) => h.offers.get(need.id)!.inner.deposit));
    const owed = sum(
      payments.flatMap(({ delivered: wh }) => wh.map((x, k) => x * BigInt(need.body.comp[k]!))),
    );
    expect(sum(payments.map((p) => p.owed))).toBe(owed);
    expect(unproven).toBeGreaterThan(0n);
    const share = lock + deposit - pay - unproven - owed;
    expect(now.accounts).toEqual({
      ...before.accounts,
      dso: before.accounts.dso + share,
      supplier: before.accounts.supplier + owed,
      issuer: unproven,
    });
    expect(now.held).toBe(deposits - deposit);
    expect(now.notes - before.notes).toBe(pay);
    expect(now.deposits).toBe(before.deposits - deposits);
    expect(getNeedPublication(need.chain.store, need.id)).toEqual({
      ...{ lock, deposits, buyerShare: share, forfeitRest: 0n, held: now.held, lateCount: 0, latePaid: 0n },
      ...{ needId: need.id, members: 11, pay, deposit, unproven, compensation: owed, merged: [need.id] },
      charges: sum(payments.map((p) => p.charges)),
    });
    expect(need.standing).toMatchObject({ lock: 0n, deposits: 0n, held: now.held });
  });

  const publish =
    ({ chain, id }: PaidNeed) =>
    () =>
      chain.tx('publishNeed', { needId: id });
  refuses(
    () => published.need.chain,
    [
      ['a second time', publish(published.need), 'ALREADY_PUBLISHED'],
      [
        'what is held, while late payments come',
        () => published.need.chain.tx('releaseDeposits', { needId: published.need.id }),
        'HELD_LOCKED',
        'needId',
        published.need.body.deliverEnd + LATE - 1n,
      ],
    ],
  );
  test('not before both roles opened them', () => {
    const { need } = end(delivered);
    expect(() => need.publish()).toThrow('MASK_SUM_MISSING');
  });

  test('a late payment takes from what is held, and never more', () => {
    const { need, offering } = published.fork();
    const body = need.deliverBody(offering[11]!, relieved(0n), { late: true });
    const { held } = need.standing;
    const more = need.chain.verified(need.chain.tx('deliver', { ...body, paid: held + 1n }));
    expect(need.chain.refusal(more)?.code).toBe('HELD_EXHAUSTED');
    need.chain.send('deliver', body);
    expect(need.standing).toMatchObject({ held: held - body.paid, latePaid: body.paid });
    expect(getSupply(need.chain.store)).toMatchObject({ held: held - body.paid });
    // And the buyer has the rest.
    const before = getSupply(need.chain.store).accounts.dso;
    need.chain.at(need.body.deliverEnd + LATE).send('releaseDeposits', { needId: need.id });
    expect(getSupply(need.chain.store).accounts.dso).toBe(before + held - body.paid);
    expect(() => need.chain.send('releaseDeposits', { needId: need.id })).toThrow('HELD_EXHAUSTED');
  });

  test.each([
    [1, true],
    [2, false],
  ])('beside %i whom the DSO read or corrected: %s', (known, opens) => {
    for (const change of [read, corrected]) {
      const { need } = onward(delivered, ({ chain }) => change(chain, delivered.auction.id, known));
      need.chain.at(need.body.publish);
      const [body] = sumBodies('A', [need]);
      const error = need.chain.refusal(need.chain.verified(need.chain.tx('maskSum', body!)));
      expect(error?.code).toBe(opens ? undefined : 'GROUP_TOO_SMALL');
    }
  });
});

/** So many of the settlements are of days that the DSO signed. */
function read(chain: TestChain, auctionId: bigint, count: number): void {
  const head = mustRead(chain.store, coreKeys.groupHead(auctionId), GroupHead);
  const status0 = head.status0 - count;
  chain.store.commit([[coreKeys.groupHead(auctionId), GroupHead.serialize({ ...head, status0 })]]);
}

function corrected(chain: TestChain, auctionId: bigint, count: number): void {
  chain.store.commit([[coreKeys.corrected(auctionId), U32.serialize(count)]]);
}

describe('half hours', () => {
  const world = (others: number, change?: (chain: TestChain, auctionId: bigint) => void) =>
    onward(called.fork(others).settle(), (need, own) => {
      change?.(need.chain, own.auction.id);
      need.deliver(own.offering, (i) => relieved(BigInt(40 * i - 60)));
      own.publishDay();
      need.chain.at(need.body.publish);
      openSums([need]);
    });
  const refusal = ({ need }: CalledWorld, opens = HALF_HOURS) => {
    const [body] = sumBodies('A', [need], opens);
    const error = need.chain.refusal(need.chain.verified(need.chain.tx('maskSum', body!)));
    return [error?.code, error?.data.field];
  };
  const open = world(10);

  test.each(['before', 'after'])('of ten beside them open %s the publication', (when) => {
    const { need } = open.fork();
    if (when === 'after') need.publish();
    openSums([need], HALF_HOURS);
    if (when === 'before') need.publish();
    const nets = Array.from({ length: K }, (_, k) => sum(need.payments.map((p) => p.delivered[k]!)));
    expect(nets[1]).not.toBe(0n);
    const entry = readSum(need.chain.store, need.id);
    expect(entry).toMatchObject({ members: 12, auctions: [need.id], words: { both: HALF_HOURS.both, nets } });
    nets.forEach((wh, k) => {
      expect(wh <= need.result.bought[k]! && -wh <= need.result.bought[k]!).toBe(true);
    });
    expect(refusal({ need } as CalledWorld)).toEqual(['MASK_SUM_FINAL', undefined]);
  });

  test('as the side that there is: a net would be less the mask of a word that nobody has', () => {
    expect(refusal(open, { ...HALF_HOURS, both: 0, net: 1 })).toEqual(['WORDS_DIFFER', 'both']);
    expect(refusal(open, { ...HALF_HOURS, both: 0 })).toEqual(['WORDS_DIFFER', 'both']);
  });

  test('never beside a rest of nine', () => {
    expect(refusal(world(9))).toEqual(['GROUP_TOO_SMALL', undefined]);
  });

  test('never beside ten of whom one was corrected', () => {
    const known = world(10, (chain, id) => corrected(chain, id, 1));
    expect(refusal(known)).toEqual(['GROUP_TOO_SMALL', undefined]);
  });

  test('not before the day is published', () => {
    const early = onward(called.fork(10).settle(), (need, { offering }) => {
      need.deliver(offering);
      need.chain.at(need.body.publish);
      openSums([need]);
    });
    expect(refusal(early)).toEqual(['GROUP_TOO_SMALL', undefined]);
  });
});
