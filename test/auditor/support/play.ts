/** A ledger before node and auditor, block by block. */
import { auditBlock, type Books, openBooks } from '@veilgrid/client-sdk/auditor/index';
import type { ProofVerifier } from '@veilgrid/client-sdk/verifier/index';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import { type ErrorCode, ensure, fail, ProtocolError } from '@veilgrid/protocol/errors';
import { GENESIS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { proves, TestNode } from './node.js';
import { auditorSees, nodeSees } from './observe.js';
import { type DraftBlock, sealDraft } from './seal.js';

/** Why and where a block is refused. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly transaction?: number | undefined;
}

export interface Refused {
  readonly node: Refusal;
  readonly auditor: Refusal;
}

const verifier: ProofVerifier = {
  verify: (...claim) => ensure(proves(...claim), 'PROOF_INVALID'),
  verifyMany: (claims) =>
    claims.map(({ circuit, proof, signals }) =>
      proves(circuit, proof, signals) ? undefined : fail('PROOF_INVALID'),
    ),
};

export const PARTS = {
  genesis: GENESIS,
  hasher,
  verifier,
};

/** Both sides after the same blocks. */
export class Pair {
  readonly node: TestNode;
  readonly books: Books;

  constructor(from?: Pair) {
    this.node = new TestNode(from?.node);
    this.books = from ? structuredClone(from.books) : openBooks(GENESIS, hasher);
  }

  /** Both say of the block what they think, and must think the same; after a refusal there is nothing more. */
  play(draft: DraftBlock): Refused | undefined {
    const sealed = sealDraft(this.node, draft);
    const auditor = this.#audit(sealed);
    // The header is as good as its time; of a transaction the node spoke while it was sealed.
    const node = draft.time < this.node.head.time ? ({ code: 'BLOCK_INVALID' } as const) : sealed.refusal;
    if (!node) sealed.commit();
    return agreed(node, auditor);
  }

  /** The same for a block as it comes. */
  playSealed(block: LedgerBlock): Refused | undefined {
    return agreed(
      refusalOf(() => this.node.block(block)),
      this.#audit(block),
    );
  }

  #audit(block: LedgerBlock): Refusal | undefined {
    return refusalOf(() => auditBlock(PARTS, this.books, block));
  }

  /** Roots, balances and aggregates are the same too. */
  compare(): void {
    expect(auditorSees(this.books)).toEqual(nodeSees(this.node));
  }
}

/** @throws Error where one refuses what the other accepts, or another transaction of it */
function agreed(node: Refusal | undefined, auditor: Refusal | undefined): Refused | undefined {
  if (node && auditor && node.transaction === auditor.transaction) return { node, auditor };
  if (node || auditor) throw new Error(`node: ${describe(node)}, auditor: ${describe(auditor)}`);
  return undefined;
}

const describe = (r: Refusal | undefined) => (r ? `${r.code} at ${r.transaction}` : 'accepted');

function refusalOf(check: () => unknown): Refusal | undefined {
  try {
    check();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { code: error.code, transaction: error.data.transaction as number | undefined };
  }
  return undefined;
}
