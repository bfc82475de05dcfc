/**
 * The points whose day the DSO signs, not the meter. The time for a list ends before settlement opens, so all
 * settlements of an auction are judged by one list. Relies on DSO and supplier both having signed it.
 * protocol/market.md, statusList.
 */
import { STATUS_DSO, STATUS_METER } from '@veilgrid/protocol/core/readings';
import { Fr, listOf } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { MAX_STATUS_TAGS } from '@veilgrid/protocol/market/statusList';
import type { Handler } from '../core/handler.js';
import { has, mark, read, write } from '../core/record.js';
import type { StateView } from '../core/view.js';
import { requireAuction } from './auction.js';
import { keys } from './keys.js';

const Tags = listOf(Fr, MAX_STATUS_TAGS);

/** A-tags whose day the DSO signs; undefined while none is posted, which settles as an empty list. */
export function getStatusList(view: StateView, id: bigint): bigint[] | undefined {
  return read(view, keys.statusList(id), Tags);
}

/** The status a settlement must carry: no household chooses between two valid readings. */
export function statusOf(view: StateView, id: bigint, tagA: bigint): number {
  return has(view, keys.statusTag(id, tagA)) ? STATUS_DSO : STATUS_METER;
}

export const statusList: Handler<'statusList'> = {
  check(ctx, view, body) {
    const auction = requireAuction(view, body.auctionId);
    ensure(ctx.time >= auction.gate && ctx.time < auction.settleFrom, 'PHASE_WRONG');
    ensure(!has(view, keys.statusList(body.auctionId)), 'STATUS_LIST_EXISTS');
    ensure(new Set(body.tags).size === body.tags.length, 'STATUS_LIST_INVALID', { field: 'tags' });
  },
  apply(_ctx, writer, body) {
    write(writer, keys.statusList(body.auctionId), Tags, body.tags);
    for (const tag of body.tags) mark(writer, keys.statusTag(body.auctionId, tag));
  },
};
