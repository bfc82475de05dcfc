/**
 * The HTTP interface, each route once: server and client are derived from this table.
 * On the wire bigints are decimal strings and bytes lower-case hex; `toJson` writes them, the
 * response schemas read them back.
 */
import { z } from 'zod';
import { R } from './core/crypto/field.js';
import { GenesisJson } from './core/genesis.js';
import { MAX_TX_BYTES } from './params.js';

const MAX_PAGE = 1000;

export const bigint = z
  .string()
  .regex(/^-?(0|[1-9][0-9]{0,77})$/)
  .transform((s) => BigInt(s));
export const element = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,76})$/)
  .transform((s) => BigInt(s))
  .refine((x) => x < R, 'must be below the field modulus');
const bytes = z
  .string()
  .regex(/^([0-9a-f]{2})*$/)
  .transform((s): Uint8Array => Uint8Array.from(s.match(/../g) ?? [], (b) => Number.parseInt(b, 16)));
export const hash = z.string().regex(/^[0-9a-f]{64}$/);
export const count = z.number().int().min(0);
/** Numbers in paths and queries arrive as text. */
export const countText = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,14})$/)
  .transform(Number);
const page = z.strictObject({
  from: countText.default(0),
  limit: countText.pipe(z.number().min(1).max(MAX_PAGE)).default(MAX_PAGE),
});
const error = z.looseObject({ code: z.string(), number: z.number(), field: z.string().optional() });
const auctionPath = z.strictObject({ auctionId: element });
const listOf = <T extends z.ZodType>(item: T) => z.object({ total: count, items: z.array(item) });

export const Status = z.object({
  chainId: element,
  genesisHash: hash,
  profile: z.enum(['full', 'small']),
  production: z.boolean(),
  height: bigint,
  time: bigint,
  stateHash: hash,
  blockHash: hash,
  /** Why the ledger makes no more blocks; absent while it works. */
  stopped: z.string().optional(),
});

/** "accepted" is in the mempool only and may be lost; "committed" is on disk. */
export const TxStatus = z.object({
  id: hash,
  status: z.enum(['unknown', 'accepted', 'committed', 'rejected']),
  height: bigint.optional(),
  error: error.optional(),
});

export const NoteLeaf = z.object({
  cm: element,
  origin: z.enum(['mint', 'transfer', 'change', 'refund']),
  /** mint: a MintMemo; transfer: sealed to its owner; else empty (the order's or settlement's own memo). */
  memo: bytes,
});

export const PointEntry = z.object({
  position: count,
  ownerPk: element,
  ownerSigPk: bytes,
  meterAx: element,
  meterAy: element,
  importCap: count,
  exportCap: count,
  dayImportCap: count,
  dayExportCap: count,
  keyAHash: element,
  keyBHash: element,
  zone: count,
  tariffId: count,
  dayLimit: bigint,
  revoked: z.boolean(),
  leaf: element,
});

/** Prices plain and signed, in 0.01 currency/MWh. */
export const TariffEntry = z.object({
  tariffId: count,
  day: count,
  importPrice: z.array(z.number().int()),
  exportPrice: z.array(z.number().int()),
  network: z.array(count),
  discount: z.array(count),
  fixedPerDay: bigint,
});

const share = z.object({ x: element, y: element });
const phases = ['open', 'gate', 'released', 'closed', 'void', 'published'] as const;

export const AuctionEntry = z.object({
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
  importPrice: z.array(z.number().int()),
  exportPrice: z.array(z.number().int()),
  network: z.array(count),
  discount: z.array(count),
  fixedPerDay: bigint,
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
  statusTags: z.array(element),
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

export const OrderEntry = z.object({
  c: element,
  nfBid: element,
  changeCm: element,
  ephemeralX: element,
  ephemeralY: element,
  ct: z.array(element),
  deposit: bigint,
  memo: bytes,
});

export const SettlementEntry = z.object({
  nf: element,
  readingCommitment: element,
  refundCm: element,
  tagA: element,
  tagB: element,
  short: element,
  status: count,
  memo: bytes,
});

export const AggregateEntry = z.object({
  /** The auctions summed: sets below ten that were merged, then the one that took them in. */
  auctions: z.array(element),
  members: count,
  imports: z.array(bigint),
  exports: z.array(bigint),
  refund: bigint,
  network: bigint,
  shortfall: bigint,
  tradeNet: bigint,
});

/** Money on the ledger; the identity is checked at every publication. */
export const SupplyEntry = z.object({
  minted: bigint,
  redeemed: bigint,
  /** Notes, as far as the public sums tell: hidden refunds of unpublished auctions stand in `locked`. */
  notes: bigint,
  /** Deposits of auctions not yet published. */
  locked: bigint,
  bonds: bigint,
  accounts: z.object({ dso: bigint, supplier: bigint, operator: bigint, regulator: bigint, issuer: bigint }),
  dsoDebt: bigint,
});

const route = <const T extends RouteSpec>(spec: T) => spec;

export interface RouteSpec {
  readonly method: 'get' | 'post';
  /** Express form; parameters by name. */
  readonly path: string;
  readonly summary: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Bytes of body accepted, before parsing. */
  readonly bodyLimit?: number;
  readonly response: z.ZodType;
  /** Needs the node's administration token. */
  readonly admin?: true;
}

export const ROUTES = {
  status: route({
    method: 'get',
    path: '/v1/status',
    summary: 'Chain, height and state hash',
    response: Status,
  }),
  genesis: route({ method: 'get', path: '/v1/genesis', summary: 'The genesis file', response: GenesisJson }),
  submit: route({
    method: 'post',
    path: '/v1/transactions',
    summary: 'Submit a transaction; wait=committed answers when it is on disk',
    query: z.strictObject({ wait: z.enum(['accepted', 'committed']).default('accepted') }),
    body: z.strictObject({ tx: bytes }),
    bodyLimit: 2 * MAX_TX_BYTES + 64,
    response: TxStatus,
  }),
  transaction: route({
    method: 'get',
    path: '/v1/transactions/:id',
    summary: 'Where a transaction stands',
    params: z.strictObject({ id: hash }),
    response: TxStatus,
  }),
  block: route({
    method: 'get',
    path: '/v1/blocks/:height',
    summary: 'A block, SSZ',
    params: z.strictObject({ height: countText }),
    response: z.object({ block: bytes }),
  }),
  notes: route({
    method: 'get',
    path: '/v1/notes',
    summary: 'Leaves of the note tree, in order',
    query: page,
    response: listOf(NoteLeaf),
  }),
  nullifier: route({
    method: 'get',
    path: '/v1/nullifiers/:nf',
    summary: 'Whether a nullifier is spent',
    params: z.strictObject({ nf: element }),
    response: z.object({ spent: z.boolean() }),
  }),
  points: route({
    method: 'get',
    path: '/v1/points',
    summary: 'Connection points in order of enrolment',
    query: page,
    response: listOf(PointEntry),
  }),
  tariff: route({
    method: 'get',
    path: '/v1/tariffs/:tariffId/:day',
    summary: "A tariff's published prices of one day",
    params: z.strictObject({ tariffId: countText, day: countText }),
    response: TariffEntry,
  }),
  pointChanges: route({
    method: 'get',
    path: '/v1/points/changes',
    summary: 'Points as each enrolment, change or revocation left them, in order',
    query: page,
    response: listOf(PointEntry),
  }),
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
  orders: route({
    method: 'get',
    path: '/v1/auctions/:auctionId/orders',
    summary: 'Sealed orders, in the order of the fold',
    params: auctionPath,
    query: page,
    response: listOf(OrderEntry),
  }),
  settlements: route({
    method: 'get',
    path: '/v1/auctions/:auctionId/settlements',
    summary: 'Settlements, in the order of the folds',
    params: auctionPath,
    query: page,
    response: listOf(SettlementEntry),
  }),
  aggregate: route({
    method: 'get',
    path: '/v1/auctions/:auctionId/aggregate',
    summary: 'Verified sums of a published auction, or of the set it was merged into',
    params: auctionPath,
    response: AggregateEntry,
  }),
  supply: route({
    method: 'get',
    path: '/v1/supply',
    summary: 'Minted, redeemed and where the money is',
    response: SupplyEntry,
  }),
  sequence: route({
    method: 'get',
    path: '/v1/roles/:role/sequence',
    summary: "The next sequence number of a role's transactions",
    params: z.strictObject({
      role: z.enum(['dso', 'supplier', 'operator', 'regulator', 'statistician', 'issuer']),
    }),
    response: z.object({ sequence: bigint }),
  }),
  moveTime: route({
    method: 'post',
    path: '/v1/dev/time',
    summary: 'Development chains only: move block time forward',
    body: z.strictObject({ time: count }),
    bodyLimit: 256,
    response: z.object({ height: bigint, time: bigint }),
    admin: true,
  }),
} as const;

/** Names of the node's routes: the methods of `Api`. */
export type RouteName = keyof typeof ROUTES;
type Part<N extends RouteName, P extends 'params' | 'query' | 'body'> = (typeof ROUTES)[N] extends {
  readonly [X in P]: infer S extends z.ZodType;
}
  ? z.output<S>
  : undefined;
export type RouteParams<N extends RouteName> = Part<N, 'params'>;
export type RouteQuery<N extends RouteName> = Part<N, 'query'>;
export type RouteBody<N extends RouteName> = Part<N, 'body'>;
/** What a route answers, parsed and checked: bigints and bytes, not their JSON. */
export type RouteResponse<N extends RouteName> = z.output<(typeof ROUTES)[N]['response']>;

/** Parsed arguments of a call, for both sides. Queries may leave out what has a default. */
export type RouteArgs<N extends RouteName> = (RouteParams<N> extends undefined
  ? unknown
  : { params: RouteParams<N> }) &
  (RouteQuery<N> extends undefined ? unknown : { query?: Partial<RouteQuery<N>> }) &
  (RouteBody<N> extends undefined ? unknown : { body: RouteBody<N> });

/** The node as its clients see it: over HTTP in `client-sdk/client/http.ts`. Refusals throw ProtocolError. */
export type Api = { readonly [N in RouteName]: (args: RouteArgs<N>) => Promise<RouteResponse<N>> };

export const ErrorResponse = z.object({ error });

/** JSON with bigints as decimal strings and bytes as hex. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => {
    if (typeof v === 'bigint') return v.toString();
    if (v instanceof Uint8Array) return Array.from(v, (b) => b.toString(16).padStart(2, '0')).join('');
    return v;
  });
}
