import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import { auctionIdOf, type KeyShare } from '@veilgrid/protocol/market/auction';
import type { CoSigner, RoleSigner } from '../core/roleSigner.js';
import type { SecretStore } from '../core/secrets.js';
import { checkOpening } from './checkOpening.js';
import { deleteShare, shareFor, shareScalar } from './share.js';

export interface RegulatorContext {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly signer: RoleSigner;
  readonly secrets: SecretStore;
}

/** The regulator's half of every auction key: until it is released nobody can read an order. */
export class Regulator {
  readonly #ctx: RegulatorContext;

  constructor(ctx: RegulatorContext) {
    this.#ctx = ctx;
  }

  share(auctionId: bigint): Promise<KeyShare> {
    const { genesis, hasher, secrets } = this.#ctx;
    return shareFor(hasher, secrets, { chainId: genesis.chainId, auctionId, role: 'regulator' });
  }

  /** Signs an opening that carries its own share of that very auction, and leaves everybody the time that genesis says. */
  readonly coSigner: CoSigner = async (draft) => {
    const { genesis, hasher, signer, secrets } = this.#ctx;
    ensure(draft.kind === 'openAuction', 'SIGNATURE_UNEXPECTED', { kind: draft.kind });
    const { zone, tariffId, day, regulatorShare } = draft.body;
    const auctionId = auctionIdOf(hasher, genesis.chainId, { zone, tariffId, day });
    await shareScalar(secrets, 'regulator', auctionId);
    const own = await this.share(auctionId);
    ensure(own.x === regulatorShare.x && own.y === regulatorShare.y, 'SHARE_MISMATCH', {
      field: 'regulatorShare',
    });
    checkOpening(genesis, draft.body);
    return signer.sign(draft);
  };

  /** Posts the scalar; the node refuses it before the gate. It is public from then on, so it is not kept. */
  async release(auctionId: bigint): Promise<void> {
    const { signer, secrets } = this.#ctx;
    const scalar = await shareScalar(secrets, 'regulator', auctionId);
    await signer.submit('releaseShare', { fields: { auctionId, scalar } });
    await deleteShare(secrets, 'regulator', auctionId);
  }
}
