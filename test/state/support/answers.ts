/** What stands on a ledger before households answer, and ends: its bodies, each right but for what is named instead. */
import { noteRoot } from '@veilgrid/node/state/core/money/notes';
import { TRANSFER_MEMO_BYTES, type TransferBody } from '@veilgrid/protocol/core/money/note';
import { type ConsentBody, holderOf, revokeOf } from '@veilgrid/protocol/disclosure/consent';
import type { PurposeRecord } from '@veilgrid/protocol/disclosure/purpose';
import { MONEY, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { ROLES } from '@veilgrid/protocol/roles';
import { txDigest } from '@veilgrid/protocol/tx';
import type { BodyOf, TestChain } from './chain.js';
import { GENESIS } from './genesis.js';
import { hasher } from './hasher.js';
import { PROFILE } from './profile.js';
import { TODAY } from './registrations.js';

export const purposeBody = (partyId: number, purposeId: number, change: Partial<PurposeRecord> = {}) => ({
  purposeId,
  partyId,
  textHash: new Uint8Array(32).fill(9),
  ...{ lawfulBasis: 1, questions: 255, maxDays: 366, standing: 1, naming: 7, transferable: 0, panels: 0 },
  ...{ retentionDays: 730, from: TODAY, until: TODAY + 500, ...change },
});

const memo = () => new Uint8Array(TRANSFER_MEMO_BYTES);

/** What is spent and made for the nth consent's fee; of a note that nobody has looked for. */
function fee({ store }: Pick<TestChain, 'store'>, n: number): TransferBody {
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
  node: Pick<TestChain, 'store'>,
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

export const receiptsBody = (partyId: number, change: Partial<BodyOf<'receipts'>> = {}) => ({
  ...{ partyId, index: 0, from: 0n, to: 1_000n, count: 3 },
  root: new Uint8Array(32).fill(5),
  ...change,
});

/**
 * All of it once: keys, purposes with and without panels, consents of which one is revoked, receipts, and both ends of a
 * purpose.
 * @param party a recipient that plans too
 */
export function answers(chain: TestChain, party: number): void {
  const from = Math.floor(Number(chain.time) / SECONDS_PER_DAY);
  const dates = { from, until: from + 20 };
  chain.send('recipientKey', { partyId: ROLES.dso, recipientKey: 61n });
  chain.send('recipientKey', { partyId: party, recipientKey: 62n });
  chain.send('recipientKey', { partyId: party, recipientKey: 63n });
  chain.send('registerPurpose', purposeBody(party, 0, { ...dates, panels: 1 }));
  chain.send('registerPurpose', purposeBody(ROLES.dso, 1, dates));
  const [, ended] = [0, 1].map((n) => {
    const body = consentBody(chain, n, { purposeId: n, ...dates });
    chain.send('consent', body);
    return body;
  });
  chain.send('revokeConsent', { consentId: consentId(ended!), secret: revocation(1) });
  chain.send('receipts', receiptsBody(party));
  chain.send('receipts', receiptsBody(party, { index: 1, from: 1_000n, to: chain.time }));
  chain.send('endPurpose', { partyId: party, purposeId: 0, byParty: 1 });
  chain.send('endPurpose', { partyId: ROLES.dso, purposeId: 1, byParty: 0 });
}
