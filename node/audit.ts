import type { Genesis } from '@veilgrid/protocol/genesis';

export interface AuditOptions {
  readonly genesis: Genesis;
  /** Blocks 1, 2, … as they travel (SSZ). */
  readonly blocks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Heights whose proofs are verified; the others are replayed only. Default: all. */
  readonly from?: bigint | undefined;
  readonly to?: bigint | undefined;
  readonly verifierThreads?: number | undefined;
  readonly onProgress?: (progress: AuditProgress) => void;
}

export interface AuditProgress {
  readonly height: bigint;
  readonly transactions: number;
  readonly proofsVerified: number;
}

export interface AuditReport {
  readonly blocks: number;
  readonly transactions: number;
  readonly proofsVerified: number;
  /** Proofs outside [from, to]. */
  readonly proofsSkipped: number;
  /** Hex, after the last block. */
  readonly stateHash: string;
  readonly blockHash: string;
  readonly height: bigint;
  readonly time: bigint;
}

/**
 * Replays a ledger from genesis in memory and believes nothing on the way.
 * @throws ProtocolError with `height` and, where one is at fault, `transaction` (its id)
 */
export async function auditLedger(_options: AuditOptions): Promise<AuditReport> {
  throw new Error('interface only; the replay follows');
}
