import type { PointRecord } from '@veilgrid/protocol/core/points';
import { PointHistory } from '../core/points/dayPoints.js';
import type { WalletContext } from '../wallet/context.js';
import type { TxStore } from '../wallet/txStore.js';
import { keptOpenings } from './opening.js';
import { fetchOffers, type OfferOwner, type OwnOffer, ownOffersAmong } from './ownOffer.js';

/**
 * Records that were ever the wallet's, and who may be paid by its leaves: itself, and whoever a kept opening or the caller
 * names.
 */
export async function offerOwner(
  ctx: WalletContext,
  store: TxStore | undefined,
  payPk?: bigint,
): Promise<OfferOwner> {
  const { told } = await PointHistory.fetch(ctx);
  const points: PointRecord[] = told.filter(({ ownerPk }) => ownerPk === ctx.keys.ownerPk);
  const openings = store ? await keptOpenings(store) : [];
  const payPks = [ctx.keys.ownerPk, ...openings.map((opening) => opening.payPk), ...(payPk ? [payPk] : [])];
  return { points, payPks: [...new Set(payPks)] };
}

/** All of a need's offers are looked through: to ask for one of them would name it. */
export async function ownOffers(ctx: WalletContext, owner: OfferOwner, needId: bigint): Promise<OwnOffer[]> {
  return ownOffersAmong(ctx, needId, owner, await fetchOffers(ctx, needId));
}
