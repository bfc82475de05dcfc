/** The same questions to node and auditor. */
import {
  type Books,
  held,
  heldByParties,
  type Published,
  type Purse,
  type ReadingBook,
  rootOf,
} from '@veilgrid/client-sdk/auditor/index';
import { shareOf } from '@veilgrid/client-sdk/auditor/market/forfeits';
import { clearingProgress } from '@veilgrid/node/state/core/books/clear';
import { getResult } from '@veilgrid/node/state/core/books/close';
import { entryList } from '@veilgrid/node/state/core/books/entries';
import { getCountLanes } from '@veilgrid/node/state/core/groups/counts';
import { laneSums, requireGroup, standing, tagList, termsOf } from '@veilgrid/node/state/core/groups/group';
import { maskSumProgress } from '@veilgrid/node/state/core/groups/maskSum';
import { getRestSum } from '@veilgrid/node/state/core/groups/openedSum';
import { balanceOf, dsoDebt, getSupply } from '@veilgrid/node/state/core/money/accounts';
import { noteCount, noteRoot } from '@veilgrid/node/state/core/money/notes';
import { listParties } from '@veilgrid/node/state/core/parties';
import { pointRoot } from '@veilgrid/node/state/core/points/tree';
import { listFrozen, readingRootsRoot } from '@veilgrid/node/state/core/readings/freeze';
import { getReadingTree } from '@veilgrid/node/state/core/readings/tree';
import { nextSequence } from '@veilgrid/node/state/core/sequences';
import { listAuctions } from '@veilgrid/node/state/market/auction';
import { heldOf } from '@veilgrid/node/state/market/held';
import { lateBillsOf } from '@veilgrid/node/state/market/lateBill';
import { ordersOf } from '@veilgrid/node/state/market/order';
import { getPublication } from '@veilgrid/node/state/market/publication';
import { lockedBond } from '@veilgrid/node/state/market/releaseBond';
import { statusDigest, statusHead } from '@veilgrid/node/state/market/statusList';
import { type AuthorityRole, ROLES } from '@veilgrid/protocol/roles';
import type { TestNode } from './node.js';
import { auditorDisclosure, nodeDisclosure } from './observeDisclosure.js';
import { auditorNeeds, nodeNeeds } from './observeNeeds.js';

const SIGNING: readonly AuthorityRole[] = [
  'dso',
  'supplier',
  'operator',
  'regulator',
  'statistician',
  'issuer',
];
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
    parties: listParties(view, 0, 100).map(({ partyId, ...record }) => [
      partyId,
      record,
      nextSequence(view, partyId),
      balanceOf(view, partyId),
    ]),
    partyMoney: getSupply(view).parties,
    minted,
    deposits,
    dsoDebt: dsoDebt(view),
    notes: [noteCount(view), noteRoot(view)],
    pointRoot: pointRoot(ctx, view),
    frozen: listFrozen(view, 0, 100),
    flexibility: nodeNeeds(node),
    disclosure: nodeDisclosure(node),
    readingRoots: readingRootsRoot(view),
    auctions: listAuctions(view, 0, 100).map((auction) => {
      const { auctionId: id, outcome, pointRoot, lock, releasedScalar, releasedAt } = auction;
      const aggregate = getPublication(view, id);
      const { entries, parts } = statusHead(view, id);
      return {
        ...{ id, outcome, pointRoot, lock },
        forfeit: [auction.forfeit, auction.share],
        releasedAt: releasedScalar === undefined ? undefined : releasedAt,
        bond: aggregate ? 0n : lockedBond(view, auction),
        orders: [ordersOf(view, id), entryList(ctx, view, id).current],
        clearing: clearingProgress(view, id),
        result: getResult(view, id),
        status: { parts, entries, digest: statusDigest(view, id) },
        late: lateBillsOf(view, id),
        terms: termsOf(view, id),
        standing: standing(view, id),
        counts: getCountLanes(view, id),
        group: requireGroup(view, id),
        readings: readingsOf(getReadingTree(ctx, view, id)!),
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
  const { open: growing, frozen } = books.readings;
  return {
    height: books.head.height,
    sequences: SIGNING.map((role) => books.sequences.get(ROLES[role]) ?? 0n),
    money: Object.fromEntries(PURSES.map((purse) => [purse, held(books, purse)])) as never,
    parties: [...books.parties.records].map(([partyId, record]) => [
      partyId,
      record,
      books.sequences.get(partyId) ?? 0n,
      held(books, partyId),
    ]),
    partyMoney: heldByParties(books),
    minted: -held(books, 'issued'),
    deposits: [...auctions, ...books.needs.values()].reduce(
      (sum, a) => sum + (a.published ? 0n : a.deposits + a.sealed.forfeit),
      0n,
    ),
    dsoDebt: books.dsoDebt,
    notes: [books.notes.cms.size, rootOf(books.notes.tree)],
    pointRoot: rootOf(books.points.leaves.tree),
    flexibility: auditorNeeds(books),
    disclosure: auditorDisclosure(books),
    frozen: [...frozen].map(([id, { root }]) => ({ id, root })),
    readingRoots: rootOf(books.readings.tree),
    auctions: auctions.map((a) => {
      const { tags, lanes, terms, counts, status0, open, ...group } = books.groups.get(a.id)!;
      const { sealed } = a;
      return {
        ...{ id: a.id, outcome: sealed.outcome, pointRoot: a.pointRoot, lock: sealed.terms.lock },
        forfeit: [sealed.forfeit, shareOf(a)],
        releasedAt: sealed.releasedAt,
        bond: a.published ? 0n : a.bond,
        orders: [
          { count: sealed.folds.length - 1, root: rootOf(sealed.entries), deposits: a.deposits },
          sealed.folds.at(-1)!,
        ],
        clearing: sealed.clearing,
        result: sealed.result,
        status: { parts: a.status.parts, entries: a.status.listed.size, digest: a.status.digest },
        late: a.late,
        terms,
        standing: { status0, open },
        counts,
        group,
        readings: frozen.get(a.id) ?? readingsIn(growing.get(a.id)!),
        settlements: tags.A.folds.length - 1,
        folds: [tags.A.folds.at(-1)!, tags.B.folds.at(-1)!],
        lanes,
        maskSums: [tags.A, tags.B].map((t) => [t.progress, t.maskSum && [...t.maskSum]]),
        aggregate: a.published && aggregateOf(a.published),
      };
    }),
  };
}

const readingsOf = ({ count, root }: { count: number; root: bigint }) => ({ count, root });
const readingsIn = ({ count, tree }: ReadingBook) => ({ count, root: rootOf(tree) });

/** As the node keeps it. */
function aggregateOf({ money, late, ...shares }: Published) {
  return { ...money, ...shares, lateCount: late.count, latePaid: late.paid, lateFees: late.fees };
}
