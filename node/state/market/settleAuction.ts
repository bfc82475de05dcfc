/**
 * What the settle statement takes from the ledger, and its digest: the terms that every mask of a settlement is of.
 * Relies on orders that are final after the gate, on a result that is written once, and on a status digest that is
 * fixed at settleFrom. protocol/market.md "Terms".
 */
import { emptyResult } from '@veilgrid/protocol/core/books/result';
import { fail } from '@veilgrid/protocol/errors';
import type { SettleAuction } from '@veilgrid/protocol/market/settlement';
import { type TermsInput, termsOf } from '@veilgrid/protocol/market/terms';
import { MONEY } from '@veilgrid/protocol/params';
import { getResult } from '../core/books/close.js';
import type { StateContext, StateView } from '../core/view.js';
import { marketOf, requireAuction } from './auction.js';
import { ordersOf } from './order.js';
import { statusDigest } from './statusList.js';

/** @throws ProtocolError SETTLEMENT_NOT_OPEN before the auction is closed or void */
function inputOf(ctx: StateContext, view: StateView, id: bigint, late: boolean): TermsInput {
  const auction = requireAuction(view, id);
  const { genesis } = ctx;
  // A void auction fills nothing.
  const result = auction.outcome === 'void' ? emptyResult(genesis.params) : getResult(view, id);
  if (!result) throw fail('SETTLEMENT_NOT_OPEN');
  const { count, root } = ordersOf(view, id);
  const market = marketOf(ctx, view, auction);
  return {
    auctionId: id,
    groupId: id,
    chainId: genesis.chainId,
    zone: auction.zone,
    tariffId: auction.tariffId,
    day: auction.day,
    asset: MONEY,
    dsoDataKey: genesis.dsoDataKey,
    market: late ? { ...market, fixedPerDay: market.fixedPerDay + genesis.lateFee } : market,
    orderCount: count,
    orderRoot: root,
    void: auction.outcome === 'void',
    result,
    statusDigest: statusDigest(view, id),
    late,
  };
}

/**
 * The auction as a settlement of it is proven; a late bill has the fee in its charges, and masks of its own.
 * @throws ProtocolError AUCTION_UNKNOWN, SETTLEMENT_NOT_OPEN
 */
export function settleAuction(
  ctx: StateContext,
  view: StateView,
  id: bigint,
  form: { readonly late: boolean } = { late: false },
): SettleAuction {
  const input = inputOf(ctx, view, id, form.late);
  return { ...input, terms: termsOf(ctx.genesis.profile, input) };
}
