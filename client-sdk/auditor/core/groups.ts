/** Mask sums, and the totals they open. protocol.md statements 8 and 9. */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { TAGS } from '@veilgrid/protocol/core/crypto/hash';
import { aggregatorOf } from '@veilgrid/protocol/core/groups/maskSum';
import type { Totals } from '@veilgrid/protocol/core/groups/masks';
import { ensure, fail } from '@veilgrid/protocol/errors';
import {
  MAX_GROUP,
  MAX_QTY,
  MIN_GROUP,
  MONEY_LANE_BOUND,
  type Params,
  TRADE_NET_OFFSET,
} from '@veilgrid/protocol/params';
import type { AuctionBook, Ledger, Rule } from '../books.js';
import { auctionOf, foldsAround } from '../market/trading.js';
import { move } from './money.js';

const DOMAINS = { A: [TAGS.TAGA, TAGS.MASKA], B: [TAGS.TAGB, TAGS.MASKB] } as const;

const membersOf = ({ tags }: AuctionBook) => tags.A.folds.length - 1;
const total = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/**
 * The auctions that are opened together with one whose settlement has ended. Sets of its zone and tariff are
 * gone through in the order in which they froze: each of ten or more takes in those below ten that wait, the
 * earliest first, as long as they fit.
 * @throws ProtocolError GROUP_TOO_SMALL for one that still waits
 */
function openedWith({ books, time }: Ledger, auction: AuctionBook): readonly AuctionBook[] {
  const { zone, tariffId } = auction.terms;
  const frozen = [...books.auctions.values()]
    .filter(({ terms }) => terms.zone === zone && terms.tariffId === tariffId && terms.settleEnd <= time)
    // Stable: equal ends stay in the order of opening.
    .sort((a, b) => Number(a.terms.settleEnd - b.terms.settleEnd));
  const waiting = new Set<AuctionBook>();
  for (const next of frozen) {
    if (membersOf(next) < MIN_GROUP) {
      waiting.add(next);
      continue;
    }
    let room = MAX_GROUP - membersOf(next);
    const set: AuctionBook[] = [];
    for (const small of waiting) {
      if (membersOf(small) > room) continue;
      room -= membersOf(small);
      waiting.delete(small);
      set.push(small);
    }
    set.push(next);
    if (set.includes(auction)) return set;
  }
  throw fail('GROUP_TOO_SMALL', { members: membersOf(auction) });
}

export const maskSum: Rule<'maskSum'> = (ledger, body, context) => {
  const auction = auctionOf(ledger.books, body.auctionId);
  const role = aggregatorOf(body.aggregator);
  ensure(role !== undefined, 'VALUE_OUT_OF_RANGE', { field: 'aggregator' });
  ensure(ledger.time >= auction.terms.settleEnd, 'PHASE_WRONG');
  const set = openedWith(ledger, auction);
  const { progress, ...sum } = set.at(-1)!.tags[role];
  ensure(!sum.maskSum, 'MASK_SUM_FINAL');
  const batches = set.map((each) => Math.ceil(membersOf(each) / ledger.genesis.params.N));
  const own = set.indexOf(auction);
  const place = total(batches.slice(0, own)) + body.batch;
  const first = place === 0;
  const due = body.batch < batches[own]! && (first || place === progress.next);
  ensure(due, 'BATCH_OUT_OF_ORDER', { field: 'batch' });
  const last = place + 1 === total(batches);
  const stateIn = first ? 0n : progress.state;
  progress.next = place + 1;
  progress.state = body.stateOut;
  if (last) set.at(-1)!.tags[role].maskSum = body.sum;
  return [
    ...[body.stateOut, ...body.sum, context, auction.id, ...DOMAINS[role]],
    ...foldsAround(ledger, auction.tags[role].folds, body.batch),
    ...[first ? 1n : 0n, last ? 1n : 0n, stateIn],
  ];
};

/** `count` values of `bits` each, lowest first; nothing may stand above them. */
function unpack(word: bigint, count: number, bits: bigint): bigint[] {
  ensure(word >> (bits * BigInt(count)) === 0n, 'LANES_INVALID');
  const mask = (1n << bits) - 1n;
  return Array.from({ length: count }, (_, i) => (word >> (bits * BigInt(i))) & mask);
}

/** The sums of lanes without the masks; no lane may hold more than its members can have put there. */
function openTotals(params: Params, set: readonly AuctionBook[]): Totals {
  const { tags } = set.at(-1)!;
  const words = Array.from({ length: params.laneWords }, (_, i) =>
    [tags.A, tags.B].reduce(
      (word, { maskSum: masks }) => {
        if (!masks) throw fail('MASK_SUM_MISSING');
        return mod(word - masks[i]!);
      },
      set.reduce((sum, { lanes }) => sum + lanes[i]!, 0n),
    ),
  );
  const members = BigInt(total(set.map(membersOf)));
  const loads = words.slice(0, -1).flatMap((word) => unpack(word, 6, 42n));
  loads.forEach((load, i) => {
    ensure(load <= (i < 2 * params.K ? members * BigInt(MAX_QTY) : 0n), 'LANES_INVALID', { lane: i });
  });
  const money = unpack(words.at(-1)!, 4, 63n);
  ensure(
    money.every((amount) => amount < members * MONEY_LANE_BOUND),
    'LANES_INVALID',
  );
  const [refund, network, shortfall, trade] = money as [bigint, bigint, bigint, bigint];
  return {
    members: Number(members),
    imports: loads.slice(0, params.K),
    exports: loads.slice(params.K, 2 * params.K),
    refund,
    network,
    shortfall,
    tradeNet: trade - members * TRADE_NET_OFFSET,
  };
}

export const publish: Rule<'publish'> = (ledger, body) => {
  const { books, genesis, time } = ledger;
  const auction = auctionOf(books, body.auctionId);
  ensure(time >= auction.terms.publish, 'PHASE_WRONG');
  ensure(!auction.published, 'ALREADY_PUBLISHED');
  const set = openedWith(ledger, auction);
  ensure(set.at(-1) === auction, 'GROUP_TOO_SMALL', { members: membersOf(auction) });
  const totals = openTotals(genesis.params, set);
  const deposits = set.reduce((sum, each) => sum + each.deposits, 0n);
  const bonds = set.reduce((sum, each) => sum + each.bond, 0n);
  const claim = totals.network - totals.shortfall - books.dsoDebt;
  const dsoShare = claim > 0n ? claim : 0n;
  const dsoDebt = dsoShare - claim;
  // Bonds and deposits pay the refunds, which are notes already, then the DSO; the supplier has the rest.
  const supplierShare = bonds + deposits - totals.refund - dsoShare;
  ensure(supplierShare >= 0n, 'BOND_EXHAUSTED');
  move(books, 'bonds', 'shielded', bonds);
  move(books, 'shielded', 'dso', dsoShare);
  move(books, 'shielded', 'supplier', supplierShare);
  books.dsoDebt = dsoDebt;
  const auctions = set.map(({ id }) => id);
  const published = { auctions, totals, deposits, dsoShare, supplierShare, dsoDebt };
  for (const each of set) each.published = published;
};
