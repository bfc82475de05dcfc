import { memberCount } from '@veilgrid/node/state/core/groups/group';
import { getSupply } from '@veilgrid/node/state/core/money/accounts';
import { heldOf } from '@veilgrid/node/state/market/held';
import { keys } from '@veilgrid/node/state/market/keys';
import { lateBillsOf, listLateBills } from '@veilgrid/node/state/market/lateBill';
import { getPublication } from '@veilgrid/node/state/market/publication';
import { settleAuction } from '@veilgrid/node/state/market/settleAuction';
import { masksOf } from '@veilgrid/protocol/core/groups/masks';
import { Money } from '@veilgrid/protocol/core/ssz';
import { lateFeeOf, refundAndShortfall, settleSignals } from '@veilgrid/protocol/market/settlement';
import type { BodyOf } from '../support/chain.js';
import { refuses } from '../support/chain.js';
import { TestDay } from '../support/day.js';
import { LATE_FEE, PARAMS, WINDOWS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { LaterDay } from '../support/laterDay.js';
import { AUCTION_ID, TIMES } from '../support/slot.js';

const END = TIMES.settleEnd + BigInt(WINDOWS.late);
const closedDay = (count?: number) => new TestDay(count).prepare().open().order().release().clear().close();

/** Eleven of twelve settle; the last one is late. */
const settledDay = () => {
  const day = closedDay().settle(11);
  day.chain.at(TIMES.settleEnd);
  return day;
};
const conserved = ({ chain }: TestDay) => {
  const s = getSupply(chain.store);
  const all = s.notes + s.deposits + s.bonds + s.roleBonds + s.held + s.redeemed;
  return all + Object.values(s.accounts).reduce((a, b) => a + b, 0n) === s.minted;
};

describe('a late bill', () => {
  const day = settledDay();
  const { chain, households } = day;
  const [settled, missing] = [households[0]!, households[11]!];
  const bill = (change: Partial<BodyOf<'lateBill'>> = {}, who = missing) =>
    chain.tx('lateBill', { ...who.lateBill(chain, AUCTION_ID), ...change });
  const known = settled.settle(chain, AUCTION_ID);

  refuses(
    () => chain,
    [
      ['an unknown auction', () => bill({ auctionId: 5n }), 'AUCTION_UNKNOWN', 'auctionId'],
      ['before the end', () => bill(), 'LATE_BILL_CLOSED', undefined, TIMES.settleEnd - 1n],
      ['after sixty days', () => bill(), 'LATE_BILL_CLOSED', undefined, END],
      ['a settled order', () => bill({}, settled), 'ALREADY_SETTLED', 'nf'],
      ["a settled point, by A's tag", () => bill({ tagA: known.tagA }), 'TAG_USED', 'tagA'],
      ["a settled point, by B's tag", () => bill({ tagB: known.tagB }), 'TAG_USED', 'tagB'],
      ["the DSO's reading of a meter that works", () => bill({ status: 1 }), 'STATUS_WRONG', 'status'],
      ['a note of before', () => bill({ refundCm: known.refundCm }), 'COMMITMENT_EXISTS', 'refundCm'],
      ['a deposit that is no tier', () => bill({ deposit: 3n }), 'DEPOSIT_NOT_A_TIER', 'deposit'],
      ['more than its deposit', () => bill({ paid: missing.deposit + 1n }), 'VALUE_OUT_OF_RANGE', 'paid'],
    ],
  );

  test('is proven with the fee in its charge, under masks of its own', () => {
    const body = { ...missing.lateBill(chain, AUCTION_ID) };
    const inTime = settleAuction(chain.ctx, chain.store, AUCTION_ID);
    const late = settleAuction(chain.ctx, chain.store, AUCTION_ID, { late: true });
    expect(late.market.fixedPerDay).toBe(inTime.market.fixedPerDay + LATE_FEE);
    expect(late.terms).not.toBe(inTime.terms);
    const shown = settleSignals(body, late, 7n)[1]!;
    expect(shown).toBe(body.paid + 2n ** 45n * body.deposit);
    const masks = (terms: bigint) => masksOf(hasher, PARAMS, 'A', missing.kA, terms).masks;
    const both = [...masks(late.terms), ...masks(inTime.terms)];
    expect(new Set(both).size).toBe(both.length);
  });

  test('joins no sum, counts for its set, and is the last of its order', () => {
    const members = memberCount(chain.store, AUCTION_ID);
    const body = missing.lateBill(chain, AUCTION_ID);
    const before = getSupply(chain.store);
    chain.submit(bill());
    expect(memberCount(chain.store, AUCTION_ID)).toBe(members);
    const fees = lateFeeOf(body.paid, body.deposit, LATE_FEE);
    expect(fees).toBe(LATE_FEE);
    expect(lateBillsOf(chain.store, AUCTION_ID)).toEqual({
      count: 1,
      deposits: missing.deposit,
      paid: body.paid,
      fees,
    });
    expect(listLateBills(chain.store, AUCTION_ID, 0, 9)).toHaveLength(1);
    // Where it comes from shows at publication.
    expect(getSupply(chain.store)).toEqual(before);
    expect(chain.refusal(chain.verified(bill()))?.code).toBe('ALREADY_SETTLED');
    expect(chain.refusal(chain.verified(bill({ nf: 5n })))?.code).toBe('TAG_USED');
    expect(conserved(day)).toBe(true);
  });

  test('leaves nothing to hold when the set is published, and its fee with the issuer', () => {
    const { paid } = missing.lateBill(chain, AUCTION_ID);
    const before = getSupply(chain.store).accounts;
    day.maskSums().publish();
    const publication = getPublication(chain.store, AUCTION_ID)!;
    expect(publication).toMatchObject({ held: 0n, lateCount: 1, latePaid: paid, lateFees: LATE_FEE });
    expect(getSupply(chain.store).accounts.issuer).toBe(before.issuer + LATE_FEE);
    expect(conserved(day)).toBe(true);
  });
});

describe('after publication', () => {
  const day = settledDay().maskSums().publish();
  const { chain, households } = day;
  const missing = households[11]!;
  const bill = () => chain.tx('lateBill', missing.lateBill(chain, AUCTION_ID));

  test('the deposit that nobody settled is held', () => {
    expect(getPublication(chain.store, AUCTION_ID)!.held).toBe(missing.deposit);
    expect([heldOf(chain.store, AUCTION_ID), getSupply(chain.store).held]).toEqual(
      Array(2).fill(missing.deposit),
    );
  });

  test('where too little were held, nothing is paid', () => {
    const { paid } = missing.lateBill(chain, AUCTION_ID);
    const key = keys.held(AUCTION_ID);
    chain.store.commit([[key, Money.serialize(paid + LATE_FEE - 1n)]]);
    expect(chain.refusal(chain.verified(bill()))?.code).toBe('HELD_EXHAUSTED');
    chain.store.commit([[key, Money.serialize(missing.deposit)]]);
  });

  test('a bill takes what it pays and its fee', () => {
    const { paid } = missing.lateBill(chain, AUCTION_ID);
    const before = getSupply(chain.store);
    chain.submit(bill());
    const after = getSupply(chain.store);
    expect(after.held).toBe(before.held - paid - LATE_FEE);
    expect(after.notes).toBe(before.notes + paid);
    expect(after.accounts).toEqual({ ...before.accounts, issuer: before.accounts.issuer + LATE_FEE });
    expect(conserved(day)).toBe(true);
    expect(chain.refusal(chain.verified(bill()))?.code).toBe('ALREADY_SETTLED');
  });
});

test('a bill with an excess gives back no more than the deposit', () => {
  const day = closedDay();
  const { chain, households } = day;
  const rich = households[9]!;
  rich.readings = () => Array.from({ length: PARAMS.K }, () => ({ imported: 0, exported: 4_000 }));
  day.settle(9).chain.at(TIMES.settleEnd);
  const body = rich.lateBill(chain, AUCTION_ID);
  const { refund } = refundAndShortfall(rich.deposit, rich.bill!.cost);
  expect(refund).toBeGreaterThan(rich.deposit);
  expect(body.paid).toBe(rich.deposit);
  // Nothing is left of its deposit for a fee.
  expect(lateFeeOf(body.paid, body.deposit, LATE_FEE)).toBe(0n);
  chain.send('lateBill', body);
  expect(lateBillsOf(chain.store, AUCTION_ID)).toMatchObject({ paid: rich.deposit, fees: 0n });
});

test('a bill beyond the deposit pays nothing, and no fee', () => {
  const day = closedDay();
  const { chain, households } = day;
  const poor = households[10]!;
  poor.readings = () => Array.from({ length: PARAMS.K }, () => ({ imported: 5_000_000, exported: 0 }));
  day.settle(9).chain.at(TIMES.settleEnd);
  const body = poor.lateBill(chain, AUCTION_ID);
  expect(body).toMatchObject({ paid: 0n, short: expect.any(BigInt) });
  chain.send('lateBill', body);
  expect(lateBillsOf(chain.store, AUCTION_ID)).toMatchObject({ count: 1, paid: 0n, fees: 0n });
});

test('a bill of a waiting set is paid, and of the merged one too', () => {
  const day = closedDay().settle(11).maskSums().publish();
  const { chain, households } = day;
  const few = new LaterDay(chain, 2).open().order(4);
  few.void(few.at.release).settle(households.slice(0, 3), -1);
  const many = new LaterDay(chain, 4).open().order(10);
  many.void(many.at.release).settle(households.slice(0, 10), -1);
  chain.at(few.at.settleEnd);
  chain.send('lateBill', few.lateBody(1_000n, 3));
  expect(lateBillsOf(chain.store, few.id)).toMatchObject({ count: 1, paid: 1_000n });
  many.maskSums(day, few.id).publish();
  const published = getPublication(chain.store, few.id)!;
  expect(published).toMatchObject({ held: 0n, latePaid: 1_000n, lateFees: LATE_FEE });
  expect(conserved(day)).toBe(true);
});
