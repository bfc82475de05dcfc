/** Payments and change found again on the chain, from the seed alone. docs/protocol/flexibility.md "What a wallet does". */
import { noteCommitment } from '@veilgrid/protocol/core/money/note';
import { type PointRecord, pointCommitment } from '@veilgrid/protocol/core/points';
import { flexDayOf } from '@veilgrid/protocol/flexibility/need';
import { offerNullifier, offerSalt } from '@veilgrid/protocol/flexibility/offer';
import { MONEY } from '@veilgrid/protocol/params';
import { allItems } from '../client/submit.js';
import { fetchPointChanges } from '../core/points/points.js';
import type { Work } from '../core/work.js';
import type { WalletContext } from '../wallet/context.js';
import { offerChange } from './offer.js';
import { fetchOffers, type OfferEntry, ownOffersAmong } from './ownOffer.js';
import { offerOwner } from './ownOffers.js';
import { fetchPayments, type PaymentEntry } from './ownPayment.js';
import { paymentNote } from './payment.js';
import { openPaymentMemo } from './paymentMemo.js';

/** One need's public lists. */
interface NeedLists {
  readonly needId: bigint;
  readonly day: number;
  readonly offers: readonly OfferEntry[];
  readonly payments: readonly PaymentEntry[];
}

/**
 * Claims the change of every offer that one of the wallet's notes paid, and every payment to it: by the memos sealed to it,
 * and of the points that it offered for. The notes must have followed the chain, and do so again afterwards.
 */
export async function recoverNeeds(work: Work): Promise<void> {
  const { ctx, notes } = work;
  const needs = await fetchAll(ctx);
  const made = claimChange(work, needs);
  if (needs.length === 0) return;
  const owner = await offerOwner(ctx, undefined);
  const others = made.size > 0 ? await fetchPointChanges(ctx) : [];
  for (const need of needs) {
    const { needId, offers, payments } = need;
    const memos = ownOffersAmong(ctx, needId, owner, offers).map(({ salt }) => salt);
    const salts = new Set([...memos, ...saltsOf(ctx, need, made, others)]);
    for (const salt of salts) for (const payment of payments) expectPayment(needId, salt, payment);
  }

  function expectPayment(needId: bigint, salt: bigint, { memo, payCm }: PaymentEntry): void {
    const value = openPaymentMemo(salt, needId, memo);
    if (value === undefined) return;
    const note = paymentNote(ctx, { salt, needId, payPk: ctx.keys.ownerPk }, value);
    // One that its leaf has paid to somebody else is none.
    if (noteCommitment(ctx.hasher, note) === payCm) notes.expect(note);
  }
}

async function fetchAll(ctx: WalletContext): Promise<NeedLists[]> {
  const lists: NeedLists[] = [];
  for (const needId of await allItems((query) => ctx.api.needs({ query }))) {
    const { day } = await ctx.api.need({ params: { needId } });
    const offers = await fetchOffers(ctx, needId);
    const payments = offers.length > 0 ? await fetchPayments(ctx, needId) : [];
    lists.push({ needId, day, offers, payments });
  }
  return lists;
}

/**
 * A note and the deposit that it paid make the change. Change may have paid the next deposit.
 * @returns nfOffer of the offers that the wallet made
 */
function claimChange({ ctx, notes }: Work, needs: readonly NeedLists[]): Set<bigint> {
  const offers = needs.flatMap((need) => need.offers);
  const byChange = new Map(offers.map((offer) => [offer.changeCm, offer]));
  const deposits = [...new Set(offers.map(({ deposit }) => deposit))];
  const made = new Set<bigint>();
  const tried = new Set<bigint>();
  for (;;) {
    const fresh = notes.ever.filter(({ nf, asset }) => asset === MONEY && !tried.has(nf));
    if (fresh.length === 0) return made;
    for (const spent of fresh) {
      tried.add(spent.nf);
      for (const deposit of deposits.filter((each) => each <= spent.value)) {
        const change = offerChange(ctx, spent, deposit);
        const offer = byChange.get(noteCommitment(ctx.hasher, change));
        if (!offer) continue;
        notes.expect(change);
        made.add(offer.nfOffer);
      }
    }
  }
}

/** Of offers that the wallet made for whatever points. */
function saltsOf(
  { hasher, genesis, keys }: WalletContext,
  { needId, day, offers }: NeedLists,
  made: ReadonlySet<bigint>,
  points: readonly PointRecord[],
): bigint[] {
  if (!offers.some(({ nfOffer }) => made.has(nfOffer))) return [];
  const flexDay = flexDayOf(hasher, genesis.chainId, day);
  return points
    .map((point) => pointCommitment(hasher, point))
    .filter((point) => made.has(offerNullifier(hasher, keys.sk, point, flexDay)))
    .map((point) => offerSalt(hasher, keys.sk, point, needId));
}
