/** Payments of own offers, found by what the chain shows and opened by the offer's salt. docs/protocol/flexibility.md "Memos". */
import { type Note, noteCommitment } from '@veilgrid/protocol/core/money/note';
import { fillsOf } from '@veilgrid/protocol/flexibility/payment';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import { allItems } from '../client/submit.js';
import type { WalletContext } from '../wallet/context.js';
import type { TrustedNeed } from './need.js';
import type { OwnOffer } from './ownOffer.js';
import { paymentNote } from './payment.js';
import { openPaymentMemo } from './paymentMemo.js';

export type PaymentEntry = RouteResponse<'payments'>['items'][number];

/** What an offer came to. Money in 1e-8 currency. */
export interface OfferPayment {
  readonly offer: OwnOffer;
  /** K quantities that were accepted, Wh. */
  readonly accepted: readonly bigint[];
  /** After the time to settle: at most the deposit. */
  readonly late: boolean;
  /** Its owner's, which is the household's unless its leaf says otherwise. */
  readonly note: Note;
  /** Of it, beyond the deposit; below 0 where part of that is gone. */
  readonly earned: bigint;
}

export function fetchPayments({ api }: Pick<WalletContext, 'api'>, needId: bigint): Promise<PaymentEntry[]> {
  return allItems((query) => api.payments({ params: { needId }, query }));
}

/** Opens an own payment by its memo; undefined where it is another offer's. */
export function openPayment(
  ctx: WalletContext,
  { outcome }: Pick<TrustedNeed, 'outcome'>,
  offer: OwnOffer,
  { memo, payCm, late }: Pick<PaymentEntry, 'memo' | 'payCm' | 'late'>,
): OfferPayment | undefined {
  const value = openPaymentMemo(offer.salt, offer.needId, memo);
  if (value === undefined) return undefined;
  const note = paymentNote(ctx, offer, value);
  // Whoever made the offer knows its salt, and can seal under it to a payment of its own.
  if (noteCommitment(ctx.hasher, note) !== payCm) return undefined;
  const accepted = outcome ? fillsOf(offer.cells, outcome.result) : offer.cells.map(() => 0n);
  return { offer, accepted, late: late === 1, note, earned: value - offer.deposit };
}

/** The payment that the node shows of an own offer: that it stands is seen by its note. */
export function paymentAmong(
  ctx: WalletContext,
  trusted: Pick<TrustedNeed, 'outcome'>,
  offer: OwnOffer,
  payments: readonly PaymentEntry[],
): OfferPayment | undefined {
  for (const each of payments) {
    const own = openPayment(ctx, trusted, offer, each);
    if (own) return own;
  }
  return undefined;
}
