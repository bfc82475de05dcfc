import { encodeTx } from '@veilgrid/protocol/tx';
import type { Work } from '../core/work.js';
import { consentAmong, ownConsents } from './ownConsents.js';

/**
 * Ends an own consent by showing its secret. Built of nothing random, so that sent again it is the same transaction.
 * @throws ProtocolError CONSENT_UNKNOWN, and the node's refusals
 */
export async function revokeConsent(work: Work, consentId: Uint8Array): Promise<void> {
  const { ctx } = work;
  const { r, revokedAt } = consentAmong(await ownConsents(ctx), consentId);
  if (revokedAt > 0n) return;
  const body = { consentId, secret: r };
  const tx = { kind: 'revokeConsent', body, proofs: new Uint8Array(), signatures: [] } as const;
  await work.submit(encodeTx(ctx.genesis.profile, tx));
}
