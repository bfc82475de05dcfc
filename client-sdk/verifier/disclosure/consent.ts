/** A consent as a final block shows it; that it was revoked, only a node can say. docs/protocol/disclosure.md "Verifier". */
import { equalBytes } from '@noble/curves/utils.js';
import type { Fact } from '@veilgrid/protocol/core/fact';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { ConsentRecord } from '@veilgrid/protocol/disclosure/consent';
import { ensure } from '@veilgrid/protocol/errors';
import { txDigest } from '@veilgrid/protocol/tx';
import { decodeShown, verifySignedFact } from '../signedFact.js';

/** A consent by its transaction; `revokedAt` is the node's word. */
export interface ShownConsent extends ConsentRecord {
  /** Identity of the transaction, 32 bytes. */
  readonly consentId: Uint8Array;
}

/**
 * @param revokedAt as the own node says, Unix seconds; 0: it was not
 * @throws ProtocolError FACT_INVALID with the fact and the field at fault
 */
export function verifyConsent(
  genesis: Genesis,
  consentId: Uint8Array,
  fact: Fact,
  revokedAt: bigint,
): ShownConsent {
  const { body, time } = verifySignedFact(genesis, 'consent', fact);
  const id = txDigest(genesis.profile, genesis.chainId, decodeShown(genesis, fact.tx));
  ensure(equalBytes(id, consentId), 'FACT_INVALID', { field: 'consentId', fact: 'consent' });
  const { fee: _, ...fields } = body;
  return { consentId, ...fields, givenAt: time, revokedAt };
}
