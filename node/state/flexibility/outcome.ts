/**
 * What a need came to: whether it is void, which half hours trade, what was called and counts. Relies on a book that
 * ends once and on entries that are final from the gate on, so that all of it can be read again at any time.
 * docs/protocol/flexibility.md "What trades".
 */
import { U64 } from '@veilgrid/protocol/core/ssz';
import { emptyNeedResult, type NeedResult, needResult } from '@veilgrid/protocol/flexibility/outcome';
import { getResult } from '../core/books/close.js';
import { entriesOf } from '../core/books/entries.js';
import { read } from '../core/record.js';
import type { StateContext, StateView } from '../core/view.js';
import { requireAuction } from '../market/auction.js';
import { endedInTime } from './dayAuctions.js';
import { keys } from './keys.js';
import type { Need } from './need.js';

/** Entries of the need's book, its steps left out. */
export function offerCount(view: StateView, { needId, need }: Need): number {
  return entriesOf(view, needId).count - need.steps.length;
}

/** Nothing trades of a need whose book was voided, or closed without enough offers. */
export function isVoid(view: StateView, { needId, book }: Need): boolean {
  return book.outcome === 'void' || getResult(view, needId)?.enough === false;
}

/** Of a need whose book has ended. */
export function resultOf({ genesis }: StateContext, view: StateView, need: Need): NeedResult {
  const result = getResult(view, need.needId);
  if (!result) return emptyNeedResult(genesis.params.K);
  return needResult(need.need, result, offerCount(view, need));
}

/** Half hours that were called, whatever became of the market. */
export function calledOf(view: StateView, needId: bigint): bigint {
  return read(view, keys.called(needId), U64) ?? 0n;
}

/**
 * Homes of an auction that was neither closed nor void by its settleEnd could settle nothing. From the latest settleEnd
 * of the need's auctions on this no longer changes.
 */
export function isDead(ctx: Pick<StateContext, 'time'>, view: StateView, { auctions }: Need): boolean {
  return auctions
    .map((id) => requireAuction(view, id))
    .some((auction) => ctx.time >= auction.settleEnd && !endedInTime(auction));
}

/** What counts as called: nothing of a dead market. */
export function effectiveCalled(ctx: Pick<StateContext, 'time'>, view: StateView, need: Need): bigint {
  return isDead(ctx, view, need) ? 0n : calledOf(view, need.needId);
}
