import type { RouteResponse } from '@veilgrid/protocol/routes';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { clearingProgress } from '../../state/core/books/clear.js';
import { entriesOf } from '../../state/core/books/entries.js';
import { getFirstSum } from '../../state/core/groups/firstSum.js';
import { memberCount } from '../../state/core/groups/group.js';
import { maskSumProgress } from '../../state/core/groups/maskSum.js';
import { mergedSet } from '../../state/core/groups/mergedSet.js';
import type { StateContext, StateView } from '../../state/core/view.js';
import { getFlexDay } from '../../state/flexibility/day.js';
import { deliveriesOf } from '../../state/flexibility/deliver.js';
import { listNeeds, type Need, needCount, requireNeed, standingOf } from '../../state/flexibility/need.js';
import { calledOf, effectiveCalled, resultOf } from '../../state/flexibility/outcome.js';
import { shareOf } from '../../state/flexibility/settledNeed.js';
import type { Handlers } from '../http/handlers.js';
import { needPhase } from './needPhase.js';
import { needTerms } from './needTerms.js';

export function needHandlers(ledger: SoloLedger): Pick<Handlers, 'needs' | 'need'> {
  const { view } = ledger;
  return {
    needs: ({ query: { from, limit } }) => ({ total: needCount(view), items: listNeeds(view, from, limit) }),
    need: ({ params: { needId } }) => {
      const need = requireNeed(ledger.context, view, needId);
      return { ...openedWith(view, need), ...standingNow(ledger.context, view, need) };
    },
  };
}

/** What no longer changes. */
function openedWith(view: StateView, { needId, need, auctions, days, book }: Need) {
  const { root, changes } = getFlexDay(view, need.day)!;
  return {
    needId,
    ...need,
    steps: need.steps.map(({ qty, level, label }) => ({ qty, level, label: new Uint8Array(label) })),
    operatorShare: { x: book.operatorX, y: book.operatorY },
    regulatorShare: { x: book.regulatorX, y: book.regulatorY },
    flexRoot: root,
    flexChanges: changes,
    auctions: [...auctions],
    days: [...days],
  };
}

function standingNow(ctx: StateContext, view: StateView, of: Need) {
  const { needId, auctions, book } = of;
  const entries = entriesOf(view, needId);
  const clearing = clearingProgress(view, needId);
  const { lock, deposits, lateCount, latePaid, held } = standingOf(view, needId);
  const set = mergedSet(ctx, view, needId);
  const host = set.at(-1) ?? needId;
  return {
    phase: needPhase(ctx, view, of),
    ...(book.releasedScalar !== undefined && { released: book.releasedScalar }),
    offers: entries.count,
    offerRoot: entries.root,
    ...{ lock, deposits, held },
    forfeit: book.forfeit,
    share: shareOf(view, of),
    clearBatch: clearing.next,
    clearState: clearing.state,
    called: calledOf(view, needId),
    counted: effectiveCalled(ctx, view, of),
    settlements: memberCount(view, needId),
    deliveries: auctions.map((auctionId) => ({ auctionId, count: deliveriesOf(view, needId, auctionId) })),
    late: { count: lateCount, paid: latePaid },
    mergedSet: set,
    maskSums: { A: maskSumOf(view, host, 0), B: maskSumOf(view, host, 1) },
    ...(book.outcome !== 'open' && { result: resultOfNeed(ctx, view, of) }),
    ...termsOfNeed(ctx, view, of),
  };
}

function resultOfNeed(ctx: StateContext, view: StateView, need: Need): RouteResponse<'need'>['result'] {
  const { traded, p, lambda, bought } = resultOf(ctx, view, need);
  return { traded, p: [...p], lambda: [...lambda], bought: [...bought] };
}

function termsOfNeed(ctx: StateContext, view: StateView, need: Need) {
  const known = needTerms(ctx, view, need);
  if (!known) return {};
  const factors = known.own.baseline?.factors;
  return {
    terms: known.own.terms,
    lateTerms: known.late.terms,
    ...(factors && { factors: { imports: [...factors.imports], exports: [...factors.exports] } }),
  };
}

/** Final: it has shown the set's money. */
function maskSumOf(view: StateView, host: bigint, aggregator: number) {
  const { next, state } = maskSumProgress(view, host, aggregator);
  return { batch: next, state, final: getFirstSum(view, host, aggregator) !== undefined };
}
