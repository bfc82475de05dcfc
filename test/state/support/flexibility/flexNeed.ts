import { type Book, requireBook } from '@veilgrid/node/state/core/books/book';
import { type Need, type NeedStanding, requireNeed, standingOf } from '@veilgrid/node/state/flexibility/need';
import { listOffers } from '@veilgrid/node/state/flexibility/offer';
import { resultOf } from '@veilgrid/node/state/flexibility/outcome';
import { type Cell, unpackOrder } from '@veilgrid/protocol/core/books/cells';
import type { PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import { openOrder } from '@veilgrid/protocol/core/books/sealed';
import { needIdOf, stepCells } from '@veilgrid/protocol/flexibility/need';
import type { OfferCell } from '@veilgrid/protocol/flexibility/offer';
import type { NeedResult } from '@veilgrid/protocol/flexibility/outcome';
import { jsMatcher } from '@veilgrid/wasm-core';
import { bookOf } from '../book.js';
import type { BodyOf, TestChain } from '../chain.js';
import { clearingBatches, closeBodyOf } from '../clearingBatches.js';
import { hasher } from '../hasher.js';
import { K } from '../profile.js';
import type { FlexHousehold } from './flexHousehold.js';
import { type NeedChange, needBody, needSecrets, offerOf } from './terms.js';

const ALL = 4_096;

/** What a household offers where nobody says what: all of the window, the dearer the later. */
export const usualOffer = ({ i }: Pick<FlexHousehold, 'i'>): OfferCell[] => offerOf(450 + i, 20 + 5 * i);

/** One need on a chain; a step brings the chain into its phase. */
export class FlexNeed {
  readonly body: BodyOf<'openNeed'>;
  readonly id: bigint;

  /** @param days of its day, after the first */
  constructor(
    readonly chain: TestChain,
    days: number,
    change: NeedChange = {},
  ) {
    this.body = needBody(days, change);
    this.id = needIdOf(hasher, chain.genesis.chainId, this.body);
  }

  get record(): Need {
    return requireNeed(this.chain.ctx, this.chain.store, this.id);
  }

  get book(): Book {
    return requireBook(this.chain.store, this.id);
  }

  get standing(): NeedStanding {
    return standingOf(this.chain.store, this.id);
  }

  get result(): NeedResult {
    return resultOf(this.chain.ctx, this.chain.store, this.record);
  }

  open(): this {
    this.chain.send('openNeed', this.body);
    return this;
  }

  /** All in one block. */
  offers(
    households: readonly FlexHousehold[],
    cellsOf: (household: FlexHousehold) => readonly OfferCell[] = usualOffer,
  ): this {
    const { chain } = this;
    const bodies = households.map((h) => h.offer(chain, this, cellsOf(h)));
    chain.submit(...bodies.map((body) => chain.tx('offer', body)));
    households.forEach((h, i) => {
      h.offered(this, bodies[i]!, cellsOf(h));
    });
    return this;
  }

  release(): this {
    const { chain, id, body } = this;
    const scalar = needSecrets(body).regulatorSecret;
    chain.at(body.gate).send('releaseShare', { auctionId: id, scalar, ...bookOf(chain, id) });
    return this;
  }

  /** The book as the operator opens it: the buyer's steps, then the offers. */
  opened(): { orders: Cell[][]; periods: PeriodClearing[] } {
    const { operatorSecret, regulatorSecret } = needSecrets(this.body);
    const offers = listOffers(this.chain.store, this.record, 0, ALL).map((offer) => {
      const sealed = { ephemeral: { x: offer.ephemeralX, y: offer.ephemeralY }, ct: offer.ct };
      return unpackOrder(openOrder(hasher, operatorSecret + regulatorSecret, this.id, sealed).words, K)!;
    });
    const orders = [...this.body.steps.map(stepCells), ...offers];
    return { orders, periods: jsMatcher.clearDay(orders, K) };
  }

  clear(): this {
    const { orders, periods } = this.opened();
    for (const { body } of clearingBatches(this.id, orders, periods)) this.chain.send('clear', body);
    return this;
  }

  closeBody(): BodyOf<'close'> {
    const { orders, periods } = this.opened();
    const count = orders.filter((cells) => cells.some(({ qty }) => qty > 0)).length;
    return closeBodyOf(this.id, periods, count, this.book);
  }

  close(): this {
    this.chain.send('close', this.closeBody());
    return this;
  }

  /** From the gate to the end of its book. */
  finish(): this {
    return this.release().clear().close();
  }

  /** @param time from which somebody was silent too long */
  void(time = this.body.release): this {
    this.chain.at(time).send('voidAuction', { auctionId: this.id });
    return this;
  }

  call(bits: bigint): this {
    this.chain.send('callNeed', { needId: this.id, bits });
    return this;
  }
}
