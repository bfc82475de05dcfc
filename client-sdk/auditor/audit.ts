/**
 * An audit of a whole ledger, block by block from genesis. It shares protocol and the strict verifier with the node,
 * and none of its code.
 */
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import { ensure } from '@veilgrid/protocol/errors';
import { createHasher } from '@veilgrid/wasm-core';
import { chainProofs } from '../verifier/chainProofs.js';
import { auditBlock } from './block.js';
import { type Books, openBooks } from './books.js';

/** A ledger to audit. */
export interface AuditOptions {
  readonly genesis: Genesis;
  /** Blocks 1, 2, … with the finality of the last at least. */
  readonly blocks: AsyncIterable<LedgerBlock> | Iterable<LedgerBlock>;
  /** Called after each block. */
  readonly onProgress?: (progress: AuditCounts) => void;
}

/** What an audit has gone through. */
export interface AuditCounts {
  readonly blocks: number;
  readonly transactions: number;
  readonly proofs: number;
}

/**
 * Recomputes a ledger from its transactions alone, with every proof verified, by rules written a second time
 * from docs/protocol: what the node accepts and this refuses, or the other way round, is a fault in one of
 * the two.
 * @throws ProtocolError with `height` and `transaction`
 * @throws ArtifactError where the verification keys at hand are not good enough for genesis
 */
export async function audit(options: AuditOptions): Promise<AuditCounts & { readonly books: Books }> {
  const { genesis, blocks, onProgress } = options;
  const [verifier, hasher] = await Promise.all([chainProofs(genesis), createHasher()]);
  const books = openBooks(genesis, hasher);
  let counts: AuditCounts = { blocks: 0, transactions: 0, proofs: 0 };
  // Genesis needs nobody to say so.
  let final = true;
  for await (const sealed of blocks) {
    const block = auditBlock({ genesis, hasher, verifier }, books, sealed);
    final = sealed.finality !== undefined;
    counts = {
      blocks: counts.blocks + 1,
      transactions: counts.transactions + block.transactions,
      proofs: counts.proofs + block.proofs,
    };
    onProgress?.(counts);
  }
  ensure(final, 'BLOCK_INVALID', { field: 'finality', height: Number(books.head.height) });
  return { ...counts, books };
}
