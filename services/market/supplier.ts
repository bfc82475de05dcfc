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

  #check(draft: Draft): void {
    if (draft.kind === 'openAuction') checkOpening(this.#ctx.genesis, draft.body);
  }
}
