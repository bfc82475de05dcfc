/** What a need came to for a household, from what the chain shows and its own keys open. */
import { fillsOf } from '@veilgrid/protocol/flexibility/payment';
import type { WalletContext } from '../wallet/context.js';
import type { TxStore } from '../wallet/txStore.js';
import { fetchNeed, type NeedEntry } from './need.js';
import type { OwnOffer } from './ownOffer.js';
import { offerOwner, ownOffers } from './ownOffers.js';
import { fetchPayments, type OfferPayment, paymentAmong } from './ownPayment.js';

/** One of the wallet's own offers, with what came of it. */
export interface OfferStatement {
  readonly offer: OwnOffer;
  /** K quantities, Wh; absent while the book is open. */
  readonly accepted?: readonly bigint[];
  /** As the node lists it. */
  readonly payment?: OfferPayment;
}

/** A need, and the wallet's own offers to it. */
export interface NeedStatement {
  readonly entry: NeedEntry;
  readonly offers: readonly OfferStatement[];
}

/** See `Flexibility.statement`. */
export async function needStatement(
  ctx: WalletContext,
  store: TxStore | undefined,
  needId: bigint,
): Promise<NeedStatement> {
  const trusted = await fetchNeed(ctx, needId);
  const { entry, outcome } = trusted;
  const own = await ownOffers(ctx, await offerOwner(ctx, store), needId);
  const payments = own.length > 0 ? await fetchPayments(ctx, needId) : [];
  const offers = own.map((offer): OfferStatement => {
    const payment = paymentAmong(ctx, trusted, offer, payments);
    return {
      offer,
      ...(outcome && { accepted: fillsOf(offer.cells, outcome.result) }),
      ...(payment && { payment }),
    };
  });
  return { entry, offers };
}
