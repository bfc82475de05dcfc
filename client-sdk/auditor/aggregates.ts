/** Mask sums, and the totals they open. protocol.md statements 8 and 9. */
import { aggregatorOf } from '@veilgrid/protocol/aggregate';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { mod } from '@veilgrid/protocol/field';
import { TAGS } from '@veilgrid/protocol/hash';
import type { Totals } from '@veilgrid/protocol/lanes';
import {
  MAX_QTY,
  MIN_GROUP,
  MONEY_LANE_BOUND,
  type Params,
  TRADE_NET_OFFSET,
} from '@veilgrid/protocol/params';
import type { AuctionBook, Rule } from './books.js';
import { move } from './money.js';
import { auctionOf, batchesOf, foldsAround } from './trading.js';

const DOMAINS = { A: [TAGS.TAGA, TAGS.MASKA], B: [TAGS.TAGB, TAGS.MASKB] } as const;

const membersOf = ({ tags }: AuctionBook) => tags.A.folds.length - 1;

export const maskSum: Rule<'maskSum'> = (ledger, body, context) => {
  const auction = auctionOf(ledger.books, body.auctionId);
  const role = aggregatorOf(body.aggregator);
  ensure(role !== undefined, 'VALUE_OUT_OF_RANGE', { field: 'aggregator' });
  ensure(ledger.time >= auction.terms.settleEnd, 'PHASE_WRONG');
  ensure(membersOf(auction) >= MIN_GROUP, 'GROUP_TOO_SMALL', { members: membersOf(auction) });
  const book = auction.tags[role];
  ensure(!book.maskSum, 'MASK_SUM_FINAL');
  const first = body.batch === 0;
  ensure(first || body.batch === book.progress.next, 'BATCH_OUT_OF_ORDER', { field: 'batch' });
  const last = body.batch === batchesOf(ledger, book.folds) - 1;
  const stateIn = first ? 0n : book.progress.state;
  book.progress.next = body.batch + 1;
  book.progress.state = body.stateOut;
  if (last) book.maskSum = body.sum;
  return [
    ...[body.stateOut, ...body.sum, context, auction.id, ...DOMAINS[role]],
    ...foldsAround(ledger, book.folds, body.batch),
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
function openTotals(params: Params, auction: AuctionBook): Totals {
  const words = auction.lanes.map((sum, i) =>
    [auction.tags.A, auction.tags.B].reduce((word, { maskSum: masks }) => {
      if (!masks) throw fail('MASK_SUM_MISSING');
      return mod(word - masks[i]!);
    }, sum),
  );
  const members = BigInt(membersOf(auction));
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

export const publish: Rule<'publish'> = ({ books, genesis, time }, body) => {
  const auction = auctionOf(books, body.auctionId);
  ensure(time >= auction.terms.publish, 'PHASE_WRONG');
  ensure(!auction.published, 'ALREADY_PUBLISHED');
  const totals = openTotals(genesis.params, auction);
  const { deposits, bond } = auction;
  const claim = totals.network - totals.shortfall - books.dsoDebt;
  const dsoShare = claim > 0n ? claim : 0n;
  const dsoDebt = dsoShare - claim;
  // Bond and deposits pay the refunds, which are notes already, then the DSO; the supplier has the rest.
  const supplierShare = bond + deposits - totals.refund - dsoShare;
  ensure(supplierShare >= 0n, 'BOND_EXHAUSTED');
  move(books, 'bonds', 'shielded', bond);
  move(books, 'shielded', 'dso', dsoShare);
  move(books, 'shielded', 'supplier', supplierShare);
  books.dsoDebt = dsoDebt;
  auction.published = { totals, dsoShare, supplierShare, dsoDebt };
};
