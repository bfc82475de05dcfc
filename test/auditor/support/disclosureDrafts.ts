/** Transactions of data access, each right as it stands; what is said instead is named. */
import { noteRoot } from '@veilgrid/node/state/core/money/notes';
import { TRANSFER_MEMO_BYTES, type TransferBody } from '@veilgrid/protocol/core/money/note';
import { type ConsentBody, holderOf, revokeOf } from '@veilgrid/protocol/disclosure/consent';
import type { PurposeRecord } from '@veilgrid/protocol/disclosure/purpose';
import { MONEY } from '@veilgrid/protocol/params';
import { txDigest } from '@veilgrid/protocol/tx';
import type { BodyOf } from '../../state/support/chain.js';
import { GENESIS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { PROFILE } from '../../state/support/profile.js';
import { TODAY } from '../../state/support/registrations.js';
import { draft } from './draft.js';
import type { TestNode } from './node.js';
import type { Draft } from './seal.js';

const memo = () => new Uint8Array(TRANSFER_MEMO_BYTES);

/** Money in notes, for fees. */
export const note = (cm: bigint, value: bigint) =>
  draft('mintNote', { slip: { asset: MONEY, value, cm, memo: memo() } });

/** Of a party that must know the secret of its key, and does. */
export const key = (partyId: number, recipientKey: bigint, how: Partial<Draft> = {}) =>
  draft('recipientKey', { partyId, recipientKey }, how);

export const purposeBody = (partyId: number, purposeId: number, change: Partial<PurposeRecord> = {}) => ({
  purposeId,
  partyId,
  textHash: new Uint8Array(32).fill(9),
  ...{ lawfulBasis: 1, questions: 255, maxDays: 366, standing: 1, naming: 7, transferable: 0, panels: 0 },
  ...{ retentionDays: 730, from: TODAY, until: TODAY + 500, ...change },
});

export const purpose = (
  partyId: number,
  purposeId: number,
  change: Partial<PurposeRecord> = {},
  how: Partial<Draft> = {},
) => draft('registerPurpose', purposeBody(partyId, purposeId, change), how);

/** @param byParty 0: the regulator ends it */
export const purposeEnd = (partyId: number, purposeId: number, byParty = 1, how: Partial<Draft> = {}) =>
  draft('endPurpose', { purposeId, partyId, byParty }, how);

/** What is spent and made for the nth consent's fee; of a note that nobody has looked for. */
function fee({ store }: Pick<TestNode, 'store'>, n: number): TransferBody {
  const at = 10_000n + 10n * BigInt(n);
  return {
    ...{ nf: [at, at + 1n], cm: [at + 2n, at + 3n], noteRoot: noteRoot(store) },
    ...{ asset: MONEY, redeemed: 0n, payoutReference: new Uint8Array(32), memo1: memo(), memo2: memo() },
  };
}

/** Ends the nth consent. */
export const revocation = (n: number) => 7_000n + BigInt(n);

export type ConsentChange = Partial<Omit<ConsentBody, 'fee'>> & { readonly fee?: Partial<TransferBody> };

/** The nth consent of somebody. */
export function consentBody(
  node: Pick<TestNode, 'store'>,
  n: number,
  { fee: paid, ...change }: ConsentChange = {},
): ConsentBody {
  return {
    fee: { ...fee(node, n), ...paid },
    purposeId: 0,
    holder: holderOf(hasher, 8_000n + BigInt(n), 3n),
    revoke: revokeOf(hasher, revocation(n)),
    asked: new Uint8Array(32).fill(n),
    ...{ from: TODAY, until: TODAY + 30, ...change },
  };
}

export const consentId = (body: ConsentBody) => txDigest(PROFILE, GENESIS.chainId, { kind: 'consent', body });

export const revoke = (id: Uint8Array, secret: bigint) => draft('revokeConsent', { consentId: id, secret });

export const receiptsBody = (partyId: number, change: Partial<BodyOf<'receipts'>> = {}) => ({
  ...{ partyId, index: 0, from: 0n, to: 1_000n, count: 3 },
  root: new Uint8Array(32).fill(5),
  ...change,
});

export const receipts = (
  partyId: number,
  change: Partial<BodyOf<'receipts'>> = {},
  how: Partial<Draft> = {},
) => draft('receipts', receiptsBody(partyId, change), how);
