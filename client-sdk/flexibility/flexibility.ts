import type { OfferCell } from '@veilgrid/protocol/flexibility/offer';
import { allItems } from '../client/submit.js';
import { afterMerging, type MergeOptions } from '../core/money/afterMerging.js';
import { PointHistory } from '../core/points/dayPoints.js';
import { ownPoint, type PointChoice } from '../core/points/points.js';
import type { Work } from '../core/work.js';
import { fetchNeed, type NeedEntry } from './need.js';
import { type NeedStatement, needStatement } from './needStatement.js';
import { type OfferChoice, offerPlaceOf } from './offerPlace.js';
import { type OwnBaseline, ownBaseline } from './ownBaseline.js';
import { offerOwner, ownOffers } from './ownOffers.js';
import { fetchPayments, type OfferPayment, paymentAmong } from './ownPayment.js';
import { type PlacedOffer, placeOffer, promisedToOffers } from './placeOffer.js';
import { recoverNeeds } from './recover.js';
import { type FlexRequest, type FlexTerms, makeFlexRequest } from './register.js';
import { type SettleChoice, settleNeed } from './settleNeed.js';

/** A household in the flexibility market: it offers to use less or more, and is paid for what it then did. */
export class Flexibility {
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
    work.promises.push(() => promisedToOffers(work));
  }

  /**
   * The household's part of entering the register: its signature on the transaction that the DSO signs next and sends,
   * and the opening of the leaf, which is kept and which the DSO looks at before. A change of the point takes the leaf out.
   * @throws ProtocolError STORE_REQUIRED, POSITION_EMPTY, VALUE_OUT_OF_RANGE
   */
  register(terms: FlexTerms): Promise<FlexRequest> {
    return this.#work.oneByOne(() => makeFlexRequest(this.#work, terms));
  }

  /** Ids of needs in order of opening, as the node says. */
  needs(): Promise<bigint[]> {
    return allItems((query) => this.#work.ctx.api.needs({ query }));
  }

  /** The need of this id. @throws ProtocolError NEED_UNKNOWN, FACT_INVALID */
  need(needId: bigint): Promise<NeedEntry> {
    return this.#work.oneByOne(async () => (await fetchNeed(this.#work.ctx, needId)).entry);
  }

  /**
   * What the wallet's point would be measured against, by its own readings of the need's list.
   * @throws ProtocolError NEED_UNKNOWN, FACT_INVALID, POSITION_EMPTY, MEMO_INVALID
   */
  baseline(needId: bigint, { position }: PointChoice = {}): Promise<OwnBaseline> {
    return this.#work.oneByOne(async () => {
      const { ctx } = this.#work;
      const trusted = await fetchNeed(ctx, needId);
      const { points } = await (await PointHistory.fetch(ctx)).ofDay(trusted.entry.day);
      return ownBaseline(ctx, trusted, ownPoint(ctx, points, position).position);
    });
  }

  /**
   * The wallet's own offers of a need, by their memos, with what was accepted and paid: money only as notes.
   * @throws ProtocolError NEED_UNKNOWN, FACT_INVALID
   */
  statement(needId: bigint): Promise<NeedStatement> {
    return this.#work.oneByOne(() => needStatement(this.#work.ctx, this.#work.kept, needId));
  }

  /**
   * What to offer of what one can do, Wh a half hour: two thirds, as days differ, and what is accepted and not delivered
   * costs more than it would have earned.
   */
  advise({ maxQty }: Pick<NeedEntry, 'maxQty'>, capability: number): number {
    return Math.min(maxQty, Math.floor((2 * capability) / 3));
  }

  /**
   * Offers for a point, the wallet's own or another household's that named this wallet in its leaf. It is kept before it
   * is sent, and the same cells are the same offer; other cells make another one as long as none stands. Notes are merged
   * as for an order.
   * @throws ProtocolError FACT_INVALID, HEAD_STALE, EQUIVOCATION, STORE_REQUIRED, GATE_CLOSED, POSITION_EMPTY, POINT_NOT_PINNED,
   * PLACE_OUTSIDE, BASELINE_DAY_MISSING, AUCTION_UNKNOWN, OFFER_EXISTS, DEPOSIT_ABOVE_TIERS, NO_NOTE_LARGE_ENOUGH, VALUE_OUT_OF_RANGE,
   * and the node's refusals
   */
  offer(
    needId: bigint,
    cells: readonly OfferCell[],
    { onTransfer, wait, ...choice }: OfferChoice & MergeOptions = {},
  ): Promise<PlacedOffer> {
    const work = this.#work;
    const place = async () => {
      const where = await offerPlaceOf(work, needId, choice);
      return placeOffer(work, where, cells, onTransfer);
    };
    return afterMerging(work, place, wait);
  }

  /**
   * Claims the payment of an own offer where nothing was called, and else delivers it by the readings of the day and of
   * the listed ones; late, once the time is over, for at most the deposit. Has a need void whose operator or regulator
   * stayed silent. What was built once under the need's terms is sent again as it is.
   * @throws ProtocolError FACT_INVALID, HEAD_STALE, EQUIVOCATION, STORE_REQUIRED, PHASE_WRONG, LATE_BILL_CLOSED, ORDER_NOT_FOUND,
   * ROOT_MISMATCH, BASELINE_DAY_MISSING where a reading is missing and `unproven` was not asked for, and the node's refusals
   */
  settle(needId: bigint, choice: SettleChoice = {}): Promise<OfferPayment> {
    return this.#work.oneByOne(() => settleNeed(this.#work, needId, choice));
  }

  /**
   * Payments of all own offers, as the node lists them: money only as notes.
   * @throws ProtocolError FACT_INVALID
   */
  earnings(): Promise<OfferPayment[]> {
    return this.#work.oneByOne(async () => {
      const { ctx } = this.#work;
      const owner = await offerOwner(ctx, this.#work.kept);
      const earned: OfferPayment[] = [];
      for (const needId of await allItems((query) => ctx.api.needs({ query }))) {
        const offers = await ownOffers(ctx, owner, needId);
        if (offers.length === 0) continue;
        const trusted = await fetchNeed(ctx, needId);
        const payments = await fetchPayments(ctx, needId);
        earned.push(...offers.flatMap((offer) => paymentAmong(ctx, trusted, offer, payments) ?? []));
      }
      return earned;
    });
  }

  /**
   * Flexibility's turn in `Wallet.recover`, after and before the notes follow the chain.
   * @internal
   */
  recover(): Promise<void> {
    return recoverNeeds(this.#work);
  }
}
