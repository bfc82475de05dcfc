import { z } from 'zod';
import { Fact } from '../core/fact.js';
import { bigint, bytes, count, countText, element, listOf, page, pageOf, route } from '../core/wire.js';
import { MAX_COMMITMENTS } from '../market/order.js';

const needPath = z.strictObject({ needId: element });
const share = z.object({ x: element, y: element });
/** Of a need, as it stands. */
const phases = [
  'open',
  'gate',
  'released',
  'cleared',
  'void',
  'callsOver',
  'settling',
  'frozen',
  'published',
] as const;

const AreaEntry = z.object({ areaId: count, places: z.array(count), zones: z.array(count) });

const maskSum = z.object({ batch: count, state: element, final: z.boolean() });

const NeedEntry = z.object({
  needId: element,
  phase: z.enum(phases),
  areaId: count,
  day: count,
  gate: bigint,
  release: bigint,
  close: bigint,
  deliverFrom: bigint,
  deliverEnd: bigint,
  publish: bigint,
  callLead: count,
  /** Bit k: half hour k is asked for. */
  window: bigint,
  /** Bit k: more is to be used in it; else less. */
  up: bigint,
  steps: z.array(z.object({ qty: z.array(count), level: z.array(count), label: bytes })),
  /** 0: the rate; 1: availability. */
  auctioned: count,
  other: z.array(count),
  rebound: z.array(count),
  comp: z.array(count),
  maxQty: count,
  floor: count,
  tick: count,
  percent: count,
  refs: z.array(z.object({ zone: count, tariffId: count })),
  tiers: z.array(bigint),
  operatorShare: share,
  regulatorShare: share,
  /** The regulator's scalar once released. */
  released: element.optional(),
  /** The register as the day's first need found it, and how many of its changes had led there. */
  flexRoot: element,
  flexChanges: count,
  /** In which its homes settle, by zone, then tariff. */
  auctions: z.array(element),
  /** That its baseline is of, latest first. */
  days: z.array(count),
  /** In the book: the buyer's steps, then offers. */
  offers: count,
  offerRoot: element,
  /** Of the buyer, still locked; and what offers paid in. */
  lock: bigint,
  deposits: bigint,
  /** What a silent role forfeited to the offers of a void need, and what each has of it. */
  forfeit: bigint,
  share: bigint,
  /** Next clearing batch, and the state it continues from. */
  clearBatch: count,
  clearState: element,
  /** Zeros where nothing trades; absent until it is cleared or void. */
  result: z
    .object({ traded: bigint, p: z.array(count), lambda: z.array(count), bought: z.array(bigint) })
    .optional(),
  /** Bit k: half hour k was called. */
  called: bigint,
  /** What counts of it: nothing of a dead market. */
  counted: bigint,
  settlements: count,
  /** By auction. */
  deliveries: z.array(z.object({ auctionId: element, count })),
  late: z.object({ count, paid: bigint }),
  /** Of a published set, for late payments: what is left of it. */
  held: bigint,
  /** Needs whose payments are summed and opened together, the one under which they are published last. */
  mergedSet: z.array(element),
  /** Next batch of the merged set, and the state it continues from. */
  maskSums: z.object({ A: maskSum, B: maskSum }),
  /** Where something counts as called, once they are known: how its day compares to those of the list, of 1024. */
  factors: z.object({ imports: z.array(count), exports: z.array(count) }).optional(),
  /** What the masks of its payments are of, once that is known; and the same of late ones. */
  terms: element.optional(),
  lateTerms: element.optional(),
});

const OfferEntry = z.object({
  c: element,
  nfOffer: element,
  changeCm: element,
  ephemeralX: element,
  ephemeralY: element,
  ct: z.array(element),
  deposit: bigint,
  memo: bytes,
});

const PaymentEntry = z.object({
  /** 1: after deliverEnd, in no sum. */
  late: count,
  payCm: element,
  /** What a late one paid; else 0. */
  paid: bigint,
  tagA: element,
  tagB: element,
  /** That a delivery named; 0 of a claim. */
  auctionId: element,
  memo: bytes,
});

/** What made a need what it is; what has not happened is absent. */
const NeedFacts = z.object({
  publishArea: Fact,
  openNeed: Fact,
  releaseShare: Fact.optional(),
  close: Fact.optional(),
  voidAuction: Fact.optional(),
  /** In order. */
  calls: z.array(Fact),
});

const NeedSums = z.object({
  /** The needs summed: sets that were merged, then the one that took them in. */
  needs: z.array(element),
  members: count,
  pay: bigint,
  deposit: bigint,
  charges: bigint,
  unproven: bigint,
  /** What the supplier had. */
  compensation: bigint,
  /** Wh delivered less opposed by half hour, signed; absent while they are not open. */
  delivered: z.array(bigint).optional(),
});

const AuctionChunks = z.object({
  auctionId: element,
  zone: count,
  tariffId: count,
  /** Leaves of its readings' tree. */
  count,
  /** Roots of its chunks that have a leaf, in order. */
  chunks: z.array(element),
});

const FlexChange = z.object({ position: count, leaf: element });

export const FLEXIBILITY_SCHEMAS = {
  AreaEntry,
  NeedEntry,
  NeedFacts,
  OfferEntry,
  PaymentEntry,
  NeedSums,
  AuctionChunks,
  FlexChange,
};

export const FLEXIBILITY_ROUTES = {
  areas: route({
    method: 'get',
    path: '/v1/areas',
    summary: 'Areas in which a DSO buys flexibility, in order of publication',
    query: page,
    response: listOf(AreaEntry),
  }),
  daysOff: route({
    method: 'get',
    path: '/v1/calendar',
    summary: 'Of the days from `from` on, `limit` of them, those that the DSO published as no working days',
    query: page,
    response: z.object({ items: z.array(count) }),
  }),
  flexChanges: route({
    method: 'get',
    path: '/v1/flex/changes',
    summary: 'Leaves of the register of flexible points as they were put, in order; 0 took one out',
    query: page,
    response: listOf(FlexChange),
  }),
  needs: route({
    method: 'get',
    path: '/v1/needs',
    summary: 'Ids of needs in order of opening',
    query: page,
    response: listOf(element),
  }),
  need: route({
    method: 'get',
    path: '/v1/needs/:needId',
    summary: 'One need whole: what is asked for, phase, result, calls',
    params: needPath,
    response: NeedEntry,
  }),
  needFacts: route({
    method: 'get',
    path: '/v1/needs/:needId/facts',
    summary: 'The transactions that opened, released, ended and called a need, each with its proof',
    params: needPath,
    response: NeedFacts,
  }),
  offers: route({
    method: 'get',
    path: '/v1/needs/:needId/offers',
    summary: 'Sealed offers, in the order of the book',
    params: needPath,
    query: page,
    response: listOf(OfferEntry),
  }),
  offerCommitments: route({
    method: 'get',
    path: '/v1/needs/:needId/offer-commitments',
    summary: "Commitments of the whole book, the buyer's steps first, 32 bytes each (SSZ)",
    params: needPath,
    query: pageOf(MAX_COMMITMENTS),
    response: z.object({ total: count, commitments: bytes }),
  }),
  payments: route({
    method: 'get',
    path: '/v1/needs/:needId/settlements',
    summary: 'Claims and deliveries: those in time in the order of the folds, then late ones',
    params: needPath,
    query: page,
    response: listOf(PaymentEntry),
  }),
  needSums: route({
    method: 'get',
    path: '/v1/needs/:needId/sums',
    summary: 'What was opened of a published need, or of the set it was merged into',
    params: needPath,
    response: NeedSums,
  }),
  readingChunks: route({
    method: 'get',
    path: '/v1/readings/:areaId/:day/chunks',
    summary: "Chunks of the readings' trees of a day's auctions in an area's zones, by zone, then tariff",
    params: z.strictObject({ areaId: countText, day: countText }),
    response: z.object({ items: z.array(AuctionChunks) }),
  }),
} as const;
