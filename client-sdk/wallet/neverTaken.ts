import { type ErrorCode, hasCode } from '@veilgrid/protocol/errors';

const NEVER: readonly ErrorCode[] = [
  'NULLIFIER_SPENT',
  'COMMITMENT_EXISTS',
  'NOTE_ROOT_UNKNOWN',
  'PROOF_INVALID',
];

/**
 * Whether a refusal says that the ledger will never take this transaction: a note that it spends is gone, or a node made
 * up what it was built on. It is the node's word.
 */
export function neverTaken(error: unknown): boolean {
  return NEVER.some((code) => hasCode(error, code));
}
