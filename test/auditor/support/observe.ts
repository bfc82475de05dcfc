/** The same questions to node and auditor. */
import { type Books, held, type Published, type Purse, rootOf } from '@veilgrid/client-sdk/auditor/index';
import { getCountLanes } from '@veilgrid/node/state/core/groups/counts';
import { laneSums, requireGroup, standing, tagList, termsOf } from '@veilgrid/node/state/core/groups/group';
import { maskSumProgress } from '@veilgrid/node/state/core/groups/maskSum';
import { getRestSum } from '@veilgrid/node/state/core/groups/openedSum';
import { dsoDebt, getSupply } from '@veilgrid/node/state/core/money/accounts';
import { noteCount, noteRoot } from '@veilgrid/node/state/core/money/notes';
import { pointRoot } from '@veilgrid/node/state/core/points/tree';
import { nextSequence } from '@veilgrid/node/state/core/sequences';
import { listAuctions } from '@veilgrid/node/state/market/auction';
import { clearingProgress, getResult } from '@veilgrid/node/state/market/clearing';
import { heldOf } from '@veilgrid/node/state/market/held';
import { lateBillsOf } from '@veilgrid/node/state/market/lateBill';
import { orderList, ordersOf } from '@veilgrid/node/state/market/order';
import { getPublication } from '@veilgrid/node/state/market/publication';
import { lockedBond } from '@veilgrid/node/state/market/releaseBond';
import { statusDigest, statusHead } from '@veilgrid/node/state/market/statusList';
import type { Role } from '@veilgrid/protocol/roles';
import type { TestNode } from './node.js';

const SIGNING: readonly Role[] = ['dso', 'supplier', 'operator', 'regulator', 'statistician', 'issuer'];
const ACCOUNTS = ['dso', 'supplier', 'operator', 'regulator', 'issuer'] as const;
const PURSES: readonly Purse[] = [...ACCOUNTS, 'shielded', 'bonds', 'roleBonds', 'held', 'redeemed'];

export function nodeSees(node: TestNode) {
  const { store: view } = node;
  const ctx = node.context(node.head.time);
  const { accounts, minted, shielded, bonds, roleBonds, held: kept, redeemed, deposits } = getSupply(view);
  return {
    height: node.head.height,
    sequences: SIGNING.map((role) => nextSequence(view, role)),
    money: { ...accounts, shielded, bonds, roleBonds, held: kept, redeemed },
    minted,
    deposits,
    dsoDebt: dsoDebt(view),
    notes: [noteCount(view), noteRoot(view)],
    pointRoot: pointRoot(ctx, view),
    auctions: listAuctions(view, 0, 100).map((auction) => {
      const { auctionId: id, outcome, pointRoot, lock, releasedScalar, releasedAt } = auction;
      const aggregate = getPublication(view, id);
      const { entries, parts } = statusHead(view, id);
      return {
        ...{ id, outcome, pointRoot, lock },
        forfeit: [auction.forfeit, auction.share],
        releasedAt: releasedScalar === undefined ? undefined : releasedAt,
        bond: aggregate ? 0n : lockedBond(view, auction),
        orders: [ordersOf(view, id), orderList(ctx, view, id).current],
        clearing: clearingProgress(view, id),
        result: getResult(view, id),
        status: { parts, entries, digest: statusDigest(view, id) },
        late: lateBillsOf(view, id),
        terms: termsOf(view, id),
        standing: standing(view, id),
        counts: getCountLanes(view, id),
        group: requireGroup(view, id),
        settlements: tagList(ctx, view, id, 'A').count,
        folds: (['A', 'B'] as const).map((role) => tagList(ctx, view, id, role).current),
        lanes: laneSums(ctx, view, id),
        maskSums: [0, 1].map((role) => [maskSumProgress(view, id, role), getRestSum(view, id, role)]),
        aggregate: aggregate && {
          ...aggregate,
          held: heldOf(view, aggregate.auctions.at(-1)!),
        },
      };
    }),
  };
}

export function auditorSees(books: Books): ReturnType<typeof nodeSees> {
  const auctions = [...books.auctions.values()];
  return {
    height: books.head.height,
    sequences: SIGNING.map((role) => books.sequences.get(role) ?? 0n),
    money: Object.fromEntries(PURSES.map((purse) => [purse, held(books, purse)])) as never,
    minted: -held(books, 'issued'),
    deposits: auctions.reduce((sum, a) => sum + (a.published ? 0n : a.deposits + a.forfeit), 0n),
    dsoDebt: books.dsoDebt,
    notes: [books.notes.cms.size, rootOf(books.notes.tree)],
    pointRoot: rootOf(books.points.tree),
    auctions: auctions.map((a) => {
      const { tags, lanes, terms, counts, status0, open, ...group } = books.groups.get(a.id)!;
      return {
        ...{ id: a.id, outcome: a.outcome, pointRoot: a.pointRoot, lock: a.lock },
        forfeit: [a.forfeit, a.share],
        releasedAt: a.releasedAt,
        bond: a.published ? 0n : a.bond,
        orders: [
          { count: a.folds.length - 1, root: rootOf(a.orders), deposits: a.deposits },
          a.folds.at(-1)!,
        ],
        clearing: a.clearing,
        result: a.result,
        status: { parts: a.status.parts, entries: a.status.listed.size, digest: a.status.digest },
        late: a.late,
        terms,
        standing: { status0, open },
        counts,
        group,
        settlements: tags.A.folds.length - 1,
        folds: [tags.A.folds.at(-1)!, tags.B.folds.at(-1)!],
        lanes,
        maskSums: [tags.A, tags.B].map((t) => [t.progress, t.maskSum && [...t.maskSum]]),
        aggregate: a.published && aggregateOf(a.published),
      };
    }),
  };
}

/** As the node keeps it. */
function aggregateOf({ money, late, ...shares }: Published) {
  return { ...money, ...shares, lateCount: late.count, latePaid: late.paid, lateFees: late.fees };
}
