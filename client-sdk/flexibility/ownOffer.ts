/** A household's own offers of a need, whoever made them, found by their memos. docs/protocol/flexibility.md "Memos". */
import { orderCommitment, packOrder } from '@veilgrid/protocol/core/books/cells';
import { type PointRecord, pointCommitment } from '@veilgrid/protocol/core/points';
import { type OfferCell, offerCells, offerInner } from '@veilgrid/protocol/flexibility/offer';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import { allItems } from '../client/submit.js';
import type { WalletContext } from '../wallet/context.js';
import { type OfferMemo, openOfferMemo } from './offerMemo.js';

export type OfferEntry = RouteResponse<'offers'>['items'][number];

/** An offer as its household knows it: what a claim or a delivery opens. */
export interface OwnOffer {
  readonly needId: bigint;
  /** As it stood when the day's register was pinned. */
  readonly point: PointRecord;
  /** Owner of the payment. */
  readonly payPk: bigint;
  readonly cells: readonly OfferCell[];
  /** 1e-8 currency. */
  readonly deposit: bigint;
  readonly salt: bigint;
  /** The leaf in the need's book. */
  readonly c: bigint;
}

/** Of which it may be. */
export interface OfferOwner {
  /** Own records, earlier ones too. */
  readonly points: readonly PointRecord[];
  /** Who may be paid. */
  readonly payPks: readonly bigint[];
}

export function fetchOffers({ api }: Pick<WalletContext, 'api'>, needId: bigint): Promise<OfferEntry[]> {
  return allItems((query) => api.offers({ params: { needId }, query }));
}

/** Anybody can seal a memo to an address: only what opens an offer's commitment is one. */
export function ownOffersAmong(
  ctx: Pick<WalletContext, 'hasher' | 'keys'>,
  needId: bigint,
  owner: OfferOwner,
  offers: readonly OfferEntry[],
): OwnOffer[] {
  return offers.flatMap(({ c, memo }) => {
    const opened = openOfferMemo(ctx.keys, needId, memo);
    return opened ? (offerOf(ctx, needId, owner, c, opened) ?? []) : [];
  });
}

function offerOf(
  { hasher }: Pick<WalletContext, 'hasher'>,
  needId: bigint,
  { points, payPks }: OfferOwner,
  c: bigint,
  { salt, cells, deposit }: OfferMemo,
): OwnOffer | undefined {
  const words = packOrder(offerCells(cells));
  for (const point of points) {
    for (const payPk of payPks) {
      const inner = offerInner(hasher, { point: pointCommitment(hasher, point), payPk, deposit, salt });
      if (orderCommitment(hasher, needId, words, inner) !== c) continue;
      return { needId, point, payPk, cells, deposit, salt, c };
    }
  }
  return undefined;
}
