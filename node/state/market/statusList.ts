/**
 * The points whose day the DSO reads, each with this reading sealed to its owner. Parts before settlement are in the
 * terms of all settlements, by a digest that grows with the list; later ones are for late bills alone. Relies on DSO
 * and statistician both having signed them. protocol/market.md, statusList and strikeStatus.
 */
import { STATUS_DSO, STATUS_METER } from '@veilgrid/protocol/core/readings';
import { Bytes32, byteList, container, Fr, type Infer, U8, U32 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { MAX_STATUS_PARTS, type StatusEntry, sealedReadingBytes } from '@veilgrid/protocol/market/statusList';
import { NO_STATUS_DIGEST, statusDigestAfter } from '@veilgrid/protocol/market/terms';
import { paramsOf } from '@veilgrid/protocol/params';
import { hasTagA } from '../core/groups/group.js';
import type { Handler } from '../core/handler.js';
import { has, mark, mustRead, page, read, write } from '../core/record.js';
import type { StateContext, StateView } from '../core/view.js';
import { type Auction, lateBillsEnd, requireAuction } from './auction.js';
import { keys } from './keys.js';

const Entry = container({
  tag: Fr,
  ephemeral: Bytes32,
  sealed: byteList(sealedReadingBytes(paramsOf('full'))),
});

const Head = container({
  parts: U8,
  entries: U32,
  /** Of the entries, those before settlement: the first ones. */
  early: U32,
});

export function statusHead(view: StateView, id: bigint): Infer<typeof Head> {
  return read(view, keys.statusList(id), Head) ?? { parts: 0, entries: 0, early: 0 };
}

/** Entries of all parts, in order. */
export function listStatus(view: StateView, id: bigint, from: number, limit: number): Infer<typeof Entry>[] {
  const { entries } = statusHead(view, id);
  return page(entries, from, limit).map((i) => mustRead(view, keys.statusEntry(id, i), Entry));
}

/** Of all entries before settlement, in order. */
export function statusDigest(view: StateView, id: bigint): Uint8Array {
  return read(view, keys.statusDigest(id), Bytes32) ?? NO_STATUS_DIGEST;
}

/** The status a settlement must carry: no household chooses between two valid readings. */
export function statusOf(view: StateView, id: bigint, tagA: bigint): number {
  return has(view, keys.statusTag(id, tagA)) ? STATUS_DSO : STATUS_METER;
}

export function isStruck(view: StateView, id: bigint, tagA: bigint): boolean {
  return has(view, keys.struckTag(id, tagA));
}

/**
 * A struck tag may use either: a strike must not shut anybody out, and who has a valid memo has no use for it.
 * @throws ProtocolError STATUS_WRONG
 */
export function ensureStatus(
  view: StateView,
  { auctionId, tagA, status }: { readonly auctionId: bigint; readonly tagA: bigint; readonly status: number },
): void {
  const struck =
    has(view, keys.struckTag(auctionId, tagA)) && (status === STATUS_METER || status === STATUS_DSO);
  ensure(struck || status === statusOf(view, auctionId, tagA), 'STATUS_WRONG', { field: 'status' });
}

/** Whether a part counts for settlements, or comes when they are over; undefined between and after. */
function early(ctx: StateContext, auction: Auction): boolean | undefined {
  const { time } = ctx;
  if (time >= auction.gate && time < auction.settleFrom) return true;
  return time >= auction.settleEnd && time < lateBillsEnd(ctx, auction) ? false : undefined;
}

/** A tag stands once in all parts, and has not settled. */
function checkEntries(view: StateView, id: bigint, entries: readonly StatusEntry[]): void {
  const seen = new Set<bigint>();
  entries.forEach(({ tag }, i) => {
    const free = !seen.has(tag) && !has(view, keys.statusTag(id, tag)) && !hasTagA(view, id, tag);
    ensure(free, 'STATUS_LIST_INVALID', { field: `entries.${i}.tag` });
    seen.add(tag);
  });
}

export const statusList: Handler<'statusList'> = {
  check(ctx, view, body) {
    const id = body.auctionId;
    ensure(early(ctx, requireAuction(view, id)) !== undefined, 'PHASE_WRONG');
    const { parts } = statusHead(view, id);
    const due = body.part === parts && parts < MAX_STATUS_PARTS;
    ensure(due, 'STATUS_PART_WRONG', { field: 'part', expected: parts });
    checkEntries(view, id, body.entries);
  },
  apply(ctx, writer, body) {
    const { auctionId: id, part, entries } = body;
    const inTerms = early(ctx, requireAuction(writer, id))!;
    const head = statusHead(writer, id);
    write(writer, keys.statusList(id), Head, {
      parts: part + 1,
      entries: head.entries + entries.length,
      early: head.early + (inTerms ? entries.length : 0),
    });
    entries.forEach((entry, i) => {
      write(writer, keys.statusEntry(id, head.entries + i), Entry, entry);
    });
    for (const { tag } of entries) {
      mark(writer, keys.statusTag(id, tag));
      // Nobody settles any more, and a late bill of a point that was not in terms may use either reading.
      if (!inTerms) mark(writer, keys.struckTag(id, tag));
    }
    if (!inTerms) return;
    const digest = statusDigestAfter(statusDigest(writer, id), entries);
    write(writer, keys.statusDigest(id), Bytes32, digest);
  },
};
