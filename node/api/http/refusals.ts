import { type ErrorCode, ProtocolError } from '@veilgrid/protocol/errors';
import type { Kind } from '@veilgrid/protocol/kinds';
import { kindOf } from '@veilgrid/protocol/tx';
import type { Handlers } from './handlers.js';

/** The same handlers, telling of each transaction that submission refused. */
export function watchRefusals(
  handlers: Handlers,
  onRefusal: (kind: Kind | 'unknown', code: ErrorCode) => void,
): Handlers {
  return {
    ...handlers,
    async submit(call) {
      try {
        return await handlers.submit(call);
      } catch (error) {
        const code = error instanceof ProtocolError ? error.code : 'INTERNAL';
        onRefusal(kindOf(call.body.tx) ?? 'unknown', code);
        throw error;
      }
    },
  };
}
