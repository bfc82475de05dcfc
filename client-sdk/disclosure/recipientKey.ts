import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import {
  type RecipientKeyBody,
  recipientKeyInputs,
  recipientKeyOf,
  recipientKeySignals,
} from '@veilgrid/protocol/disclosure/recipient';
import { type Prover, provenBytes } from '@veilgrid/protocol/prover';
import { draftOf } from '@veilgrid/protocol/request';
import type { Api, RouteResponse } from '@veilgrid/protocol/routes';
import { contextOf, signTx, type Tx, txDigest } from '@veilgrid/protocol/tx';
import { submitTx } from '../client/submit.js';

/** What a party needs to register its key. */
export interface RecipientContext {
  readonly api: Api;
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly prover: Prover;
}

/** Who registers a key. */
export interface KeyHolder {
  readonly partyId: number;
  /** Of the party, 32-byte Ed25519 seed. */
  readonly secretKey: Uint8Array;
}

/**
 * Registers a key with the proof that its secret is known: without it nobody would have reason to believe that an
 * answer could have been made by its recipient. The secret is needed for nothing else but to show that.
 * @param v random, in [0, r)
 * @throws ProtocolError the ledger's refusal: RECIPIENT_KEY_TAKEN, PARTY_KIND_WRONG
 */
export async function registerRecipientKey(
  { api, genesis, hasher, prover }: RecipientContext,
  { partyId, secretKey }: KeyHolder,
  v: bigint,
): Promise<RouteResponse<'submit'>> {
  const { profile, params, chainId } = genesis;
  const draft = await draftOf(api, 'recipientKey', { partyId, recipientKey: recipientKeyOf(hasher, v) });
  const context = contextOf(profile, chainId, draft);
  const signals = recipientKeySignals(hasher, params, draft.body as RecipientKeyBody, context);
  const inputs = recipientKeyInputs(hasher, params, v, context);
  const proofs = await provenBytes(prover, 'disclose', inputs, signals);
  const signatures = [signTx('party', txDigest(profile, chainId, draft), secretKey)];
  return submitTx(api, profile, { ...draft, proofs, signatures } as Tx);
}
