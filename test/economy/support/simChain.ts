import { equalBytes } from '@noble/curves/utils.js';
import { applyBlock, type BlockResult } from '@veilgrid/node/state/applyBlock';
import { getSupply } from '@veilgrid/node/state/core/money/accounts';
import type { VerifiedTx } from '@veilgrid/node/state/core/verified';
import { Overlay } from '@veilgrid/node/store/overlay';
import type { ProtocolError } from '@veilgrid/protocol/errors';
import { circuitsOf, type ProvenKind } from '@veilgrid/protocol/kinds';
import type { Inputs } from '../../circuits/support/witness.js';
import { type BodyOf, TestChain } from '../../state/support/chain.js';
import { sum } from './economics.js';
import { Meters } from './primitives.js';
import { StatementError } from './statement.js';
import { signalsOf } from './statements.js';

/** Money in notes by their owners' own books, and what hides in auctions that are not yet published. */
export interface Books {
  owned: bigint;
  deposits: bigint;
  refunds: bigint;
}

/** The real state machine behind statements instead of proofs; every block is checked for conservation. */
export class SimChain extends TestChain {
  readonly meters = new Meters();
  readonly books: Books = { owned: 0n, deposits: 0n, refunds: 0n };

  /** A copy that goes its own way. */
  override fork(): SimChain {
    const copy = new SimChain();
    copy.store.commit(this.store.entries());
    copy.blocks.push(...this.blocks);
    copy.stateHash = this.stateHash;
    Object.assign(copy.books, this.books);
    return copy.at(this.time);
  }

  /**
   * What node/proofs hands on, if the witness satisfies the statement for exactly the signals that the
   * ledger demands of this transaction.
   * @throws StatementError where no proof would verify
   */
  proven<K extends ProvenKind>(kind: K, body: BodyOf<K>, witness: Inputs): VerifiedTx {
    const vtx = this.verified(this.tx(kind, body));
    const [circuit] = circuitsOf(vtx.tx);
    const signals = signalsOf(this.meters.primitives, circuit!, { ...witness, context: vtx.context });
    const [demanded] = vtx.signals;
    // Refused by the state before any proof is looked at, hence without signals: it is the state's to refuse.
    if (demanded && !demanded.every((x, i) => x === signals[i])) throw new StatementError(0);
    return vtx;
  }

  /** A block that must succeed whole. */
  accept(...vtxs: VerifiedTx[]): void {
    const failed = this.block(vtxs).errors.find((error) => error !== undefined);
    if (failed) throw failed;
  }

  override block(vtxs: readonly VerifiedTx[]): BlockResult {
    const result = super.block(vtxs);
    const { minted, notes, deposits, bonds, roleBonds, held, accounts, parties, redeemed } = getSupply(
      this.store,
    );
    const all =
      notes + deposits + bonds + roleBonds + held + sum(Object.values(accounts)) + parties + redeemed;
    if (minted !== all) throw new Error(`${minted} minted, ${all} found`);
    return result;
  }

  /** As in TestChain, without comparing the store, which an overlay cannot change. */
  override refusal(vtx: VerifiedTx): ProtocolError | undefined {
    const blockOf = (vtxs: VerifiedTx[]) => applyBlock(this.ctx, new Overlay(this.store), this.head, vtxs);
    const { errors, roots } = blockOf([vtx]);
    const [error] = errors;
    if (error && !equalBytes(roots.stateHash, blockOf([]).roots.stateHash)) {
      throw new Error(`${error.code}, and yet it writes`);
    }
    return error;
  }

  /** Notes by their owners' books against what the ledger knows of them. */
  checkBooks(): void {
    const { owned, deposits, refunds } = this.books;
    const { shielded } = getSupply(this.store);
    if (shielded !== owned + deposits - refunds) throw new Error(`${shielded} shielded, ${owned} owned`);
  }
}
