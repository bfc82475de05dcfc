/** Who asks and for what, by facts alone: no node can pose as a bank. docs/protocol/disclosure.md "Verifier". */
import { dayOf } from '@veilgrid/protocol/core/days';
import type { Fact } from '@veilgrid/protocol/core/fact';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { type PurposeRecord, purposeRecordOf } from '@veilgrid/protocol/disclosure/purpose';
import { ensure } from '@veilgrid/protocol/errors';
import { type ShownParty, verifyPartyFact } from '../party.js';
import { decodeShown, ofFact } from '../signedFact.js';

/** What made a purpose what it is; what has not happened is absent. */
export interface PurposeFacts {
  readonly registerPurpose: Fact;
  readonly endPurpose?: Fact | undefined;
}

/** A purpose as final blocks show it. */
export interface ShownPurpose {
  readonly purposeId: number;
  /** Its `until` is the day of its end, where one is shown. */
  readonly purpose: PurposeRecord;
  readonly party: ShownParty;
  /** Day from which on nothing is asked for it: it has ended, or its party has. */
  readonly until: number;
}

/** Whose purpose a fact shows, before the party is known. @throws ProtocolError FACT_INVALID */
export function purposeParty(genesis: Genesis, { registerPurpose }: PurposeFacts): number {
  return ofFact('registerPurpose', () => {
    const tx = decodeShown(genesis, registerPurpose.tx);
    ensure(tx.kind === 'registerPurpose', 'FACT_INVALID', { field: 'kind' });
    return (tx.body as { readonly partyId: number }).partyId;
  });
}

/**
 * Signed by the regulator and by the party, and ended where the node shows it: that it has not ended, no fact can tell.
 * @throws ProtocolError FACT_INVALID with the fact and the field at fault
 */
export function verifyPurpose(
  genesis: Genesis,
  party: ShownParty,
  purposeId: number,
  { registerPurpose, endPurpose }: PurposeFacts,
): ShownPurpose {
  const ofPurpose = (body: { readonly purposeId: number; readonly partyId: number }, fact: string) => {
    ensure(body.purposeId === purposeId, 'FACT_INVALID', { field: 'purposeId', fact });
    ensure(body.partyId === party.partyId, 'FACT_INVALID', { field: 'partyId', fact });
  };
  const { body } = verifyPartyFact(genesis, 'registerPurpose', registerPurpose, party);
  ofPurpose(body, 'registerPurpose');
  const registered = purposeRecordOf(body);
  const ended = endPurpose && verifyPartyFact(genesis, 'endPurpose', endPurpose, party);
  if (ended) ofPurpose(ended.body, 'endPurpose');
  const purpose = ended ? { ...registered, until: dayOf(ended.time) } : registered;
  return { purposeId, purpose, party, until: Math.min(purpose.until, party.until) };
}

/** The key that a party registered, by the transaction that says so. @throws ProtocolError FACT_INVALID */
export function verifyRecipientKey(genesis: Genesis, party: ShownParty, fact: Fact): bigint {
  const { body } = verifyPartyFact(genesis, 'recipientKey', fact, party);
  ensure(body.partyId === party.partyId, 'FACT_INVALID', { field: 'partyId', fact: 'recipientKey' });
  return body.recipientKey;
}
