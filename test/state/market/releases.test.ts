import { getSupply } from '@veilgrid/node/state/core/money/accounts';
import { heldOf } from '@veilgrid/node/state/market/held';
import { lockedBond } from '@veilgrid/node/state/market/releaseBond';
import { largestBond, roundingOf, supplierBond } from '@veilgrid/protocol/market/bond';
import { refuses } from '../support/chain.js';
import { TestDay } from '../support/day.js';
import { WINDOWS } from '../support/genesis.js';
import { LaterDay } from '../support/laterDay.js';
import { AUCTION_ID, slotOf, TIMES } from '../support/slot.js';

const LATE = BigInt(WINDOWS.late);
const END = TIMES.settleEnd + LATE;

describe('held deposits', () => {
  const day = new TestDay().prepare().open().order().release().clear().close().settle(11);
  const { chain } = day;
  day.maskSums();
  const release = (host = AUCTION_ID) => chain.tx('releaseHeld', { host });
  refuses(
    () => chain,
    [
      ['of an unknown auction', () => release(5n), 'AUCTION_UNKNOWN', 'auctionId'],
      ['of a set that is not published', () => release(), 'HELD_LOCKED', 'host', END],
    ],
  );

  describe('of a published set', () => {
    beforeAll(() => day.publish());
    refuses(() => chain, [['while late bills come', () => release(), 'HELD_LOCKED', 'host', END - 1n]]);

    test('come to the supplier once', () => {
      chain.at(END);
      const held = heldOf(chain.store, AUCTION_ID);
      const before = getSupply(chain.store);
      chain.submit(release());
      const after = getSupply(chain.store);
      expect(held).toBe(day.households[11]!.deposit);
      expect(after).toMatchObject({ held: before.held - held, notes: before.notes });
      expect(after.accounts.supplier).toBe(before.accounts.supplier + held);
      expect(chain.refusal(chain.verified(release()))?.code).toBe('HELD_EXHAUSTED');
    });
  });
});

describe('held deposits of a merged set', () => {
  const day = new TestDay().prepare().open().order().release().clear().close().settle();
  const { chain, households } = day.maskSums().publish();
  const few = new LaterDay(chain, 2).open().order(3);
  few.void(few.at.release).settle(households.slice(0, 2), -1);
  const many = new LaterDay(chain, 4).open().order(10);
  many.void(many.at.release).settle(households.slice(0, 10), -1).maskSums(day, few.id).publish();
  chain.at(many.at.settleEnd + LATE - 1n);
  const release = (host: bigint) => chain.tx('releaseHeld', { host });
  refuses(
    () => chain,
    [
      ['while late bills of its last auction come', () => release(many.id), 'HELD_LOCKED', 'host'],
      ['under another auction than it was published', () => release(few.id), 'HELD_LOCKED', 'host', END * 2n],
    ],
  );
});

describe('the bond of an auction', () => {
  const day = new TestDay().prepare().open().order().release().clear().close().settle();
  const { chain, households } = day.maskSums();
  const few = new LaterDay(chain, 2).open().order(4);
  few.void(few.at.release).settle(households.slice(0, 3), -1);
  chain.at(few.at.settleEnd).send('lateBill', few.lateBody(1_000n, 3));
  const late = few.at.settleEnd + LATE;
  const release = (auctionId = few.id) => chain.tx('releaseBond', { auctionId });
  const bond = () => lockedBond(chain.store, few.auction);

  refuses(
    () => chain,
    [
      ['of an unknown auction', () => release(5n), 'AUCTION_UNKNOWN', 'auctionId'],
      ['while late bills come', () => release(), 'PHASE_WRONG', undefined, late - 1n],
      ['of a large set that waits for its words', () => release(AUCTION_ID), 'BOND_KEPT', undefined, late],
    ],
  );

  test('shrinks to what its own members can need', () => {
    chain.at(late);
    const points = households.map((h) => h.point);
    const { market } = few;
    const kept = 4n * largestBond(market, points) + 4n * roundingOf(market);
    expect(bond()).toBe(supplierBond(market, points));
    const before = getSupply(chain.store);
    chain.submit(release());
    const after = getSupply(chain.store);
    expect(bond()).toBe(kept);
    expect(after.bonds).toBe(before.bonds - (few.auction.bond - kept));
    expect(after.accounts.supplier - before.accounts.supplier).toBe(few.auction.bond - kept);
    expect(chain.refusal(chain.verified(release()))?.code).toBe('BOND_KEPT');
  });

  test('is not released when it is published', () => {
    day.publish();
    expect(chain.refusal(chain.verified(release(AUCTION_ID)))?.code).toBe('ALREADY_PUBLISHED');
  });

  test('and an auction that nobody ended keeps it', () => {
    const open = new LaterDay(chain, 90).open();
    chain.at(open.at.settleEnd + LATE);
    expect(chain.refusal(chain.verified(release(open.id)))?.code).toBe('PHASE_WRONG');
    // Nobody ordered, so that nothing of it is needed.
    open.void(chain.time);
    chain.submit(release(open.id));
    expect(lockedBond(chain.store, open.auction)).toBe(0n);
  });

  test('is what the late publication counts with', () => {
    const many = new LaterDay(chain, 180).open().order(10);
    many.void(many.at.release).settle(households.slice(0, 10), -1);
    const before = getSupply(chain.store);
    many.maskSums(day, few.id, slotOf(90).auctionId).publish();
    const after = getSupply(chain.store);
    expect(before.bonds - after.bonds).toBe(bond() + many.auction.bond);
  });
});
