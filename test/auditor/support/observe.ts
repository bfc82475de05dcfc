/** The same questions to node and auditor. */
import { type Books, held, type Published, type Purse, rootOf } from '@veilgrid/client-sdk/auditor/index';
import { laneSums, requireGroup, tagList } from '@veilgrid/node/state/core/groups/group';
import { getMaskSum, maskSumProgress } from '@veilgrid/node/state/core/groups/maskSum';
import { dsoDebt, getSupply } from '@veilgrid/node/state/core/money/accounts';
import { noteCount, noteRoot } from '@veilgrid/node/state/core/money/notes';
import { pointRoot } from '@veilgrid/node/state/core/points/tree';
import { nextSequence } from '@veilgrid/node/state/core/sequences';
import { listAuctions } from '@veilgrid/node/state/market/auction';
import { clearingProgress, getResult } from '@veilgrid/node/state/market/clearing';
import { orderList, ordersOf } from '@veilgrid/node/state/market/order';
import { getPublication } from '@veilgrid/node/state/market/publication';
import { getStatusList } from '@veilgrid/node/state/market/statusList';
import type { Role } from '@veilgrid/protocol/roles';
import type { TestNode } from './node.js';

const SIGNING: readonly Role[] = ['dso', 'supplier', 'operator', 'regulator', 'statistician', 'issuer'];
const ACCOUNTS = ['dso', 'supplier', 'operator', 'regulator', 'issuer'] as const;
const PURSES: readonly Purse[] = [...ACCOUNTS, 'shielded', 'bonds', 'roleBonds', 'redeemed'];

export function nodeSees(node: TestNode) {
  const { store: view } = node;
  const ctx = node.context(node.head.time);
  const { accounts, minted, shielded, bonds, roleBonds, redeemed, deposits } = getSupply(view);
  return {
    height: node.head.height,
    sequences: SIGNING.map((role) => nextSequence(view, role)),
    money: { ...accounts, shielded, bonds, roleBonds, redeemed },
    minted,
    deposits,
    dsoDebt: dsoDebt(view),
    notes: [noteCount(view), noteRoot(view)],
    pointRoot: pointRoot(ctx, view),
    auctions: listAuctions(view, 0, 100).map(
      ({ auctionId: id, bond, outcome, pointRoot, releasedScalar, releasedAt, ...auction }) => {
        const aggregate = getPublication(view, id);
        return {
          ...{ id, bond, outcome, pointRoot, lock: auction.lock },
          forfeit: [auction.forfeit, auction.share],
          releasedAt: releasedScalar === undefined ? undefined : releasedAt,
          orders: [ordersOf(view, id), orderList(ctx, view, id).current],
          clearing: clearingProgress(view, id),
          result: getResult(view, id),
          statusTags: getStatusList(view, id),
          group: requireGroup(view, id),
          settlements: tagList(ctx, view, id, 'A').count,
          folds: (['A', 'B'] as const).map((role) => tagList(ctx, view, id, role).current),
          lanes: laneSums(ctx, view, id),
          maskSums: [0, 1].map((role) => [maskSumProgress(view, id, role), getMaskSum(view, id, role)]),
          aggregate,
        };
      },
    ),
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
      const { tags, lanes, ...group } = books.groups.get(a.id)!;
      return {
        ...{ id: a.id, bond: a.bond, outcome: a.outcome, pointRoot: a.pointRoot, lock: a.lock },
        forfeit: [a.forfeit, a.share],
        releasedAt: a.releasedAt,
        orders: [
          { count: a.folds.length - 1, root: rootOf(a.orders), deposits: a.deposits },
          a.folds.at(-1)!,
        ],
        clearing: a.clearing,
        result: a.result,
        statusTags: a.statusTags && [...a.statusTags],
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
function aggregateOf({ totals, ...shares }: Published) {
  return { ...totals, ...shares };
}
