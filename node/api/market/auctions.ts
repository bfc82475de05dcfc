import { emptyResult } from '@veilgrid/protocol/core/books/result';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { clearingProgress } from '../../state/core/books/clear.js';
import { getResult } from '../../state/core/books/close.js';
import { memberCount, termsOf } from '../../state/core/groups/group.js';
import { maskSumProgress } from '../../state/core/groups/maskSum.js';
import { mergedSet, publishedWith } from '../../state/core/groups/mergedSet.js';
import { getRestSum } from '../../state/core/groups/openedSum.js';
import { requireTariff } from '../../state/core/tariffs.js';
import type { StateContext, StateView } from '../../state/core/view.js';
import { type Auction, auctionCount, listAuctions, requireAuction } from '../../state/market/auction.js';
import { lateBillsOf } from '../../state/market/lateBill.js';
import { ordersOf } from '../../state/market/order.js';
import { settleAuction } from '../../state/market/settleAuction.js';
import { statusHead } from '../../state/market/statusList.js';
import type { Handlers } from '../http/handlers.js';

export function auctionHandlers(ledger: SoloLedger): Pick<Handlers, 'auctions' | 'auction'> {
  const { view } = ledger;
  return {
    auctions: ({ query: { from, limit } }) => ({
      total: auctionCount(view),
      items: listAuctions(view, from, limit).map(({ auctionId }) => auctionId),
    }),
    auction: ({ params }) => entryOf(ledger.context, view, requireAuction(view, params.auctionId)),
  };
}

function entryOf(ctx: StateContext, view: StateView, auction: Auction): RouteResponse<'auction'> {
  const id = auction.auctionId;
  const orders = ordersOf(view, id);
  const clearing = clearingProgress(view, id);
  const result = auction.outcome === 'void' ? emptyResult(ctx.genesis.params) : getResult(view, id);
  const set = mergedSet(ctx, view, id);
  const { operatorX, operatorY, regulatorX, regulatorY, releasedScalar, ...rest } = auction;
  // The shares tell the key, and the phase the outcome; the book's id is the auction's.
  const {
    id: _,
    minGroup,
    hides,
    key,
    keyX,
    keyY,
    bond,
    largestBond,
    lock,
    outcome,
    releasedAt,
    endedAt,
    ...told
  } = rest;
  const terms = termsOf(view, id);
  return {
    ...told,
    phase: phaseOf(ctx, view, auction),
    operatorShare: { x: operatorX, y: operatorY },
    regulatorShare: { x: regulatorX, y: regulatorY },
    ...(releasedScalar !== undefined && { released: releasedScalar }),
    orderRoot: orders.root,
    orders: orders.count,
    settlements: memberCount(view, id),
    ...requireTariff(ctx.genesis.profile, view, auction.tariffId, auction.day),
    clearBatch: clearing.next,
    clearState: clearing.state,
    mergedSet: set,
    maskSums: { A: maskSumOf(view, set.at(-1) ?? id, 0), B: maskSumOf(view, set.at(-1) ?? id, 1) },
    ...(terms !== undefined && { terms, lateTerms: settleAuction(ctx, view, id, { late: true }).terms }),
    status: statusHead(view, id),
    late: lateBillsOf(view, id),
    ...(result && {
      result: {
        ...result,
        p: [...result.p],
        lambdaBuy: [...result.lambdaBuy],
        lambdaSell: [...result.lambdaSell],
      },
    }),
  };
}

function maskSumOf(view: StateView, host: bigint, aggregator: number) {
  const { next, state } = maskSumProgress(view, host, aggregator);
  return { batch: next, state, final: getRestSum(view, host, aggregator) !== undefined };
}

function phaseOf(ctx: StateContext, view: StateView, auction: Auction): RouteResponse<'auction'>['phase'] {
  if (publishedWith(view, auction.auctionId) !== undefined) return 'published';
  if (auction.outcome !== 'open') return auction.outcome;
  if (auction.releasedScalar !== undefined) return 'released';
  return ctx.time >= auction.gate ? 'gate' : 'open';
}
