import type { Draft, Kind } from '@veilgrid/protocol/kinds';
import type { CoSigner, RoleSigner } from '../core/roleSigner.js';
import { checkOpening } from './checkOpening.js';
import { ensureLateBillsOver, type ReleaseContext } from './lateBillsOver.js';

export interface SupplierContext extends ReleaseContext {
  readonly signer: RoleSigner;
}

/** The supplier signs what others begin: it holds the contracts, and bears the bond of an auction. */
export class Supplier {
  readonly #ctx: SupplierContext;

  constructor(ctx: SupplierContext) {
    this.#ctx = ctx;
  }

  /**
   * Whatever it may sign.
   * @throws ProtocolError AUCTION_TIMES_INVALID; of releases FACT_INVALID, HEAD_STALE, HELD_LOCKED, PHASE_WRONG
   */
  readonly sign: CoSigner = async (draft) => {
    await this.#check(draft);
    return this.#ctx.signer.sign(draft);
  };

  /** For these kinds alone. */
  coSigner(...kinds: Kind[]): CoSigner {
    const sign = this.#ctx.signer.coSigner(...kinds);
    return async (draft) => {
      await this.#check(draft);
      return sign(draft);
    };
  }

  /** What a published set still holds when the time of late bills is over. @param host under which it was published */
  async releaseHeld(host: bigint, statistician: CoSigner): Promise<void> {
    await this.#check({ kind: 'releaseHeld', body: { sequence: 0n, host } });
    await this.#ctx.signer.submit('releaseHeld', { fields: { host }, coSigners: { statistician } });
  }

  /** What a waiting auction cannot need of its bond. */
  async releaseBond(auctionId: bigint, statistician: CoSigner): Promise<void> {
    await this.#check({ kind: 'releaseBond', body: { sequence: 0n, auctionId } });
    await this.#ctx.signer.submit('releaseBond', { fields: { auctionId }, coSigners: { statistician } });
  }

  async #check(draft: Draft): Promise<void> {
    if (draft.kind === 'openAuction') checkOpening(this.#ctx.genesis, draft.body);
    await ensureLateBillsOver(this.#ctx, draft);
  }
}
