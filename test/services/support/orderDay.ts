/** A day whose orders stand in blocks of their own, as one node has it, and whoever follows that node. */
import { createApi } from '@veilgrid/client-sdk';
import { fold } from '@veilgrid/protocol/core/lists';
import type { Api } from '@veilgrid/protocol/routes';
import type { Tx } from '@veilgrid/protocol/tx';
import { Follower, memoryFollowerStore, ORDER_WATCH, type OrderBooks } from '@veilgrid/services';
import { bytesOf, genesis } from '../../node/support/chain.js';
import { hasher, testLedger } from '../../node/support/ledger.js';
import { auctionId, openDay, order } from '../../node/support/market.js';
import { serve } from '../../node/support/serve.js';

export const ORDERS = 10;
export const orders = Array.from({ length: ORDERS }, (_, i) => order(1_000n * BigInt(i + 1)));

export async function dayWith(txs: readonly Tx[]) {
  const ledger = testLedger();
  for (const tx of openDay()) await ledger.submit(bytesOf(tx));
  for (const tx of txs) await (await ledger.submit(bytesOf(tx))).committed;
  const { url, close } = await serve(ledger);
  return { ledger, api: createApi(url), close };
}

export type OrderDay = Awaited<ReturnType<typeof dayWith>>;

export const foldOf = (txs: readonly Tx[]) =>
  txs.reduce((current, { body }) => fold(hasher, current, (body as { c: bigint }).c), auctionId);

export const watching = (api: Api, store = memoryFollowerStore()) =>
  new Follower({ genesis, hasher, api, store }, ORDER_WATCH);

export const seen = async (follower: Follower<OrderBooks>) =>
  (await follower.catchUp()).book.auctions[String(auctionId)];

export const coded = (code: string, field?: string) => ({ code, field });
