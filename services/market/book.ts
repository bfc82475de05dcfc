/** The one book of an auction that its operator opens. protocol/market.md, releaseShare. */
import type { ClearingResult } from '@veilgrid/protocol/core/books/result';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { fold } from '@veilgrid/protocol/core/lists';
import { ensure } from '@veilgrid/protocol/errors';
import { type Api, type RouteResponse, toJson } from '@veilgrid/protocol/routes';
import type { SecretStore } from '../core/secrets.js';

/** A list of orders by its number and fold. */
export interface NamedBook {
  readonly count: number;
  readonly fold: bigint;
}

type SealedOrder = RouteResponse<'orders'>['items'][number];

/**
 * The node's list, if it is the one that the regulator signed: one more or less of somebody's orders, cleared again
 * and again, would open them one by one.
 * @throws ProtocolError BOOK_UNVERIFIED
 */
export async function namedOrders(
  api: Api,
  hasher: Hasher,
  auctionId: bigint,
  { count, fold: named }: NamedBook,
): Promise<SealedOrder[]> {
  const orders: SealedOrder[] = [];
  while (orders.length < count) {
    const { items } = await api.orders({ params: { auctionId }, query: { from: orders.length } });
    ensure(items.length > 0, 'BOOK_UNVERIFIED', { field: 'orders', orders: orders.length, named: count });
    orders.push(...items);
  }
  const end = orders.reduce((current, { c }) => fold(hasher, current, c), auctionId);
  const same = orders.length === count && end === named;
  ensure(same, 'BOOK_UNVERIFIED', { field: 'orders', orders: orders.length, named: count });
  return orders;
}

/**
 * Writes down what is closed, on disk before anything of it is proven; the same again after a restart.
 * @throws ProtocolError ALREADY_SIGNED for another book or result
 */
export async function keepClosing(
  secrets: SecretStore,
  auctionId: bigint,
  { count, fold: named }: NamedBook,
  result: ClearingResult,
): Promise<void> {
  const name = `closing:${hex(auctionId)}`;
  const closing = toJson({ count, fold: named, result });
  const kept = await secrets.get(name);
  ensure(kept === undefined || kept === closing, 'ALREADY_SIGNED', { field: 'orders' });
  if (kept === undefined) await secrets.set(name, closing);
}
