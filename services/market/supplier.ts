import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { Draft, Kind } from '@veilgrid/protocol/kinds';
import type { CoSigner, RoleSigner } from '../core/roleSigner.js';
import { checkOpening } from './checkOpening.js';

export interface SupplierContext {
  readonly genesis: Genesis;
  readonly signer: RoleSigner;
}

/** The supplier signs what others begin: it holds the contracts, and bears the bond of an auction. */
export class Supplier {
  readonly #ctx: SupplierContext;

  constructor(ctx: SupplierContext) {
    this.#ctx = ctx;
  }

  /** Whatever it may sign. @throws ProtocolError AUCTION_TIMES_INVALID */
  readonly sign: CoSigner = (draft) => {
    this.#check(draft);
    return this.#ctx.signer.sign(draft);
  };

  /** For these kinds alone. */
  coSigner(...kinds: Kind[]): CoSigner {
    const sign = this.#ctx.signer.coSigner(...kinds);
    return (draft) => {
      this.#check(draft);
      return sign(draft);
    };
  }

  /** What a published set still holds when the time of late bills is over. @param host under which it was published */
  releaseHeld(host: bigint, statistician: CoSigner): Promise<void> {
    return this.#ctx.signer.submit('releaseHeld', { fields: { host }, coSigners: { statistician } });
  }

  /** What a waiting auction cannot need of its bond. */
  releaseBond(auctionId: bigint, statistician: CoSigner): Promise<void> {
    return this.#ctx.signer.submit('releaseBond', { fields: { auctionId }, coSigners: { statistician } });
  }

  #check(draft: Draft): void {
    if (draft.kind === 'openAuction') checkOpening(this.#ctx.genesis, draft.body);
  }
}
