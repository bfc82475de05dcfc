/** Who gets the money of needs whose sums are open, and what is left of it later. docs/protocol/flexibility.md "Money". */
import { ensure } from '@veilgrid/protocol/errors';
import { FLEXIBILITY_LOG } from '@veilgrid/protocol/flexibility/log';
import type { OpenNeedBody } from '@veilgrid/protocol/flexibility/need';
import { MONEY_LANE_BOUND } from '@veilgrid/protocol/params';
import { enterPublished, groupOf, membersOf, openedWith, setOf } from '../core/groups.js';
import { enterLog } from '../core/log.js';
import { countWordOf, moneyOf } from '../core/maskSum.js';
import { move } from '../core/money.js';
import { unpack } from '../core/words.js';
import { type FlexibilityRule, needOf, paymentsEnd } from './book.js';
import { forfeitShare } from './settling.js';

/** Lifts what each member owes the supplier above 0. */
const OWED = 2n ** 44n;

/** Four amounts, none above what its members can have put there, and what is owed, signed. */
function readMoney(money: bigint, owedWord: bigint, members: number) {
  const lanes = unpack(money, 4, 63n) as [bigint, bigint, bigint, bigint];
  const count = BigInt(members);
  ensure(
    lanes.every((amount) => amount < count * MONEY_LANE_BOUND),
    'LANES_INVALID',
  );
  ensure(owedWord < 2n * count * OWED, 'LANES_INVALID');
  const [pay, deposit, charges, unproven] = lanes;
  return { pay, deposit, charges, unproven, owed: owedWord - count * OWED };
}

export const publishNeed: FlexibilityRule<'publishNeed'> = (ledger, { needId }) => {
  const { books, time } = ledger;
  const need = needOf(books, needId);
  ensure(time >= need.terms.publish, 'PHASE_WRONG');
  ensure(!need.published, 'ALREADY_PUBLISHED');
  const group = groupOf(books, needId);
  const groups = openedWith(ledger, group);
  ensure(groups.at(-1) === group, 'GROUP_TOO_SMALL', { members: membersOf(group) });
  const set = groups.map(({ id }) => needOf(books, id));
  ensure(
    set.every(({ sealed }) => sealed.outcome !== 'open'),
    'PHASE_WRONG',
  );
  const members = groups.reduce((count, each) => count + membersOf(each), 0);
  const { owed, ...money } = readMoney(moneyOf(ledger, groups), countWordOf(groups), members);
  let [lock, deposits, late, shares, forfeits] = [0n, 0n, 0n, 0n, 0n];
  for (const each of set) {
    lock += each.lock;
    deposits += each.deposits;
    late += each.late.paid;
    shares += forfeitShare(each) * BigInt(membersOf(groupOf(books, each.id)));
    forfeits += each.sealed.forfeit;
  }
  const compensation = owed > 0n ? owed : 0n;
  const held = deposits - money.deposit - late;
  ensure(held >= 0n, 'LANES_INVALID', { field: 'deposit' });
  const buyerShare = lock + money.deposit - money.pay + shares - money.unproven - compensation;
  ensure(buyerShare >= 0n, 'LANES_INVALID', { field: 'pay' });
  const forfeitRest = forfeits - shares;
  move(books, 'bonds', 'shielded', lock);
  move(books, 'shielded', 'dso', buyerShare);
  move(books, 'shielded', 'supplier', compensation);
  move(books, 'shielded', 'issuer', money.unproven + forfeitRest);
  move(books, 'shielded', 'held', held);
  for (const each of set) each.lock = 0n;
  const needs = set.map(({ id }) => id);
  enterPublished(ledger, groups);
  enterLog(books, FLEXIBILITY_LOG.need, { needId, members, ...money, compensation, merged: needs });
  const published = { needs, members, ...money, compensation, buyerShare, forfeitRest, held };
  // One for all, so that what is held of the set is held once.
  for (const each of set) each.published = published;
};

/** The most of a need's lock and of its deposits that one member can have in its sums. */
function mostOf({ tiers, maxQty, comp }: OpenNeedBody): { readonly lock: bigint; readonly deposit: bigint } {
  const deposit = tiers.at(-1)!;
  return { deposit, lock: deposit + comp.reduce((sum, price) => sum + BigInt(maxQty) * BigInt(price), 0n) };
}

const least = (a: bigint, b: bigint) => (a < b ? a : b);

/** What no late payment took; of a need that still waits, all that its few members cannot need. */
export const releaseDeposits: FlexibilityRule<'releaseDeposits'> = (ledger, { needId }) => {
  const { books, time } = ledger;
  const need = needOf(books, needId);
  const { published } = need;
  const locked = { field: 'needId' };
  for (const id of published?.needs ?? [needId]) {
    ensure(time >= paymentsEnd(ledger, needOf(books, id)), 'HELD_LOCKED', locked);
  }
  if (published) {
    ensure(published.needs.at(-1) === needId, 'HELD_LOCKED', locked);
    ensure(published.held > 0n, 'HELD_EXHAUSTED', locked);
    move(books, 'held', 'dso', published.held);
    published.held = 0n;
    return;
  }
  const group = groupOf(books, needId);
  ensure(need.sealed.outcome !== 'open' && !setOf(ledger, group), 'HELD_LOCKED', locked);
  const members = BigInt(membersOf(group));
  const most = mostOf(need.terms);
  const left = need.deposits - need.late.paid;
  const freed = {
    lock: need.lock - least(need.lock, members * most.lock),
    deposits: left - least(left, members * most.deposit),
  };
  ensure(freed.lock + freed.deposits > 0n, 'HELD_EXHAUSTED', locked);
  move(books, 'bonds', 'dso', freed.lock);
  move(books, 'shielded', 'dso', freed.deposits);
  need.lock -= freed.lock;
  need.deposits -= freed.deposits;
};
