import { ed25519 } from '@noble/curves/ed25519.js';
import { equalBytes } from '@noble/curves/utils.js';
import { submitTx } from '@veilgrid/client-sdk/client/submit';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { type ChangePartyBody, possessionDigest } from '@veilgrid/protocol/core/parties';
import { ensure } from '@veilgrid/protocol/errors';
import { type Draft, partyOf, signersOf } from '@veilgrid/protocol/kinds';
import { draftOf } from '@veilgrid/protocol/request';
import type { Api } from '@veilgrid/protocol/routes';
import { signTx, type Tx, type TxSignature, txDigest } from '@veilgrid/protocol/tx';

/** Signs for one party, registered or about to be. */
export class PartySigner {
  /** Ed25519. */
  readonly sigPk: Uint8Array;
  readonly #secretKey: Uint8Array;
  readonly #genesis: Genesis;

  /** @param secretKey 32-byte Ed25519 seed */
  constructor(secretKey: Uint8Array, genesis: Genesis) {
    this.sigPk = ed25519.getPublicKey(secretKey);
    this.#secretKey = secretKey;
    this.#genesis = genesis;
  }

  /**
   * @param partyId its own, once it is registered
   * @throws ProtocolError SIGNATURE_UNEXPECTED where no party signs, or another one
   */
  sign(draft: Draft, partyId?: number): TxSignature {
    const party = signersOf(draft).includes('party') ? partyOf(draft) : undefined;
    const own =
      typeof party === 'object' ? equalBytes(party, this.sigPk) : party !== undefined && party === partyId;
    ensure(own, 'SIGNATURE_UNEXPECTED', { role: 'party', kind: draft.kind });
    return signTx('party', txDigest(this.#genesis.profile, this.#genesis.chainId, draft), this.#secretKey);
  }

  /** Shows that this key, which a change brings, is held. */
  possession(body: Omit<ChangePartyBody, 'possession'>): Uint8Array {
    return ed25519.sign(possessionDigest(this.#genesis.chainId, body), this.#secretKey);
  }

  /** Takes money out of the party's account. @throws ProtocolError the ledger's refusal */
  async redeem(api: Api, partyId: number, value: bigint, payoutReference: Uint8Array): Promise<void> {
    const draft = await draftOf(api, 'redeem', { account: partyId, value, payoutReference });
    const signatures = [this.sign(draft, partyId)];
    await submitTx(api, this.#genesis.profile, { ...draft, proofs: new Uint8Array(), signatures } as Tx);
  }
}
