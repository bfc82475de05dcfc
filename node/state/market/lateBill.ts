/**
 * Bills that come after their settlement's time, from anybody who has an order and a signed day: they join no sum, so
 * what they pay and the tier of their deposit are shown. Settle proves, in its late form, that the note holds at most
 * the order's own deposit. What they take from a set's money is counted here until it is published, and comes out of
 * what is held of it afterwards. protocol/market.md, lateBill.
 */
import { container, type Infer, Money, U32 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { lateFeeOf, settleSignals } from '@veilgrid/protocol/market/settlement';
import { takeTags } from '../core/groups/group.js';
import { publishedWith } from '../core/groups/mergedSet.js';
import type { Handler } from '../core/handler.js';
import { moveBalance, moveSupply } from '../core/money/accounts.js';
import { appendNote } from '../core/money/notes.js';
import { mark, mustRead, page, read, write } from '../core/record.js';
import type { StateView } from '../core/view.js';
import { lateBillsEnd, requireAuction } from './auction.js';
import { heldOf, setHeld } from './held.js';
import { keys } from './keys.js';
import { ensureTerms } from './openSettlement.js';
import { settleAuction } from './settleAuction.js';
import { checkSettlement, SettlementRecord } from './settlement.js';

const LateBillRecord = container({ settlement: SettlementRecord, paid: Money, deposit: Money });
export type LateBillRecord = Infer<typeof LateBillRecord>;

/** What the late bills of an auction have come to. */
const LateBills = container({ count: U32, deposits: Money, paid: Money, fees: Money });
export type LateBills = Infer<typeof LateBills>;

const NONE: LateBills = { count: 0, deposits: 0n, paid: 0n, fees: 0n };

export function lateBillsOf(view: StateView, id: bigint): LateBills {
  return read(view, keys.lateBills(id), LateBills) ?? NONE;
}

/** Late bills in the order in which they came. */
export function listLateBills(view: StateView, id: bigint, from: number, limit: number): LateBillRecord[] {
  return page(lateBillsOf(view, id).count, from, limit).map((i) =>
    mustRead(view, keys.lateBill(id, i), LateBillRecord),
  );
}

export const lateBill: Handler<'lateBill'> = {
  check(ctx, view, body) {
    const id = body.auctionId;
    const auction = requireAuction(view, id);
    const open = ctx.time >= auction.settleEnd && ctx.time < lateBillsEnd(ctx, auction);
    ensure(open, 'LATE_BILL_CLOSED');
    checkSettlement(ctx, view, body);
    // Both are proven as one number: only in these bounds does it have one reading.
    ensure(auction.tiers.includes(body.deposit), 'DEPOSIT_NOT_A_TIER', { field: 'deposit' });
    ensure(body.paid <= body.deposit, 'VALUE_OUT_OF_RANGE', { field: 'paid' });
    const host = publishedWith(view, id);
    if (host === undefined) return;
    const due = body.paid + lateFeeOf(body.paid, body.deposit, ctx.genesis.lateFee);
    ensure(heldOf(view, host) >= due, 'HELD_EXHAUSTED', { held: String(heldOf(view, host)) });
  },
  apply(ctx, writer, body) {
    const id = body.auctionId;
    const { paid, deposit, refundCm, nf } = body;
    const fee = lateFeeOf(paid, deposit, ctx.genesis.lateFee);
    const late = lateBillsOf(writer, id);
    write(writer, keys.lateBill(id, late.count), LateBillRecord, { settlement: body, paid, deposit });
    write(writer, keys.lateBills(id), LateBills, {
      count: late.count + 1,
      deposits: late.deposits + deposit,
      paid: late.paid + paid,
      fees: late.fees + fee,
    });
    takeTags(writer, id, body);
    mark(writer, keys.settled(id, nf));
    appendNote(ctx, writer, refundCm, 'refund');
    const host = publishedWith(writer, id);
    if (host === undefined) return;
    setHeld(writer, host, heldOf(writer, host) - paid - fee);
    moveBalance(writer, 'issuer', fee);
    moveSupply(writer, { held: -paid - fee, shielded: paid });
  },
  signals(ctx, view, body, context) {
    ensureTerms(view, body.auctionId);
    return [settleSignals(body, settleAuction(ctx, view, body.auctionId, { late: true }), context)];
  },
};
