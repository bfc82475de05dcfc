/** What the ledger refuses of recipients and households. */
import { type ConsentDays, memoryTxStore, Wallet } from '@veilgrid/client-sdk';
import { submitTx } from '@veilgrid/client-sdk/client/submit';
import type { SignedReceipt } from '@veilgrid/protocol/disclosure/receipts';
import { recipientKeyOf } from '@veilgrid/protocol/disclosure/recipient';
import type { Bodies } from '@veilgrid/protocol/kinds';
import type { Api } from '@veilgrid/protocol/routes';
import { decodeTx, signTx, type Tx, txDigest } from '@veilgrid/protocol/tx';
import { randomScalar } from '@veilgrid/services/development';
import type { Refusals } from '../core/refusals.js';
import type { Access } from '../town/services.js';
import type { Recipient } from './recipient.js';
import type { Member } from './zoneDays.js';

/** Registers its key; but another's, whose secret it does not know, is sent first with the same proof. */
export async function keyWithoutSecret(
  { api, genesis, hasher }: Access,
  recipient: Recipient,
  refusals: Refusals,
): Promise<void> {
  const submit: Api['submit'] = async (args) => {
    const tx = decodeTx(genesis.profile, args.body.tx);
    if (tx.kind === 'recipientKey') {
      const recipientKey = recipientKeyOf(hasher, randomScalar());
      const draft = { kind: tx.kind, body: { ...tx.body, recipientKey } };
      const digest = txDigest(genesis.profile, genesis.chainId, draft);
      const signatures = [signTx('party', digest, recipient.secretKey)];
      await refusals.expect('a key whose secret its party does not know', 'PROOF_INVALID', () =>
        submitTx(api, genesis.profile, { ...tx, ...draft, signatures } as Tx),
      );
    }
    return api.submit(args);
  };
  await recipient.registerKey({ ...api, submit });
}

/** The purpose ends between the household's consent and the ledger. */
export async function consentTooLate(
  access: Access,
  { keys }: Member,
  recipient: Recipient,
  { request, days }: { readonly request: Uint8Array; readonly days: ConsentDays },
  refusals: Refusals,
): Promise<void> {
  const { api, genesis } = access;
  const submit: Api['submit'] = async (args) => {
    if (decodeTx(genesis.profile, args.body.tx).kind === 'consent') await recipient.endPurpose();
    return api.submit(args);
  };
  const wallet = new Wallet({ ...access, api: { ...api, submit }, keys }, memoryTxStore());
  await refusals.expect('a consent to a purpose that has ended', 'PURPOSE_ENDED', () =>
    wallet.disclosure.giveConsent({ bytes: request }, days),
  );
}

/** Whoever would end another's consent guesses its secret. */
export async function revokeByGuess(
  { api, genesis }: Access,
  consentId: Uint8Array,
  refusals: Refusals,
): Promise<void> {
  const body = { consentId, secret: randomScalar() };
  const tx = { kind: 'revokeConsent', body, proofs: new Uint8Array(), signatures: [] } as const;
  await refusals.expect('a revocation by a wrong secret', 'SECRET_WRONG', () =>
    submitTx(api, genesis.profile, tx),
  );
}

/** Receipts of a time that leaves out what was before. */
export async function rootWithGap(
  recipient: Recipient,
  fields: Omit<Bodies['receipts'], 'sequence'>,
  signed: SignedReceipt,
  refusals: Refusals,
): Promise<void> {
  await refusals.expect('receipts with a gap before them', 'RECEIPTS_GAP', () =>
    recipient.root({ ...fields, from: fields.from + 1n }, signed),
  );
}
