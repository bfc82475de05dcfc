/** Giving a consent: on disk before it is sent, and the same one however often it is asked for. */
import { equalBytes } from '@noble/curves/utils.js';
import {
  CONSENT_GAP,
  type ConsentBody,
  type ConsentRecord,
  consentSecrets,
  holderOf,
  revokeOf,
} from '@veilgrid/protocol/disclosure/consent';
import { askedDigest, requestScope } from '@veilgrid/protocol/disclosure/request';
import { subjectOf } from '@veilgrid/protocol/disclosure/subject';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { MONEY } from '@veilgrid/protocol/params';
import { decodeTx, type TxOf } from '@veilgrid/protocol/tx';
import { type OnTransfer, payOrMerge } from '../core/money/mergeNotes.js';
import { Merging } from '../core/money/merging.js';
import { makePart } from '../core/money/transferPart.js';
import type { Work } from '../core/work.js';
import type { WalletContext } from '../wallet/context.js';
import { neverTaken } from '../wallet/neverTaken.js';
import { provenTx } from '../wallet/provenTx.js';
import { keptVersions } from '../wallet/txStore.js';
import { keptPrefix, type OwnConsent, ownConsents } from './ownConsents.js';
import type { ReadRequest } from './readRequest.js';

/** Days on which answers may be given, UTC: [from, until). */
export type ConsentDays = Pick<ConsentRecord, 'from' | 'until'>;

/** What a consent says, before it is one of the wallet's numbers. */
interface Terms extends ConsentDays {
  /** On which it is asked for. */
  readonly today: number;
  readonly purposeId: number;
  readonly asked: Uint8Array;
  readonly scope: bigint;
  readonly position: number;
}

/**
 * The consent that stands; else the one last kept for the same, sent again as it is, also where it begins on a day that is
 * over; else a new one under the wallet's next number.
 * @returns what is waited for where notes are being merged, and no consent is kept yet
 * @throws ProtocolError CONSENTS_UNSENT {index} where the seed alone would not find the next number again
 */
export async function giveConsent(
  work: Work,
  { request }: Pick<ReadRequest, 'request'>,
  days: ConsentDays & Pick<Terms, 'today'>,
  position: number,
  onTransfer?: OnTransfer,
): Promise<OwnConsent | Merging> {
  const { ctx, store } = work;
  const { purposeId } = request;
  const terms = { ...days, purposeId, asked: askedDigest(request), scope: requestScope(request), position };
  const own = await ownConsents(work);
  const standing = own.find(
    (each) => each.revokedAt === 0n && each.until === terms.until && serves(ctx, terms, each.index, each),
  );
  if (standing) return standing;
  // A number whose kept consent is for something else may be taken any time: it is passed over.
  const last = own.at(-1)?.index ?? -1;
  for (let index = last + 1; ; index++) {
    ensure(index <= last + CONSENT_GAP, 'CONSENTS_UNSENT', { field: 'index', index });
    const prefix = keptPrefix(index);
    const kept = await keptVersions(store, prefix);
    const newest = kept.at(-1);
    if (newest && !serves(ctx, terms, index, bodyOf(ctx, newest))) continue;
    if (newest) {
      try {
        return await send(work, newest, index);
      } catch (error) {
        if (!neverTaken(error)) throw error;
      }
    }
    await work.syncToSpend();
    const { transferFee } = ctx.genesis;
    const payment = { asked: transferFee, inputs: 2, what: { amount: String(transferFee) } } as const;
    const built = await payOrMerge(work, payment, () => buildConsent(work, terms, index), onTransfer);
    if (built instanceof Merging) return built;
    const name = prefix + kept.length;
    const bytes = await work.store.keep(name, built);
    // Of two processes with one store the first one's is kept, be it for something else.
    if (!serves(ctx, terms, index, bodyOf(ctx, bytes))) continue;
    await store.setAside(prefix, name);
    return send(work, bytes, index);
  }
}

/** A proven consent: it pays the flat fee from notes, the change back to the wallet. */
export async function buildConsent(
  { ctx, notes }: Pick<Work, 'ctx' | 'notes'>,
  terms: Terms,
  index: number,
): Promise<Uint8Array> {
  const { hasher, keys, genesis } = ctx;
  const { purposeId, asked, from, until } = terms;
  const to = { ownerPk: keys.ownerPk, encPk: keys.encPk };
  const publicOut = genesis.transferFee;
  const { part, statement } = makePart(ctx, { notes, asset: MONEY, to, value: 0n, publicOut });
  const body: ConsentBody = {
    fee: { ...part, redeemed: 0n, payoutReference: new Uint8Array(32) },
    purposeId,
    holder: holderUnder(ctx, terms, index),
    revoke: revokeOf(hasher, consentSecrets(hasher, keys.sk, index).r),
    asked,
    from,
    until,
  };
  return provenTx(ctx, 'consent', body, (context) => [statement(context)]);
}

function holderUnder({ hasher, keys }: WalletContext, { scope, position }: Terms, index: number): bigint {
  const { n } = consentSecrets(hasher, keys.sk, index);
  return holderOf(hasher, subjectOf(hasher, keys.sk, position, scope), n);
}

/** Whether a consent is to what is asked for, and from today on allows no day beside it. */
function serves(
  ctx: WalletContext,
  terms: Terms,
  index: number,
  { purposeId, asked, from, until, holder }: Omit<ConsentRecord, 'givenAt' | 'revokedAt'>,
): boolean {
  // A day that is over allows nothing any more.
  const begins = (day: number) => Math.max(day, terms.today);
  return (
    purposeId === terms.purposeId &&
    equalBytes(asked, terms.asked) &&
    begins(from) === begins(terms.from) &&
    terms.today < until &&
    until <= terms.until &&
    holder === holderUnder(ctx, terms, index)
  );
}

async function send(work: Work, bytes: Uint8Array, index: number): Promise<OwnConsent> {
  await work.submitKept(bytes);
  const found = (await ownConsents(work)).find((own) => own.index === index);
  if (!found) throw fail('FACT_INVALID', { field: 'consents', fact: 'consent' });
  return found;
}

function bodyOf({ genesis }: Pick<WalletContext, 'genesis'>, bytes: Uint8Array): ConsentBody {
  return (decodeTx(genesis.profile, bytes) as TxOf<'consent'>).body;
}
