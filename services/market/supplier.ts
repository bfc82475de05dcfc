/** What the supplier gets back when the time of late bills is over. */
import type { CoSigner, RoleSigner } from '../core/roleSigner.js';

export class Supplier {
  readonly #signer: RoleSigner;

  /** @param signer of the supplier */
  constructor(signer: RoleSigner) {
    this.#signer = signer;
  }

  /** What a published set still holds. @param host under which it was published */
  releaseHeld(host: bigint, statistician: CoSigner): Promise<void> {
    return this.#signer.submit('releaseHeld', { fields: { host }, coSigners: { statistician } });
  }

  /** What a waiting auction cannot need of its bond. */
  releaseBond(auctionId: bigint, statistician: CoSigner): Promise<void> {
    return this.#signer.submit('releaseBond', { fields: { auctionId }, coSigners: { statistician } });
  }
}
