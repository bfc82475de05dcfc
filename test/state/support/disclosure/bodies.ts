/** Recipients, their purposes, and consents of households that nobody can tell apart. */
import { emptyRoots } from '@veilgrid/protocol/core/crypto/tree';
import { TRANSFER_MEMO_BYTES } from '@veilgrid/protocol/core/money/note';
import { consentSecrets, holderOf, revokeOf } from '@veilgrid/protocol/disclosure/consent';
import { MONEY, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { txDigest } from '@veilgrid/protocol/tx';
import { type BodyOf, TestChain } from '../chain.js';
import { PARAMS } from '../genesis.js';
import { hasher } from '../hasher.js';
import { FIRST, registration, TODAY } from '../registrations.js';
import { slipOf } from '../slip.js';

/** Parties 32 and 33 may ask; 33 may open panels too, 34 may do neither. */
export const [ASKS, PLANS, BUILDS] = [FIRST, FIRST + 1, FIRST + 2] as const;
export const FUNDS = 1_000_000n;
const SPEND_KEY = 1_234n;
/** Accepted for ever: a body says the same whenever it is made. */
const EMPTY = emptyRoots(hasher, PARAMS.noteDepth).at(-1)!;

export const timeOf = (day: number) => BigInt(day) * BigInt(SECONDS_PER_DAY);
const filled = (byte: number) => new Uint8Array(32).fill(byte);

export const partyBodies = (): BodyOf<'registerParty'>[] =>
  [1, 1 | 4, 8].map((kinds, i) => registration(FIRST + i, i, { kinds, until: TODAY + 3_000 }));

/** Three parties, and notes to pay fees from. */
export function partiesChain<C extends TestChain>(chain: C): C {
  for (const body of partyBodies()) chain.send('registerParty', body);
  chain.send('mintNote', slipOf({ asset: MONEY, value: FUNDS, ownerPk: 77n, rho: 77n }));
  return chain;
}

export const purposeBody = (change: Partial<BodyOf<'registerPurpose'>> = {}): BodyOf<'registerPurpose'> => ({
  purposeId: 0,
  partyId: ASKS,
  textHash: filled(5),
  lawfulBasis: 1,
  questions: 0b1010_0111,
  maxDays: 31,
  standing: 1,
  naming: 0b101,
  transferable: 0,
  panels: 0,
  retentionDays: 365,
  from: TODAY,
  until: TODAY + 1_000,
  ...change,
});

/** What ends a household's consent i. */
export const secretOfConsent = (i: number) => consentSecrets(hasher, SPEND_KEY, i).r;

/** Pays the fee from notes that nobody looks at, new ones for every i. */
export function feeBody(i: number, change: Partial<BodyOf<'transfer'>> = {}): BodyOf<'transfer'> {
  const at = 1_000_000n + 4n * BigInt(i);
  return {
    nf: [at, at + 1n],
    cm: [at + 2n, at + 3n],
    noteRoot: EMPTY,
    asset: MONEY,
    redeemed: 0n,
    payoutReference: new Uint8Array(32),
    memo1: new Uint8Array(TRANSFER_MEMO_BYTES).fill(1),
    memo2: new Uint8Array(TRANSFER_MEMO_BYTES).fill(2),
    ...change,
  };
}

/** A household's i-th. */
export function consentBody(i: number, change: Partial<BodyOf<'consent'>> = {}): BodyOf<'consent'> {
  const { n, r } = consentSecrets(hasher, SPEND_KEY, i);
  return {
    fee: feeBody(i),
    purposeId: 0,
    holder: holderOf(hasher, 4_321n, n),
    revoke: revokeOf(hasher, r),
    asked: filled(6),
    from: TODAY,
    until: TODAY + 30,
    ...change,
  };
}

/** The identity of the transaction that gives it. */
export function consentIdOf({ genesis }: Pick<TestChain, 'genesis'>, body: BodyOf<'consent'>): Uint8Array {
  return txDigest(genesis.profile, genesis.chainId, { kind: 'consent', body });
}

/** A purpose and a consent to it. */
export function consentedChain(): TestChain {
  const chain = partiesChain(new TestChain());
  chain.send('registerPurpose', purposeBody());
  chain.send('consent', consentBody(0));
  return chain;
}

export const receiptsBody = (change: Partial<BodyOf<'receipts'>> = {}): BodyOf<'receipts'> => ({
  partyId: ASKS,
  index: 0,
  from: 0n,
  to: timeOf(TODAY),
  count: 3,
  root: filled(7),
  ...change,
});
