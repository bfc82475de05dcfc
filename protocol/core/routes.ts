import { z } from 'zod';
import { MAX_TX_BYTES, PROFILES } from '../params.js';
import { Fact, FinalHeaders, LogFact, MAX_FACTS } from './fact.js';
import { GenesisJson } from './genesis.js';
import {
  bigint,
  bytes,
  count,
  countText,
  element,
  error,
  hash,
  listOf,
  MAX_PAGE,
  page,
  pageOf,
  route,
} from './wire.js';

const Status = z.object({
  chainId: element,
  genesisHash: hash,
  profile: z.enum(PROFILES),
  production: z.boolean(),
  height: bigint,
  time: bigint,
  stateHash: hash,
  blockHash: hash,
  /** Why the ledger makes no more blocks; absent while it works. */
  stopped: z.string().optional(),
});

/** "accepted" is in the mempool only and may be lost; "committed" is on disk. */
const TxStatus = z.object({
  id: hash,
  status: z.enum(['unknown', 'accepted', 'committed', 'rejected']),
  height: bigint.optional(),
  error: error.optional(),
});

const NoteLeaf = z.object({
  cm: element,
  origin: z.enum(['mint', 'transfer', 'change', 'refund']),
  asset: element,
  /** mint and transfer: sealed to its owner; else empty (the order's or settlement's own memo). */
  memo: bytes,
});

/** An asset of a module; `live` is 2^64 − 1 while it is frozen. */
const AssetEntry = z.object({ module: count, live: bigint, supply: bigint });

const PointEntry = z.object({
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
  /** 1: its owner consents not to be hidden. */
  open: count,
  revoked: z.boolean(),
  leaf: element,
});

/** Prices of a tariff and day, in 0.01 currency/MWh. */
export const tariffPrices = {
  importPrice: z.array(z.number().int()),
  exportPrice: z.array(z.number().int()),
  network: z.array(count),
  discount: z.array(count),
  fixedPerDay: bigint,
};
const TariffEntry = z.object({ tariffId: count, day: count, ...tariffPrices });

const NetworkAssetEntry = z.object({
  assetId: count,
  version: count,
  fromDay: count,
  /** 1 feeder, 2 transformer, 3 substation, 4 cable section, 5 supply point. */
  kind: count,
  /** 0: none. */
  parent: count,
  /** VA */
  ratingImport: bigint,
  ratingExport: bigint,
  /** permille */
  powerFactor: count,
  usable: count,
  customers: count,
  zones: z.array(count),
  dropPpmPerKw: count,
  dropLimitPpm: count,
  projectId: count,
  /** Ed25519; zeros without a meter. */
  meterKey: bytes,
  classPpm: count,
  serialHash: bytes,
  /** 0: the DSO; else the party that owns the meter. */
  meterOwner: count,
});

/** Wh by half hour, net at the asset's head; of one that was withdrawn too, which everybody has seen. */
const MeasuredEntry = z.object({ imports: z.array(count), exports: z.array(count), withdrawn: z.boolean() });
/** A readings' tree: its leaves are the module's list, an auction's settlements. */
const ReadingTreeEntry = z.object({
  /** Unix seconds: from then on nothing enters. */
  freezes: bigint,
  /** Leaves so far. */
  count,
  root: element,
  /** Its place among the frozen roots; absent until it froze. */
  frozen: count.optional(),
});
const FrozenRoot = z.object({ id: element, root: element });

/** Money on the ledger; the identity is checked at every publication. */
const SupplyEntry = z.object({
  minted: bigint,
  redeemed: bigint,
  /** Notes, as far as the public sums tell: hidden refunds of unpublished auctions stand in `locked`. */
  notes: bigint,
  /** Deposits of auctions not yet published. */
  locked: bigint,
  bonds: bigint,
  /** Of published sets, for late bills. */
  held: bigint,
  accounts: z.object({ dso: bigint, supplier: bigint, operator: bigint, regulator: bigint, issuer: bigint }),
  /** In the accounts of all parties. */
  parties: bigint,
  dsoDebt: bigint,
});

const PartyEntry = z.object({
  partyId: count,
  sigPk: bytes,
  encPk: bytes,
  /** UTF-8. */
  name: z.string(),
  /** Bits of PARTY_KINDS. */
  kinds: count,
  /** Day from which on it signs nothing but redeem. */
  until: count,
});

export const CORE_SCHEMAS = {
  Status,
  TxStatus,
  NoteLeaf,
  AssetEntry,
  PointEntry,
  ReadingTreeEntry,
  FrozenRoot,
  SupplyEntry,
  NetworkAssetEntry,
  MeasuredEntry,
  PartyEntry,
  Fact,
  LogFact,
  FinalHeaders,
  Genesis: GenesisJson,
};

export const CORE_ROUTES = {
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
  fact: route({
    method: 'get',
    path: '/v1/transactions/:id/fact',
    summary: 'A committed transaction, with the proof that it stands in a final block',
    params: z.strictObject({ id: hash }),
    response: Fact,
  }),
  headers: route({
    method: 'get',
    path: '/v1/headers',
    summary: 'Headers in order, the last one final: from a height on, those around a time, or the newest one',
    query: z.strictObject({
      /** Unix seconds: the last header up to it, and the one that follows. */
      at: countText.optional(),
      from: countText.optional(),
      limit: countText.pipe(z.number().min(1).max(MAX_PAGE)).optional(),
    }),
    response: FinalHeaders,
  }),
  logFact: route({
    method: 'get',
    path: '/v1/log/:name/:key',
    summary:
      'An entry of the log, with the proof that it stands there; its key is the hex of its first fields',
    params: z.strictObject({
      name: z.string().regex(/^[a-z][A-Za-z]{0,63}$/),
      key: z.string().regex(/^([0-9a-f]{2}){1,128}$/),
    }),
    response: LogFact,
  }),
  blocks: route({
    method: 'get',
    path: '/v1/blocks',
    summary: 'Blocks and their finality in order, as frames of a ledger file; as many as fit an answer',
    query: page.extend({ from: countText.pipe(z.number().min(1)).default(1) }),
    response: z.object({ frames: bytes }),
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
  asset: route({
    method: 'get',
    path: '/v1/assets/:id',
    summary:
      'An asset beside money: its module, from when on it is exchanged (Unix seconds), how much there is',
    params: z.strictObject({ id: element }),
    response: AssetEntry,
  }),
  points: route({
    method: 'get',
    path: '/v1/points',
    summary: 'Connection points in order of enrolment',
    query: page,
    response: listOf(PointEntry),
  }),
  networkAssets: route({
    method: 'get',
    path: '/v1/measures/assets',
    summary: 'Network assets in order of announcement, each by its newest version',
    query: page,
    response: listOf(NetworkAssetEntry),
  }),
  measured: route({
    method: 'get',
    path: '/v1/measures/:assetId/:day',
    summary: "A network asset as it stood on a day, and its meter's total where there is one",
    params: z.strictObject({ assetId: countText, day: countText }),
    response: z.object({ asset: NetworkAssetEntry, measured: MeasuredEntry.optional() }),
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
  pointFacts: route({
    method: 'get',
    path: '/v1/points/facts',
    summary: 'The transactions of the list of changes, each with the proof that it stands in a final block',
    query: pageOf(MAX_FACTS),
    response: listOf(Fact),
  }),
  pointDays: route({
    method: 'get',
    path: '/v1/points/days',
    summary: 'Days from `from` on, `limit` of them, whose points are pinned: root and number of changes',
    query: page,
    response: z.object({ items: z.array(z.object({ day: count, root: element, changes: count })) }),
  }),
  // Before the route of one tree, whose path it fits.
  frozenReadings: route({
    method: 'get',
    path: '/v1/readings/frozen',
    summary: "Roots of readings' trees in the order in which they froze: the leaves of the tree over them",
    query: page,
    response: listOf(FrozenRoot),
  }),
  readings: route({
    method: 'get',
    path: '/v1/readings/:id',
    summary: "A readings' tree: how many it has, its root, and whether it is frozen",
    params: z.strictObject({ id: element }),
    response: ReadingTreeEntry,
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
  parties: route({
    method: 'get',
    path: '/v1/parties',
    summary: 'Registered parties in order',
    query: page,
    response: listOf(PartyEntry),
  }),
  party: route({
    method: 'get',
    path: '/v1/parties/:partyId',
    summary: 'A registered party, its balance and the next sequence number of what it signs first',
    params: z.strictObject({ partyId: countText }),
    response: PartyEntry.extend({ balance: bigint, sequence: bigint }),
  }),
  partyFacts: route({
    method: 'get',
    path: '/v1/parties/:partyId/facts',
    summary:
      'What registered, changed and ended a party, in order, each with the proof that it stands in a final block',
    params: z.strictObject({ partyId: countText }),
    query: pageOf(MAX_FACTS),
    response: listOf(Fact),
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
