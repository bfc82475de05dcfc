import { fail, type ProtocolError } from '@veilgrid/protocol/errors';

/** What a file of the ledger is refused with. */
export function damaged(reason: string, data: Record<string, string | number> = {}): ProtocolError {
  return fail('STORE_DAMAGED', { field: 'store', reason, ...data });
}
