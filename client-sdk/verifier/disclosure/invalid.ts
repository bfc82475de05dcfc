import { ensure } from '@veilgrid/protocol/errors';

/** What must hold of an answer. @throws ProtocolError ANSWER_INVALID */
export function check(holds: boolean, field: string, reason?: string): void {
  ensure(holds, 'ANSWER_INVALID', reason === undefined ? { field } : { field, reason });
}
