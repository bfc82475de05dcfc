import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { ProofVerifier } from '../../proofs/verifyTx.js';
import type { LedgerStore } from '../../store/ledgerStore.js';
import type { Clock } from './clock.js';

/** What a ledger is put together from. */
export interface LedgerParts {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly store: LedgerStore;
  readonly verifier: ProofVerifier;
  readonly clock: Clock;
  /** Ed25519 secret that signs blocks. */
  readonly validatorKey: Uint8Array;
  /** Told once, when a bug stops the ledger. */
  readonly onHalt?: (error: Error) => void;
}
