/** A wallet's own consents, found again from the seed. docs/protocol/disclosure.md "Objects". */
import { equalBytes } from '@noble/curves/utils.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import {
  CONSENT_GAP,
  type ConsentRecord,
  consentSecrets,
  holderOf,
  revokeOf,
} from '@veilgrid/protocol/disclosure/consent';
import { type Request, requestScope } from '@veilgrid/protocol/disclosure/request';
import { subjectOf } from '@veilgrid/protocol/disclosure/subject';
import { ensure } from '@veilgrid/protocol/errors';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import { allItems } from '../client/submit.js';
import type { Work } from '../core/work.js';
import type { WalletContext } from '../wallet/context.js';

type ConsentEntry = RouteResponse<'consents'>['items'][number];

/** How the names of all kept consents begin. */
const CONSENTS = 'consent-';

/** What the names of the kept versions of one begin with. @param index which of the wallet's consents, from 0 */
export const keptPrefix = (index: number) => `${CONSENTS}${index}-`;

/** A consent that this wallet gave. */
export interface OwnConsent extends ConsentRecord {
  /** Which of the wallet's consents, from 0. */
  readonly index: number;
  /** Identity of its transaction, 32 bytes. */
  readonly consentId: Uint8Array;
  /** Opens it to the recipient. */
  readonly n: bigint;
  /** Ends it. */
  readonly r: bigint;
}

/** All consents are listed, whoever gave them: to ask for one of them would name it. */
export async function fetchConsents({ api }: Pick<WalletContext, 'api'>): Promise<ConsentEntry[]> {
  return allItems((query) => api.consents({ query }));
}

/**
 * The wallet's own, in the order of their numbers, until `CONSENT_GAP` numbers in a row are not there.
 * @param kept how many numbers are looked at in any case: those that the wallet's store has consents of
 */
export function ownConsentsAmong(
  { hasher, keys }: Pick<WalletContext, 'hasher' | 'keys'>,
  consents: readonly ConsentEntry[],
  kept = 0,
): OwnConsent[] {
  const byRevoke = new Map(consents.map((consent) => [consent.revoke, consent]));
  const own: OwnConsent[] = [];
  for (let index = 0, absent = 0; index < kept || absent < CONSENT_GAP; index++) {
    const { n, r } = consentSecrets(hasher, keys.sk, index);
    const found = byRevoke.get(revokeOf(hasher, r));
    absent = found ? 0 : absent + 1;
    if (found) own.push({ ...found, consentId: hexToBytes(found.consentId), index, n, r });
  }
  return own;
}

/** @throws ProtocolError those of `createApi` */
export async function ownConsents({ ctx, kept }: Pick<Work, 'ctx' | 'kept'>): Promise<OwnConsent[]> {
  const names = (await kept?.names(CONSENTS)) ?? [];
  const numbers = names.map((name) => Number(name.slice(CONSENTS.length).split('-')[0]));
  return ownConsentsAmong(ctx, await fetchConsents(ctx), Math.max(-1, ...numbers) + 1);
}

/** What the household is called at a point, where a consent is of it: its holder says so to the wallet alone. */
export function subjectUnder(
  { hasher, keys }: Pick<WalletContext, 'hasher' | 'keys'>,
  request: Request,
  position: number,
  { holder, n }: Pick<OwnConsent, 'holder' | 'n'>,
): bigint | undefined {
  const subject = subjectOf(hasher, keys.sk, position, requestScope(request));
  return holderOf(hasher, subject, n) === holder ? subject : undefined;
}

/** @throws ProtocolError CONSENT_UNKNOWN where the wallet did not give it, or the node does not list it */
export function consentAmong(own: readonly OwnConsent[], consentId: Uint8Array): OwnConsent {
  const found = own.find((each) => equalBytes(each.consentId, consentId));
  ensure(found !== undefined, 'CONSENT_UNKNOWN', { field: 'consentId' });
  return found;
}
