import { ed25519 } from '@noble/curves/ed25519.js';
import { randomBytes } from '@noble/hashes/utils.js';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { Question } from '@veilgrid/protocol/disclosure/questions';
import { ensureRequest, requestDigest, type SignedRequest } from '@veilgrid/protocol/disclosure/request';
import { NAMING } from '@veilgrid/protocol/disclosure/subject';
import type { ShownPurpose } from '../verifier/disclosure/purpose.js';

/** What a recipient asks a household. */
export interface Asked {
  readonly questions: readonly Question[];
  /** Days, UTC, both included. */
  readonly fromDay: number;
  readonly toDay: number;
  /** How many days may lack; default none. */
  readonly maxGaps?: number;
  /** How the household is named; default by the pseudonym that lasts. */
  readonly naming?: keyof typeof NAMING;
  /** False: the answer will convince others too, which the purpose must allow. Default true. */
  readonly designated?: boolean;
  /** Unix seconds. */
  readonly issued: bigint;
  /** It is answered before. */
  readonly expires: bigint;
}

/**
 * A request with a nonce of its own, signed.
 * @param secretKey of the purpose's party, 32-byte Ed25519 seed
 * @throws ProtocolError REQUEST_INVALID where the purpose does not allow it, with the field at fault
 */
export function makeRequest(
  { chainId, params }: Genesis,
  { purposeId, purpose }: Pick<ShownPurpose, 'purposeId' | 'purpose'>,
  { naming = 'pseudonym', designated = true, maxGaps = 0, questions, ...rest }: Asked,
  secretKey: Uint8Array,
): SignedRequest {
  const request = {
    chainId,
    partyId: purpose.partyId,
    purposeId,
    nonce: randomBytes(32),
    naming: NAMING[naming],
    designated: designated ? 1 : 0,
    maxGaps,
    questions: [...questions],
    ...rest,
  };
  ensureRequest(params, request, purpose);
  return { request, signature: ed25519.sign(requestDigest(request), secretKey) };
}
