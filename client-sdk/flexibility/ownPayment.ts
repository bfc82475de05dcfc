/** Payments of own offers, found by what the chain shows and opened by the offer's salt. docs/protocol/flexibility.md "Memos". */
import { type Note, noteCommitment } from '@veilgrid/protocol/core/money/note';
import { ensure } from '@veilgrid/protocol/errors';
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

/** Opens an own payment by its memo. @throws ProtocolError MEMO_INVALID */
export function openPayment(
  ctx: WalletContext,
  { outcome }: Pick<TrustedNeed, 'outcome'>,
  offer: OwnOffer,
  { memo, payCm, late }: Pick<PaymentEntry, 'memo' | 'payCm' | 'late'>,
): OfferPayment {
  const value = openPaymentMemo(offer.salt, offer.needId, memo);
  ensure(value !== undefined, 'MEMO_INVALID', { field: 'memo' });
  const note = paymentNote(ctx, offer, value);
  ensure(noteCommitment(ctx.hasher, note) === payCm, 'MEMO_INVALID', { field: 'payCm' });
  const accepted = outcome ? fillsOf(offer.cells, outcome.result) : offer.cells.map(() => 0n);
  return { offer, accepted, late: late === 1, note, earned: value - offer.deposit };
}

/** The payment that the node shows of an own offer: that it stands is seen by its note. @throws ProtocolError MEMO_INVALID */
export function paymentAmong(
  ctx: WalletContext,
  trusted: Pick<TrustedNeed, 'outcome'>,
  offer: OwnOffer,
  payments: readonly PaymentEntry[],
): OfferPayment | undefined {
  const own = payments.find(({ memo }) => openPaymentMemo(offer.salt, offer.needId, memo) !== undefined);
  return own && openPayment(ctx, trusted, offer, own);
}
