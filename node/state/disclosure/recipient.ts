/**
 * Recipients' keys. Relies on the statement for the party knowing its key's secret: a key whose secret nobody knows
 * would make answers to it evidence for everybody. Here stands that a key is one party's, once.
 * docs/protocol/disclosure.md "Transactions".
 */
import { Fr } from '@veilgrid/protocol/core/ssz';
import { recipientKeySignals } from '@veilgrid/protocol/disclosure/recipient';
import { ensure } from '@veilgrid/protocol/errors';
import type { Handler } from '../core/handler.js';
import { requireParty } from '../core/parties.js';
import { has, mark, read, write } from '../core/record.js';
import type { StateView } from '../core/view.js';
import { keys } from './keys.js';

/** Undefined while the party has none. */
export function recipientKeyOf(view: StateView, partyId: number): bigint | undefined {
  return read(view, keys.recipientKey(partyId), Fr);
}

export const recipientKey: Handler<'recipientKey'> = {
  check(ctx, view, { partyId, recipientKey: key }) {
    requireParty(ctx, view, partyId, 'recipient');
    ensure(!has(view, keys.key(key)), 'RECIPIENT_KEY_TAKEN', { field: 'recipientKey' });
  },
  apply(_ctx, writer, { partyId, recipientKey: key }) {
    write(writer, keys.recipientKey(partyId), Fr, key);
    mark(writer, keys.key(key));
  },
  signals({ hasher, genesis }, _view, body, context) {
    return [recipientKeySignals(hasher, genesis.params, body, context)];
  },
};
