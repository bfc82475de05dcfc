/**
 * What claims and deliveries have in common. The statement proves the payment from an offer under the gate's root; here
 * stand its time, tags that are new in the need, room for the note and, of a late one, what is there to pay it: it is
 * in no sum, so it shows what it pays, at most the own deposit. docs/protocol/flexibility.md, "Money".
 */
import { byteList, container, Fr, type Infer, Money, U8 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { PAYMENT_MEMO_BYTES } from '@veilgrid/protocol/flexibility/payment';
import type { ClaimBody } from '@veilgrid/protocol/flexibility/paymentBodies';
import { ensureTagsFree, join, memberCount, setTerms, takeTags, termsOf } from '../core/groups/group.js';
import { publishedWith } from '../core/groups/mergedSet.js';
import { moveSupply } from '../core/money/accounts.js';
import { appendNote, ensureNotes } from '../core/money/notes.js';
import { mustRead, page, write } from '../core/record.js';
import type { StateContext, StateView, StateWriter } from '../core/view.js';
import { keys } from './keys.js';
import { latePaymentsEnd, type Need, setStanding, standingOf } from './need.js';
import { settledNeed } from './settledNeed.js';

const PaymentRecord = container({
  payCm: Fr,
  tagA: Fr,
  tagB: Fr,
  late: U8,
  /** What a late one pays; else 0. */
  paid: Money,
  /** That a delivery names; 0 of a claim. */
  auctionId: Fr,
  memo: byteList(PAYMENT_MEMO_BYTES),
});
export type PaymentRecord = Infer<typeof PaymentRecord>;

/** What both bodies have, beside their lanes. */
export type PaymentFields = Pick<ClaimBody, 'needId' | 'late' | 'payCm' | 'paid' | 'tagA' | 'tagB' | 'memo'>;

/** Those in time, in the order of the group. */
export function listPayments(view: StateView, id: bigint, from: number, limit: number): PaymentRecord[] {
  return page(memberCount(view, id), from, limit).map((i) =>
    mustRead(view, keys.payment(id, i), PaymentRecord),
  );
}

export function listLatePayments(view: StateView, id: bigint, from: number, limit: number): PaymentRecord[] {
  return page(standingOf(view, id).lateCount, from, limit).map((i) =>
    mustRead(view, keys.latePayment(id, i), PaymentRecord),
  );
}

/** @throws ProtocolError PHASE_WRONG while the book has not ended: nobody knows yet what is paid */
export function ensureEnded({ book }: Need): void {
  ensure(book.outcome !== 'open', 'PHASE_WRONG', { field: 'needId' });
}

/**
 * @param from when those in time begin, Unix seconds
 * @throws ProtocolError VALUE_OUT_OF_RANGE, LATE_BILL_CLOSED, PHASE_WRONG
 */
export function ensureTime(ctx: StateContext, { need }: Need, late: number, from: bigint): void {
  ensure(late <= 1, 'VALUE_OUT_OF_RANGE', { field: 'late' });
  const inTime = ctx.time >= from && ctx.time < need.deliverEnd;
  const lateOne = ctx.time >= need.deliverEnd && ctx.time < latePaymentsEnd(ctx, need);
  if (late === 1) ensure(lateOne, 'LATE_BILL_CLOSED');
  else ensure(inTime, 'PHASE_WRONG');
}

/** @throws ProtocolError TAG_USED, VALUE_OUT_OF_RANGE, COMMITMENT_EXISTS, NOTE_TREE_FULL, HELD_EXHAUSTED */
export function checkPayment(ctx: StateContext, view: StateView, body: PaymentFields): void {
  ensureTagsFree(view, body.needId, body);
  ensure(body.late === 1 || body.paid === 0n, 'VALUE_OUT_OF_RANGE', { field: 'paid' });
  ensureNotes(ctx, view, { spent: {}, made: { payCm: body.payCm } });
  if (body.late === 0) return;
  const left = heldFor(view, body.needId);
  ensure(left >= body.paid, 'HELD_EXHAUSTED', { held: String(left) });
}

/** What late payments of a need may still take: of its deposits, or of what its published set holds. */
function heldFor(view: StateView, id: bigint): bigint {
  const host = publishedWith(view, id);
  if (host !== undefined) return standingOf(view, host).held;
  const { deposits, latePaid } = standingOf(view, id);
  return deposits - latePaid;
}

/** @param lanes of all words of the group's line */
export function pay(
  ctx: StateContext,
  writer: StateWriter,
  need: Need,
  body: PaymentFields,
  { auctionId, lanes }: { readonly auctionId: bigint; readonly lanes: readonly bigint[] },
): void {
  const { needId } = need;
  appendNote(ctx, writer, body.payCm, 'refund');
  const record = { ...body, auctionId };
  if (body.late === 1) {
    const { lateCount } = standingOf(writer, needId);
    write(writer, keys.latePayment(needId, lateCount), PaymentRecord, record);
    takeTags(writer, needId, body);
    payLate(writer, needId, body.paid);
    return;
  }
  if (termsOf(writer, needId) === undefined) {
    setTerms(writer, needId, settledNeed(ctx, writer, need).terms);
  }
  const index = join(ctx, writer, needId, { ...body, lanes, counts: true, open: 0 });
  write(writer, keys.payment(needId, index), PaymentRecord, record);
}

function payLate(writer: StateWriter, needId: bigint, paid: bigint): void {
  const standing = standingOf(writer, needId);
  setStanding(writer, needId, {
    ...standing,
    lateCount: standing.lateCount + 1,
    latePaid: standing.latePaid + paid,
  });
  const host = publishedWith(writer, needId);
  if (host === undefined) return;
  const held = standingOf(writer, host);
  setStanding(writer, host, { ...held, held: held.held - paid });
  moveSupply(writer, { held: -paid, shielded: paid });
}
