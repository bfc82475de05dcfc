/** Nodes that answer otherwise than the real one behind them, and what a wallet makes of them. */
import { memoryTxStore, nullCells, Wallet, type WalletContext } from '@veilgrid/client-sdk';
import { BlockHeader, blockHash, txRoot } from '@veilgrid/protocol/core/block';
import { BUY, type Cell, SELL } from '@veilgrid/protocol/core/books/cells';
import { leafHash } from '@veilgrid/protocol/core/crypto/merkle';
import type { Fact, LogFact } from '@veilgrid/protocol/core/fact';
import { Finality, signFinality } from '@veilgrid/protocol/core/finality';
import { logLeafData } from '@veilgrid/protocol/core/log';
import type { Api, RouteResponse } from '@veilgrid/protocol/routes';
import { encodeTx, type Tx } from '@veilgrid/protocol/tx';
import { SIGNERS, secretOf } from '../../state/support/genesis.js';
import { K, PROFILE } from '../../state/support/profile.js';
import type { TestChain } from './chain.js';
import type { OpenedMarket } from './openedMarket.js';

export type Entry = RouteResponse<'auction'>;
export type Facts = RouteResponse<'auctionFacts'>;

/** The node with other answers; what is sent to it is counted. */
export function lyingNode(chain: TestChain, lies: Partial<Api>): { api: Api; sent: () => number } {
  let sent = 0;
  const submit: Api['submit'] = (args) => {
    sent++;
    return chain.api.submit(args);
  };
  return { api: { ...chain.api, submit, ...lies }, sent: () => sent };
}

/** Other answers about an auction. */
export const telling = ({ api }: TestChain, change: (entry: Entry) => Partial<Entry>): Partial<Api> => ({
  auction: async (args) => {
    const entry = await api.auction(args);
    return { ...entry, ...change(entry) };
  },
});

/** A status list of somebody, where there is none. */
export const listing = (chain: TestChain): Partial<Api> => ({
  ...telling(chain, () => ({ status: { entries: 1, early: 1, parts: 1 } })),
  statusList: async () => ({ total: 1, items: [{ tag: 1n, memoHash: new Uint8Array(32), struck: false }] }),
});

/** Other facts of an auction. */
export const proving = (
  { api }: TestChain,
  change: (facts: Facts) => Partial<Facts> | Promise<Partial<Facts>>,
): Partial<Api> => ({
  auctionFacts: async (args) => {
    const facts = await api.auctionFacts(args);
    return { ...facts, ...(await change(facts)) };
  },
});

/** A final block that the validator makes up alone, of one transaction. */
export function madeUp(fact: Fact, tx: Tx): Fact {
  const bytes = encodeTx(PROFILE, tx);
  return { tx: bytes, ...finalBlock(fact, { txRoot: txRoot([bytes]) }) };
}

/** The same of an entry of the log. */
export function madeUpEntry(fact: LogFact, name: string, body: Uint8Array): LogFact {
  return { body, ...finalBlock(fact, { logRoot: leafHash(logLeafData(name, body)) }) };
}

function finalBlock({ headers: [shown] }: Fact | LogFact, change: Partial<BlockHeader>) {
  const header = { ...BlockHeader.deserialize(shown!), ...change };
  const finality = Finality.serialize(signFinality(blockHash(header), secretOf(SIGNERS.validator)));
  return { index: 0, size: 1, path: [], headers: [BlockHeader.serialize(header)], finality };
}

export const refusal = (work: Promise<unknown>): Promise<object> =>
  work.then(
    () => {
      throw new Error('was not refused');
    },
    (error: { code?: string; data?: object }) => {
      if (error.code === undefined) throw error;
      return { code: error.code, ...error.data };
    },
  );

/** The same refusal of both households, without a proof or a transaction. */
export async function refusedAlike(
  { chain, homes }: OpenedMarket,
  lies: Partial<Api>,
  act: (wallet: Wallet, which: 0 | 1) => Promise<unknown>,
  change: Partial<WalletContext> = {},
): Promise<object> {
  const { api, sent } = lyingNode(chain, lies);
  const before = chain.proofs();
  const wallet = () => new Wallet({ ...homes[0]!.ctx, ...change, api }, memoryTxStore());
  const [one, other] = [await refusal(act(wallet(), 0)), await refusal(act(wallet(), 1))];
  expect(other).toEqual(one);
  expect([chain.proofs() - before, sent()]).toEqual([0, 0]);
  return one;
}

/** The orders of two households that a refusal must not tell apart. */
export const ORDERS: readonly (readonly Cell[])[] = [
  nullCells(K),
  Array.from({ length: K }, (_, k) => ({ side: k % 2 ? BUY : SELL, level: 2_000, qty: 4_000 })),
];

export const first = <T>(list: readonly T[], by: (x: T) => T): T[] => [by(list[0]!), ...list.slice(1)];

/** [fact, field, lie] of what an auction was opened with; `next` is another auction. */
export const OPENING_LIES: readonly [string, string, (entry: Entry, next: bigint) => Partial<Entry>][] = [
  ['openAuction', 'zone', ({ zone }) => ({ zone: zone + 1 })],
  ['openAuction', 'day', ({ day }) => ({ day: day + 1 })],
  ['openAuction', 'floor', ({ floor }) => ({ floor: floor - 1 })],
  ['openAuction', 'tick', ({ tick }) => ({ tick: tick + 1 })],
  ['openAuction', 'collateral', ({ collateral }) => ({ collateral: collateral + 1 })],
  ['openAuction', 'tiers', ({ tiers }) => ({ tiers: first(tiers, (x) => x - 1n) })],
  ['openAuction', 'gate', ({ gate }) => ({ gate: gate + 1n })],
  ['openAuction', 'settleFrom', ({ settleFrom }) => ({ settleFrom: settleFrom - 1n })],
  ['openAuction', 'settleEnd', ({ settleEnd }) => ({ settleEnd: settleEnd + 1n })],
  ['openAuction', 'operatorShare', ({ regulatorShare }) => ({ operatorShare: regulatorShare })],
  ['openAuction', 'regulatorShare', ({ operatorShare }) => ({ regulatorShare: operatorShare })],
  ['openAuction', 'auctionId', (_, next) => ({ auctionId: next })],
  ['openAuction', 'tariffId', ({ tariffId }) => ({ tariffId: tariffId + 1 })],
  ['publishTariff', 'importPrice', ({ importPrice }) => ({ importPrice: first(importPrice, (x) => x + 1) })],
  ['publishTariff', 'exportPrice', ({ exportPrice }) => ({ exportPrice: first(exportPrice, (x) => x - 1) })],
  ['publishTariff', 'network', ({ network }) => ({ network: first(network, () => 2 ** 31) })],
  ['publishTariff', 'discount', ({ discount }) => ({ discount: first(discount, (x) => x + 1) })],
  ['publishTariff', 'fixedPerDay', ({ fixedPerDay }) => ({ fixedPerDay: fixedPerDay + 1n })],
];
