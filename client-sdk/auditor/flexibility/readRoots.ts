/** One tree over a day's readings of an area. docs/protocol/flexibility.md "Readings". */
import { hash } from '@veilgrid/protocol/core/crypto/hash';
import { ARITY } from '@veilgrid/protocol/params';
import { TAGS } from '@veilgrid/protocol/tags';
import type { Ledger } from '../core/ledger.js';
import { chunksOf } from '../core/readings.js';
import { newTree } from '../core/tree.js';
import { auctionsIn, type FlexibilityLedger, type NeedBook } from './book.js';

/** Chunks that fit under one root. */
export const chunkRoom = ({ genesis: { params } }: Ledger) =>
  ARITY ** (params.orderDepth - params.chunkDepth);

/** @param auctions in their order */
function rootOver(ledger: Ledger, auctions: readonly bigint[]): bigint {
  const { hasher, genesis } = ledger;
  const { orderDepth, chunkDepth } = genesis.params;
  const { empty } = newTree(hasher, orderDepth);
  const all = auctions.flatMap((id) => chunksOf(ledger, id));
  /** The node of this height whose first chunk has this number. */
  const node = (height: number, first: number): bigint => {
    if (first >= all.length) return empty[height]!;
    if (height === chunkDepth) return all[first]!;
    const below = ARITY ** (height - 1 - chunkDepth);
    return hash(
      hasher,
      TAGS.TREE,
      Array.from({ length: ARITY }, (_, i) => node(height - 1, first + i * below)),
    );
  };
  return node(orderDepth, 0);
}

/** Of the need's own day. */
export const ownReadRoot = (ledger: Ledger, { auctions }: NeedBook) => rootOver(ledger, auctions);

/** Auctions of a listed day, as the opening saw them. */
export function listedAuctions(
  { books }: FlexibilityLedger,
  zones: readonly number[],
  day: number,
  opened: bigint,
): bigint[] {
  return auctionsIn(books, zones, day)
    .filter(({ terms }) => terms.settleEnd <= opened)
    .map(({ id }) => id);
}

/** In the order of the list. */
export function listedReadRoots(ledger: FlexibilityLedger, { area, days, openedAt }: NeedBook): bigint[] {
  return days.map((day) => rootOver(ledger, listedAuctions(ledger, area.zones, day, openedAt)));
}
