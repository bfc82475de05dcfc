/** What becomes of a forfeit: a share to each order up to the top tier, the rest to the DSO. */
import { dsoDebt, getSupply } from '@veilgrid/node/state/core/money/accounts';
import { getPublication } from '@veilgrid/node/state/market/publication';
import { TestDay } from '../support/day.js';
import { LaterDay } from '../support/laterDay.js';
import { TERMS } from '../support/terms.js';

const TOP = TERMS.tiers.at(-1)!;

test('without orders all of it goes to the DSO, with the next set that is published', () => {
  const day = new TestDay(11).prepare().open().order().release().clear().close().statusList();
  day.settle().maskSums().publish();
  const { chain, households } = day;
  const empty = new LaterDay(chain, 2).open();
  empty.void(empty.at.release);
  const { lock, forfeit, share } = empty.auction;
  expect([forfeit, share, getSupply(chain.store).deposits]).toEqual([lock, 0n, lock]);
  const next = new LaterDay(chain, 4).open().order(10);
  next.void(next.at.close).settle(households.slice(0, 10), -1).maskSums(day, empty.id);
  const before = getSupply(chain.store).accounts;
  next.publish();
  const { dsoShare, forfeitRest, auctions } = getPublication(chain.store, empty.id)!;
  const { accounts, deposits } = getSupply(chain.store);
  // Ten settled of ten: what the division leaves is not theirs.
  expect(auctions).toEqual([empty.id, next.id]);
  expect(forfeitRest).toBe(lock + (next.auction.forfeit % 10n));
  expect(accounts.dso - before.dso).toBe(dsoShare + forfeitRest);
  expect([deposits, dsoDebt(chain.store)]).toEqual([0n, 0n]);
});

test('no order has more than the top tier of it', () => {
  const day = new TestDay(12).prepare();
  const { chain } = day;
  day.open({ ...TERMS, tiers: [90_000_000n] }).order(1);
  day.void(day.at.release);
  const { forfeit, share } = day.auction;
  expect(forfeit).toBeGreaterThan(90_000_000n);
  expect([share, share < TOP]).toEqual([90_000_000n, true]);
  expect(getSupply(chain.store).roleBonds).toBe(0n);
});
