/** A day's order: on disk before it is sent, and the same one however often it is asked for. */
import type { Cell } from '@veilgrid/protocol/core/books/cells';
import { ensure } from '@veilgrid/protocol/errors';
import { type OnTransfer, payOrMerge } from '../core/money/mergeNotes.js';
import { Merging } from '../core/money/merging.js';
import { pinnedPath } from '../core/points/points.js';
import type { Work } from '../core/work.js';
import { findInclusion } from '../wallet/inclusion.js';
import { neverTaken } from '../wallet/neverTaken.js';
import { keptVersions } from '../wallet/txStore.js';
import { buildOrder, depositFor, type OwnOrder } from './order.js';
import { orderOf, orderPrefix } from './ownOrder.js';
import type { PinnedAuction } from './pinnedAuction.js';
import { recoverOrder } from './recover.js';

interface KeptOrder {
  readonly bytes: Uint8Array;
  readonly order: OwnOrder;
}

/**
 * The order that stands; else the one last kept, sent again as it is; else a new one, with what was kept set aside. That
 * a kept one is refused is the node's word: by lying it gets a second ciphertext of the same cells under another key
 * and note, of which the ledger takes one.
 * @param onTransfer told of the transfers that make one note of several where none pays the deposit
 * @returns what is waited for where notes are being merged, and no order is kept yet
 * @throws ProtocolError ORDER_EXISTS where an own order of other cells stands, or was kept meanwhile; FACT_INVALID; and those of `buildOrder`
 */
export async function placeOrder(
  work: Work,
  auction: PinnedAuction,
  cells: readonly Cell[],
  onTransfer?: OnTransfer,
): Promise<OwnOrder | Merging> {
  const { ctx, store } = work;
  const { entry, point, points } = auction;
  const prefix = orderPrefix(ctx, entry.auctionId, point);
  const kept = (await keptVersions(store, prefix)).map((bytes) => openKept(work, auction, bytes));
  for (const each of kept) {
    if (!(await findInclusion(ctx, each.bytes))) continue;
    ensure(sameCells(each.order.cells, cells), 'ORDER_EXISTS', { field: 'cells' });
    return send(work, each);
  }
  const last = kept.at(-1);
  if (last && sameCells(last.order.cells, cells)) {
    try {
      return await send(work, last);
    } catch (error) {
      if (!neverTaken(error)) throw error;
    }
  }
  const pointPath = pinnedPath(ctx, points, point, entry.pointRoot);
  await work.syncToSpend();
  const name = prefix + kept.length;
  const deposit = depositFor(entry, cells, point.dayLimit);
  const payment = {
    asked: deposit,
    inputs: 1,
    what: { deposit: String(deposit) },
    before: entry.gate,
  } as const;
  const build = () => buildOrder(ctx, { entry, point, pointPath, cells, notes: work.notes });
  const built = await payOrMerge(work, payment, build, onTransfer);
  if (built instanceof Merging) return built;
  const bytes = await store.keep(name, built);
  const made = openKept(work, auction, bytes);
  // Of two processes with one store the first one's order is kept.
  ensure(sameCells(made.order.cells, cells), 'ORDER_EXISTS', { field: 'cells' });
  await store.setAside(prefix, name);
  return send(work, made);
}

function openKept({ ctx }: Work, { entry, point }: PinnedAuction, bytes: Uint8Array): KeptOrder {
  const order = recoverOrder(ctx, entry.auctionId, point, [orderOf(ctx, bytes)]);
  ensure(order !== undefined, 'ORDER_NOT_FOUND', { field: 'store' });
  return { bytes, order };
}

/** Side and level of an empty cell are drawn anew each time, and mean nothing. */
function sameCells(some: readonly Cell[], others: readonly Cell[]): boolean {
  const same = ({ side, level, qty }: Cell, other: Cell | undefined) =>
    qty === other?.qty && (qty === 0 || (side === other.side && level === other.level));
  return some.length === others.length && some.every((cell, k) => same(cell, others[k]));
}

async function send(work: Work, { bytes, order }: KeptOrder): Promise<OwnOrder> {
  work.notes.expect(order.change);
  await work.submitKept(bytes);
  return order;
}
