/** Settlements of which auctions are summed and opened together. protocol.md statement 9. */
import { container, Fr, type Infer, listOf, recordsOf, U64 } from '@veilgrid/protocol/core/ssz';
import { MAX_GROUP, MIN_GROUP } from '@veilgrid/protocol/params';
import type { AuctionRecord } from '../../market/auction.js';
import { settlementCount } from '../../market/settlement.js';
import { keys } from '../keys.js';
import { mustRead, read, write } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';

type Place = Pick<AuctionRecord, 'auctionId' | 'zone' | 'tariffId' | 'settleEnd'>;

const Queue = recordsOf(container({ settleEnd: U64, auctionId: Fr }), MAX_GROUP);
type Queue = Infer<typeof Queue>;
const Ids = listOf(Fr, MAX_GROUP);

/**
 * A zone's and tariff's auctions that are not published, in the order in which their sets freeze (settleEnd,
 * then opening). An auction opened later freezes later than now, so what stands before now never changes.
 */
function queueOf(view: StateView, { zone, tariffId }: Place): Queue {
  return read(view, keys.auctionQueue(zone, tariffId), Queue) ?? [];
}

export function enqueueAuction(writer: StateWriter, auction: Place): void {
  const queue = queueOf(writer, auction);
  const later = queue.findIndex(({ settleEnd }) => settleEnd > auction.settleEnd);
  const next = queue.toSpliced(later < 0 ? queue.length : later, 0, auction);
  write(writer, keys.auctionQueue(auction.zone, auction.tariffId), Queue, next);
}

/** After publication: the set's auctions leave the queue, and name it from then on. */
export function sealSet(writer: StateWriter, auction: Place, ids: readonly bigint[]): void {
  const rest = queueOf(writer, auction).filter(({ auctionId }) => !ids.includes(auctionId));
  write(writer, keys.auctionQueue(auction.zone, auction.tariffId), Queue, rest);
  for (const id of ids) write(writer, keys.publishedWith(id), Fr, auction.auctionId);
  write(writer, keys.publishedSet(auction.auctionId), Ids, [...ids]);
}

/** The auction under which an auction's sums were published; undefined before. */
export function publishedWith(view: StateView, id: bigint): bigint | undefined {
  return read(view, keys.publishedWith(id), Fr);
}

/** @param host the auction under which the set was published */
export function publishedSet(view: StateView, host: bigint): bigint[] {
  return mustRead(view, keys.publishedSet(host), Ids);
}

/**
 * The auctions that are opened together with this one, in the order of the mask sums: sets below MIN_GROUP
 * first, then the large one that takes them in. Empty while nothing of it may be opened: before its settleEnd,
 * and for a set below MIN_GROUP until a large one follows.
 */
export function mergedSet({ time }: Pick<StateContext, 'time'>, view: StateView, auction: Place): bigint[] {
  const host = publishedWith(view, auction.auctionId);
  if (host !== undefined) return publishedSet(view, host);
  let waiting: { readonly id: bigint; readonly members: number }[] = [];
  for (const { settleEnd, auctionId } of queueOf(view, auction)) {
    if (settleEnd > time) break;
    const members = settlementCount(view, auctionId);
    if (members < MIN_GROUP) {
      waiting.push({ id: auctionId, members });
      continue;
    }
    const { taken, left } = fill(members, waiting);
    const set = [...taken, auctionId];
    if (set.includes(auction.auctionId)) return set;
    waiting = left;
  }
  return [];
}

/** Whole sets, the earliest first, each that still fits below the bound of the lanes. */
function fill<S extends { readonly id: bigint; readonly members: number }>(
  own: number,
  waiting: readonly S[],
) {
  const taken: bigint[] = [];
  const left: S[] = [];
  let members = own;
  for (const set of waiting) {
    if (members + set.members > MAX_GROUP) left.push(set);
    else {
      members += set.members;
      taken.push(set.id);
    }
  }
  return { taken, left };
}
