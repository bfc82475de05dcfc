import type { NeedResult } from '@veilgrid/protocol/flexibility/outcome';
import type { SealedEntry } from '../core/books/bookOperator.js';

interface NeedPath {
  readonly params: { readonly needId: bigint };
}

/** What the operator asks its node of a need; all else it has from final blocks. */
export interface NeedNode {
  need(args: NeedPath): Promise<{
    /** Next clearing batch, and the state it continues from. */
    readonly clearBatch: number;
    readonly clearState: bigint;
    /** Absent until it is cleared or void. */
    readonly result?: NeedResult | undefined;
  }>;
  offers(
    args: NeedPath & { readonly query?: { readonly from?: number } },
  ): Promise<{ readonly items: readonly SealedEntry[] }>;
}
