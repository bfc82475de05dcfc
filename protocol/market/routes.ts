import { z } from 'zod';
import { Fact } from '../core/fact.js';
import { tariffPrices } from '../core/routes.js';
import { bigint, bytes, count, element, listOf, page, pageOf, route } from '../core/wire.js';
import { MAX_COMMITMENTS } from './order.js';
import { MAX_STATUS_FACTS } from './statusList.js';

const auctionPath = z.strictObject({ auctionId: element });
const share = z.object({ x: element, y: element });
const phases = ['open', 'gate', 'released', 'closed', 'void', 'published'] as const;

const AuctionEntry = z.object({
  auctionId: element,
  zone: count,
  tariffId: count,
  day: count,
  phase: z.enum(phases),
  floor: z.number().int(),
  tick: count,
  collateral: z.number().int(),
  tiers: z.array(bigint),
  gate: bigint,
  release: bigint,
  close: bigint,
  settleFrom: bigint,
  settleEnd: bigint,
  publish: bigint,
  operatorShare: share,
  regulatorShare: share,
  /** The regulator's scalar once released. */
  released: element.optional(),
  pointRoot: element,
  /** How many of the changes of points the auction pinned. */
  pointChanges: count,
  orderRoot: element,
  orders: count,
  settlements: count,
  ...tariffPrices,
  /** What a silent role forfeited to the orders of a void auction, and what each has of it off `fixedPerDay`. */
  forfeit: bigint,
  share: bigint,
  /** Next clearing batch, and the state it continues from. */
  clearBatch: count,
  clearState: element,
  /**
   * Auctions whose settlements are summed and opened together, the one under which they are published last;
   * empty before settleEnd, and while a set below ten waits for a larger one.
   */
  mergedSet: z.array(element),
  /** Next batch of the merged set, and the state it continues from. */
  maskSums: z.object({
    A: z.object({ batch: count, state: element, final: z.boolean() }),
    B: z.object({ batch: count, state: element, final: z.boolean() }),
  }),
  /** What the masks of its settlements are of; absent until somebody opens settlement. */
  terms: element.optional(),
  /** The same of its late bills. */
  lateTerms: element.optional(),
  /** Entries of the status list; the first `early` of them are in terms. */
  status: z.object({ parts: count, entries: count, early: count }),
  /** Late bills so far, and what they came to. */
  late: z.object({ count, deposits: bigint, paid: bigint, fees: bigint }),
  /** Zeros where nothing traded; absent until closed or void. */
  result: z
    .object({
      traded: bigint,
      enough: z.boolean(),
      volume: bigint,
      p: z.array(count),
      lambdaBuy: z.array(count),
      lambdaSell: z.array(count),
    })
    .optional(),
});

const OrderEntry = z.object({
  c: element,
  nfBid: element,
  changeCm: element,
  ephemeralX: element,
  ephemeralY: element,
  ct: z.array(element),
  deposit: bigint,
  memo: bytes,
});

const SettlementEntry = z.object({
  nf: element,
  readingCommitment: element,
  refundCm: element,
  tagA: element,
  tagB: element,
  short: element,
  status: count,
  open: count,
  memo: bytes,
});

const LateBillEntry = SettlementEntry.extend({ paid: bigint, deposit: bigint });

/** Without what is sealed: enough for the digest in terms, and to see who is listed. */
const StatusEntry = z.object({
  tag: element,
  /** SHA-256 of ephemeral and sealed. */
  memoHash: bytes,
  /** May use either reading. */
  struck: z.boolean(),
});

const StatusMemo = z.object({ tag: element, ephemeral: bytes, sealed: bytes });

const AggregateEntry = z.object({
  /** The auctions summed: sets below ten that were merged, then the one that took them in. */
  auctions: z.array(element),
  members: count,
  /** How many fill which word: of exports, of imports by two words, and who is active. */
  counts: z.array(count),
  /** Bit w: both sides of word w are shown; else its net. */
  both: count,
  net: count,
  /** Wh by settlement period; 0 where the net is shown. */
  imports: z.array(bigint),
  exports: z.array(bigint),
  /** Signed; 0 where both sides are shown. */
  nets: z.array(bigint),
  refund: bigint,
  network: bigint,
  shortfall: bigint,
  /** Of the orders that settled, and of all. */
  deposit: bigint,
  deposits: bigint,
  dsoShare: bigint,
  supplierShare: bigint,
  /** Kept for late bills at publication, and what is left of it. */
  held: bigint,
  heldLeft: bigint,
});

/** What made an auction what it is; what has not happened is absent. */
const AuctionFacts = z.object({
  publishTariff: Fact,
  openAuction: Fact,
  releaseShare: Fact.optional(),
  close: Fact.optional(),
  voidAuction: Fact.optional(),
  openSettlement: Fact.optional(),
});

export const MARKET_SCHEMAS = {
  AuctionEntry,
  AuctionFacts,
  OrderEntry,
  SettlementEntry,
  LateBillEntry,
  StatusEntry,
  StatusMemo,
  AggregateEntry,
};

export const MARKET_ROUTES = {
  auctions: route({
    method: 'get',
    path: '/v1/auctions',
    summary: 'Ids of auctions in order of opening',
    query: page,
    response: listOf(element),
  }),
  auction: route({
    method: 'get',
    path: '/v1/auctions/:auctionId',
    summary: 'One auction whole: market data, phase, result',
    params: auctionPath,
    response: AuctionEntry,
  }),
  auctionFacts: route({
    method: 'get',
    path: '/v1/auctions/:auctionId/facts',
    summary: 'The transactions that opened, priced, released and ended an auction, each with its proof',
    params: auctionPath,
    response: AuctionFacts,
  }),
  orders: route({
    method: 'get',
    path: '/v1/auctions/:auctionId/orders',
    summary: 'Sealed orders, in the order of the fold',
    params: auctionPath,
    query: page,
    response: listOf(OrderEntry),
  }),
  orderCommitments: route({
    method: 'get',
    path: '/v1/auctions/:auctionId/order-commitments',
    summary:
      'Commitments of all orders, 32 bytes each (SSZ), for whoever builds the tree to take a path from',
    params: auctionPath,
    query: pageOf(MAX_COMMITMENTS),
    response: z.object({ total: count, commitments: bytes }),
  }),
  clearing: route({
    method: 'get',
    path: '/v1/auctions/:auctionId/clearing',
    summary: 'Transactions of the chain of clearing batches, in order, for whoever checks their proofs',
    params: auctionPath,
    query: page,
    response: listOf(bytes),
  }),
  settlements: route({
    method: 'get',
    path: '/v1/auctions/:auctionId/settlements',
    summary: 'Settlements, in the order of the folds',
    params: auctionPath,
    query: page,
    response: listOf(SettlementEntry),
  }),
  lateBills: route({
    method: 'get',
    path: '/v1/auctions/:auctionId/late-bills',
    summary: 'Bills that came after the end of settlement',
    params: auctionPath,
    query: page,
    response: listOf(LateBillEntry),
  }),
  statusList: route({
    method: 'get',
    path: '/v1/auctions/:auctionId/status-list',
    summary: 'Points whose day the DSO reads, by tag',
    params: auctionPath,
    query: page,
    response: listOf(StatusEntry),
  }),
  statusMemos: route({
    method: 'get',
    path: '/v1/auctions/:auctionId/status-memos',
    summary: 'The same entries with the readings sealed to their owners',
    params: auctionPath,
    query: page,
    response: listOf(StatusMemo),
  }),
  statusFacts: route({
    method: 'get',
    path: '/v1/auctions/:auctionId/status-facts',
    summary:
      'The transactions of the list, part by part, each with the proof that it stands in a final block',
    params: auctionPath,
    query: pageOf(MAX_STATUS_FACTS),
    response: listOf(Fact),
  }),
  aggregate: route({
    method: 'get',
    path: '/v1/auctions/:auctionId/aggregate',
    summary: 'Verified sums of a published auction, or of the set it was merged into',
    params: auctionPath,
    response: AggregateEntry,
  }),
} as const;
