import { z } from 'zod';
import { MAX_TX_BYTES, PROFILES } from '../params.js';
import { GenesisJson } from './genesis.js';
import { bigint, bytes, count, countText, element, error, hash, listOf, page, route } from './wire.js';

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
  /** mint: a MintMemo; transfer: sealed to its owner; else empty (the order's or settlement's own memo). */
  memo: bytes,
});

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

/** Money on the ledger; the identity is checked at every publication. */
const SupplyEntry = z.object({
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

export const CORE_SCHEMAS = {
  Status,
  TxStatus,
  NoteLeaf,
  PointEntry,
  SupplyEntry,
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
