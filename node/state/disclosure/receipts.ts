/**
 * Roots of the receipts that a party signed, one after the other: no time is left out, and none comes twice. What is
 * under a root, the ledger never sees. docs/protocol/disclosure.md "Transactions".
 */
import { Bytes32, container, type Infer, U32, U64 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import type { Handler } from '../core/handler.js';
import { mustRead, page, read, write } from '../core/record.js';
import type { StateView } from '../core/view.js';
import { keys } from './keys.js';

/** How far a party has come. */
const Rooted = container({
  count: U32,
  /** Unix seconds. */
  to: U64,
});

const ReceiptsRecord = container({ from: U64, to: U64, count: U32, root: Bytes32 });

function rootedBy(view: StateView, partyId: number): Infer<typeof Rooted> {
  return read(view, keys.receipts(partyId), Rooted) ?? { count: 0, to: 0n };
}

export function receiptsCount(view: StateView, partyId: number): number {
  return rootedBy(view, partyId).count;
}

/** In order. */
export function listReceipts(view: StateView, partyId: number, from: number, limit: number) {
  return page(receiptsCount(view, partyId), from, limit).map((index) => ({
    index,
    ...mustRead(view, keys.receipt(partyId, index), ReceiptsRecord),
  }));
}

export const receipts: Handler<'receipts'> = {
  check(ctx, view, { partyId, index, from, to, count }) {
    const last = rootedBy(view, partyId);
    ensure(index === last.count, 'RECEIPTS_GAP', { field: 'index' });
    ensure(from === last.to, 'RECEIPTS_GAP', { field: 'from' });
    ensure(to > from && to <= ctx.time, 'VALUE_OUT_OF_RANGE', { field: 'to' });
    ensure(count > 0, 'VALUE_OUT_OF_RANGE', { field: 'count' });
  },
  apply(_ctx, writer, body) {
    const { partyId, index, to } = body;
    write(writer, keys.receipt(partyId, index), ReceiptsRecord, body);
    write(writer, keys.receipts(partyId), Rooted, { count: index + 1, to });
  },
};
