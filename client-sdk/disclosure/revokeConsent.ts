import { hasCode } from '@veilgrid/protocol/errors';
import { encodeTx } from '@veilgrid/protocol/tx';
import type { Work } from '../core/work.js';
import { fetchInclusion } from '../wallet/inclusion.js';
import { consentAmong, ownConsents } from './ownConsents.js';

/**
 * Ends an own consent by showing its secret; returns when a final block shows that. Built of nothing random, so that sent
 * again it is the same transaction.
 * @throws ProtocolError CONSENT_UNKNOWN, STORE_REQUIRED, HEAD_STALE, EQUIVOCATION, and the node's refusals; FACT_INVALID where
 * no final block shows it, whatever the node says
 */
export async function revokeConsent(work: Work, consentId: Uint8Array): Promise<void> {
  const { ctx } = work;
  const { r } = consentAmong(await ownConsents(work), consentId);
  const body = { consentId, secret: r };
  const tx = { kind: 'revokeConsent', body, proofs: new Uint8Array(), signatures: [] } as const;
  const bytes = encodeTx(ctx.genesis.profile, tx);
  try {
    await work.submitKept(bytes);
  } catch (error) {
    if (!hasCode(error, 'CONSENT_REVOKED')) throw error;
    // Nobody else has the secret: what ended it is this transaction.
    await work.ground([await fetchInclusion(ctx, bytes)]);
  }
}
