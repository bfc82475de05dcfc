/** The same questions about needs to node and auditor. */
import { type FlexibilityBooks, isVoid, type NeedBook } from '@veilgrid/client-sdk/auditor/flexibility/book';
import { forfeitShare } from '@veilgrid/client-sdk/auditor/flexibility/settling';
import type { Books } from '@veilgrid/client-sdk/auditor/index';
import { requireBook } from '@veilgrid/node/state/core/books/book';
import { clearingProgress } from '@veilgrid/node/state/core/books/clear';
import { getResult } from '@veilgrid/node/state/core/books/close';
import { entryList } from '@veilgrid/node/state/core/books/entries';
import { calledPeriods } from '@veilgrid/node/state/core/groups/called';
import { laneSums, requireGroup, standing, tagList, termsOf } from '@veilgrid/node/state/core/groups/group';
import { maskSumProgress } from '@veilgrid/node/state/core/groups/maskSum';
import { openedAt } from '@veilgrid/node/state/core/groups/openedAt';
import { getRestSum } from '@veilgrid/node/state/core/groups/openedSum';
import { listAreas } from '@veilgrid/node/state/flexibility/areas';
import { flexRootOf } from '@veilgrid/node/state/flexibility/day';
import { deliveriesOf } from '@veilgrid/node/state/flexibility/deliver';
import { listNeeds, requireNeed, standingOf } from '@veilgrid/node/state/flexibility/need';
import { calledOf, isVoid as isVoidTo, offerCount, resultOf } from '@veilgrid/node/state/flexibility/outcome';
import { listLatePayments } from '@veilgrid/node/state/flexibility/payments';
import { getNeedPublication } from '@veilgrid/node/state/flexibility/publishNeed';
import { shareOf } from '@veilgrid/node/state/flexibility/settledNeed';
import type { TestNode } from './node.js';

const MANY = 1_000;

export function nodeNeeds(node: TestNode) {
  const { store: view } = node;
  const ctx = node.context(node.head.time);
  return {
    areas: listAreas(view, 0, MANY),
    needs: listNeeds(view, 0, MANY).map((id) => {
      const need = requireNeed(ctx, view, id);
      const { areaId, day } = need.need;
      const ended = need.book.outcome !== 'open';
      const { deposits, ...money } = standingOf(view, id);
      const publication = getNeedPublication(view, id);
      const { auctions, days } = need;
      const { zone: _zone, day: _day, ...group } = requireGroup(view, id);
      const { zones } = listAreas(view, 0, MANY).find((area) => area.areaId === areaId)!;
      return {
        ...{ id, areaId, day, auctions, days, group },
        flexRoot: flexRootOf(view, day),
        book: bookOf(node, id),
        offers: offerCount(view, need),
        void: isVoidTo(view, need),
        result: ended ? resultOf(ctx, view, need) : undefined,
        called: [calledOf(view, id), ...zones.map((zone) => calledPeriods(view, zone, day))],
        deliveries: auctions.map((auction) => deliveriesOf(view, id, auction)),
        share: shareOf(view, need),
        lock: publication ? 0n : money.lock,
        deposits: publication ? 0n : deposits,
        late: [money.lateCount, money.latePaid],
        lateListed: listLatePayments(view, id, 0, MANY).length,
        held: money.held,
        terms: termsOf(view, id),
        standing: standing(view, id),
        folds: (['A', 'B'] as const).map((role) => tagList(ctx, view, id, role).current),
        lanes: laneSums(ctx, view, id),
        maskSums: [0, 1].map((role) => [maskSumProgress(view, id, role), getRestSum(view, id, role)]),
        openedAt: [0, 1].map((role) => openedAt(view, id, role)),
        publication: publication && {
          ...{ members: publication.members, merged: publication.merged, pay: publication.pay },
          ...{ deposit: publication.deposit, charges: publication.charges, unproven: publication.unproven },
          ...{ compensation: publication.compensation, buyerShare: publication.buyerShare },
          forfeitRest: publication.forfeitRest,
        },
      };
    }),
  };
}

function bookOf(node: TestNode, id: bigint) {
  const ctx = node.context(node.head.time);
  const { outcome, endedAt, releasedAt, forfeit, lock } = requireBook(node.store, id);
  const { count, current } = entryList(ctx, node.store, id);
  return {
    ...{ outcome, endedAt, releasedAt, forfeit, lock, count },
    fold: current,
    result: getResult(node.store, id),
    clearing: clearingProgress(node.store, id),
  };
}

export function auditorNeeds(books: Books): ReturnType<typeof nodeNeeds> {
  return { areas: [...books.areas.values()], needs: [...books.needs.values()].map((n) => seen(books, n)) };
}

function seen(books: FlexibilityBooks, need: NeedBook): ReturnType<typeof nodeNeeds>['needs'][number] {
  const { id, terms, area, sealed, published } = need;
  const {
    tags,
    lanes,
    terms: digest,
    counts: _,
    status0,
    open,
    zone: _zone,
    day: _day,
    ...group
  } = books.groups.get(id)!;
  const host = published?.needs.at(-1) === id;
  const sales = need.sales;
  return {
    ...{ id, areaId: area.areaId, day: terms.day, auctions: [...need.auctions], days: [...need.days], group },
    flexRoot: books.flexRoots.get(terms.day)!,
    book: {
      ...{ outcome: sealed.outcome, endedAt: sealed.endedAt ?? 0n, releasedAt: sealed.releasedAt ?? 0n },
      ...{ forfeit: sealed.forfeit, lock: sealed.terms.lock, count: sealed.folds.length - 1 },
      ...{ fold: sealed.folds.at(-1)!, result: sealed.result },
      clearing: sealed.clearing,
    },
    offers: sealed.folds.length - 1 - terms.steps.length,
    void: isVoid(need),
    result: sales && {
      traded: sales.reduce((bits, sale, k) => (sale ? bits | (1n << BigInt(k)) : bits), 0n),
      p: sales.map((sale) => sale?.level ?? 0),
      lambda: sales.map((sale) => sale?.margin ?? 0),
      bought: sales.map((sale) => sale?.bought ?? 0n),
    },
    called: [need.called, ...area.zones.map((zone) => books.called.get(`${zone} ${terms.day}`) ?? 0n)],
    deliveries: need.auctions.map((auction) => need.deliveries.get(auction) ?? 0),
    share: forfeitShare(need),
    lock: need.lock,
    deposits: published ? 0n : need.deposits,
    late: [need.late.count, need.late.paid],
    lateListed: need.late.count,
    held: host ? published!.held : 0n,
    terms: digest,
    standing: { status0, open },
    folds: [tags.A.folds.at(-1)!, tags.B.folds.at(-1)!],
    lanes,
    maskSums: [tags.A, tags.B].map((t) => [t.progress, t.maskSum && [...t.maskSum]]),
    openedAt: [tags.A, tags.B].map(({ firstAt, restAt }) => ({ first: firstAt ?? 0n, rest: restAt ?? 0n })),
    publication: published && {
      ...{ members: published.members, merged: [...published.needs], pay: published.pay },
      ...{ deposit: published.deposit, charges: published.charges, unproven: published.unproven },
      ...{ compensation: published.compensation, buyerShare: published.buyerShare },
      forfeitRest: published.forfeitRest,
    },
  };
}
