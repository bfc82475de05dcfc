/** Payments of offers: claims, and deliveries of a called need; in time or late. docs/protocol/flexibility.md. */
import { ensure } from '@veilgrid/protocol/errors';
import type { Bodies } from '@veilgrid/protocol/kinds';
import { groupOf, join, takeTags } from '../core/groups.js';
import { addNote, held, move } from '../core/money.js';
import { settledRoot } from '../core/readings.js';
import {
  ensureEnded,
  type FlexibilityLedger,
  type FlexibilityRule,
  isVoid,
  type NeedBook,
  needOf,
  paymentsEnd,
} from './book.js';
import { callTimes } from './calendar.js';
import { showPart } from './call.js';
import {
  calledOf,
  claimSignals,
  deliverSignals,
  needTermsOf,
  type Settling,
  settlingOf,
} from './settling.js';

type PaymentBody = Bodies['claim'] | Bodies['deliver'];

/** @param from payments in time are taken from then on */
function ensureDue(
  ledger: FlexibilityLedger,
  need: NeedBook,
  { late, paid }: PaymentBody,
  from: bigint,
): void {
  const { time } = ledger;
  const { deliverEnd } = need.terms;
  ensure(late === 0 || late === 1, 'VALUE_OUT_OF_RANGE', { field: 'late' });
  ensure(late === 1 || paid === 0n, 'VALUE_OUT_OF_RANGE', { field: 'paid' });
  ensureEnded(need);
  if (late === 0) ensure(time >= from && time < deliverEnd, 'PHASE_WRONG');
  else ensure(time >= deliverEnd && time < paymentsEnd(ledger, need), 'LATE_BILL_CLOSED');
}

/** The note, and whoever is paid: a member of the sums, or late and of none. @returns terms */
function enterPayment(
  ledger: FlexibilityLedger,
  settling: Settling,
  body: PaymentBody,
  energy: readonly bigint[],
): bigint {
  const { books, genesis } = ledger;
  const { need } = settling;
  const late = body.late === 1;
  const terms = needTermsOf(genesis.chainId, settling, late);
  const group = groupOf(books, need.id);
  if (late) {
    takeTags(group, body);
    payLate(ledger, need, body.paid);
  } else {
    group.terms ??= terms;
    join(ledger, need.id, { ...body, lanes: [...energy, ...body.lanes], counts: true, open: 0 });
  }
  addNote(ledger, body.payCm);
  return terms;
}

/** Of what is held, once the others' money has been shared out. */
function payLate({ books }: FlexibilityLedger, { late, published }: NeedBook, paid: bigint): void {
  late.count++;
  late.paid += paid;
  if (!published) return;
  ensure(published.held >= paid && held(books, 'held') >= paid, 'HELD_EXHAUSTED');
  published.held -= paid;
  move(books, 'held', 'shielded', paid);
}

export const claim: FlexibilityRule<'claim'> = (ledger, body, context) => {
  const need = needOf(ledger.books, body.needId);
  const { K, sideWords } = ledger.genesis.params;
  ensureDue(ledger, need, body, isVoid(need) ? 0n : callTimes(K, need.terms)[1]);
  ensure(calledOf(ledger, need) === 0n, 'CALLED', { field: 'needId' });
  const settling = settlingOf(ledger, need);
  const terms = enterPayment(ledger, settling, body, Array<bigint>(sideWords).fill(0n));
  return [claimSignals(settling, body, terms, context)];
};

export const deliver: FlexibilityRule<'deliver'> = (ledger, body, context) => {
  const { books } = ledger;
  const { auctionId } = body;
  const need = needOf(books, body.needId);
  ensureDue(ledger, need, body, need.terms.deliverFrom);
  ensure(calledOf(ledger, need) !== 0n, 'NOT_CALLED', { field: 'needId' });
  ensure(need.auctions.includes(auctionId), 'AUCTION_UNKNOWN', { field: 'auctionId' });
  const settling = settlingOf(ledger, need);
  const terms = enterPayment(ledger, settling, body, []);
  if (body.late === 0) {
    need.deliveries.set(auctionId, (need.deliveries.get(auctionId) ?? 0) + 1);
    showPart(ledger, need, auctionId);
  }
  return [deliverSignals(ledger, settling, body, terms, context, settledRoot(ledger, auctionId))];
};
