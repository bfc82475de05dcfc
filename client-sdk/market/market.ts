import type { Cell } from '@veilgrid/protocol/core/books/cells';
import type { SignedReadings } from '@veilgrid/protocol/core/readings';
import { ensure, fail, hasCode } from '@veilgrid/protocol/errors';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { checkOpeningTimes } from '@veilgrid/protocol/market/openingTimes';
import { allItems } from '../client/submit.js';
import { afterMerging, type MergeOptions } from '../core/money/afterMerging.js';
import { type DayPoints, PointHistory } from '../core/points/dayPoints.js';
import { verifyOwnRecord } from '../core/points/ownRecord.js';
import { ownPoint, ownPoints, type PointChoice } from '../core/points/points.js';
import type { Work } from '../core/work.js';
import { type AuctionEntry, fetchAuction } from './auction.js';
import type { OwnOrder } from './order.js';
import { type OwnReading, ownReading } from './ownReading.js';
import { pinnedAuction } from './pinnedAuction.js';
import { placeOrder } from './placeOrder.js';
import { promisedNotes } from './promisedNotes.js';
import { fetchOrders, recoverOrder, recoverSettlement, type Settled } from './recover.js';
import { settleDay } from './settleDay.js';

/** What a wallet did under one auction. */
export interface OwnDay {
  readonly order: OwnOrder;
  /** As the node shows it; undefined where it shows none. Its refund is money only once it stands among the notes. */
  readonly settled: Settled | undefined;
}

/** A household in the day's energy market: one order a day, settled by its signed readings. */
export class Market {
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
    work.promises.push(() => promisedNotes(work));
  }

  /**
   * The auction of a day in the zone and tariff that the wallet's point has in it.
   * @param day days since 1970-01-01 UTC, see `dayNumber`
   * @throws ProtocolError AUCTION_UNKNOWN before it is opened, FACT_INVALID, POSITION_EMPTY
   */
  auctionOf(day: number, { position }: PointChoice = {}): Promise<AuctionEntry> {
    return this.#work.oneByOne(async () => {
      const { ctx } = this.#work;
      const { points } = await pinnedDay(await PointHistory.fetch(ctx), day);
      const { zone, tariffId } = ownPoint(ctx, points, position);
      const auctionId = auctionIdOf(ctx.hasher, ctx.genesis.chainId, { zone, tariffId, day });
      return (await fetchAuction(ctx, auctionId)).entry;
    });
  }

  /**
   * The auction of this id.
   * @throws ProtocolError AUCTION_UNKNOWN, FACT_INVALID
   */
  auction(auctionId: bigint): Promise<AuctionEntry> {
    return this.#work.oneByOne(async () => (await fetchAuction(this.#work.ctx, auctionId)).entry);
  }

  /**
   * Places the day's order; `nullCells` for a day without trading. It is kept before it is sent: where an answer was
   * lost, or the process ended, the same cells send that one again, and it is the same order. Returns when a final block
   * holds it. Other cells make another order, as long as none stands. Where no note pays the deposit, notes are merged in
   * as many rounds of transfers as it takes before the gate; the same call goes on with them.
   * @throws ProtocolError FACT_INVALID, AUCTION_TIMES_INVALID, HEAD_STALE, EQUIVOCATION, STORE_REQUIRED, ORDER_EXISTS,
   * DEPOSIT_ABOVE_TIERS, NO_NOTE_LARGE_ENOUGH, POINT_NOT_PINNED, and the node's refusals
   */
  order(
    auctionId: bigint,
    cells: readonly Cell[],
    { position, onTransfer, wait }: PointChoice & MergeOptions = {},
  ): Promise<OwnOrder> {
    const work = this.#work;
    const place = async () => {
      const { ctx } = work;
      const pinned = await pinnedAuction(ctx, auctionId, position);
      const record = await verifyOwnRecord(ctx, work.store, pinned);
      await work.ground([...pinned.finals, ...record]);
      checkOpeningTimes(ctx.genesis.windows, pinned.entry, pinned.openedAt);
      return placeOrder(work, pinned, cells, onTransfer);
    };
    return afterMerging(work, place, wait);
  }

  /**
   * Settles the day of an own order by its signed readings, or by those that the DSO sealed to a listed point; when the
   * time to settle is over, by a late bill. Opens settlement where nobody did, and before that has an auction void whose
   * operator or regulator stayed silent. What was built once under the auction's terms is sent again as it is, whatever
   * readings are given then, until a final block shows it. Time is that of the last final block.
   * @param signed may be left out by a point whose day the DSO reads
   * @throws ProtocolError FACT_INVALID, HEAD_STALE, EQUIVOCATION, STORE_REQUIRED, SETTLEMENT_NOT_OPEN, LATE_BILL_CLOSED,
   * ORDER_NOT_FOUND, ROOT_MISMATCH, READING_INVALID, STATUS_WRONG, and the node's refusals; in full those of keys that
   * genesis does not allow; MEMO_INVALID with what shows the regulator that a sealed reading is no use
   */
  settle(auctionId: bigint, signed?: SignedReadings, { position }: PointChoice = {}): Promise<Settled> {
    return this.#work.oneByOne(() => settleDay(this.#work, auctionId, signed, position));
  }

  /**
   * The readings of a day that was settled in its time, as later statements open them: what R commits to, and where it
   * stands in the auction's frozen tree. All of it comes from the seed and public lists, again each time.
   * @throws ProtocolError NOT_FOUND before the auction's readings froze, and of a day that was billed late;
   * AUCTION_UNKNOWN, FACT_INVALID, ORDER_NOT_FOUND, POINT_NOT_PINNED, MEMO_INVALID
   */
  reading(auctionId: bigint, { position }: PointChoice = {}): Promise<OwnReading> {
    return this.#work.oneByOne(async () => {
      const { ctx } = this.#work;
      const { entry, point } = await pinnedAuction(ctx, auctionId, position);
      const order = recoverOrder(ctx, auctionId, point, await fetchOrders(ctx, auctionId));
      ensure(order !== undefined, 'ORDER_NOT_FOUND', { field: 'auctionId' });
      return ownReading(ctx, entry.day, order);
    });
  }

  /**
   * The market's turn in `Wallet.recover`, which follows the chain afterwards: finds own orders and settlements,
   * under the points as they stood when each auction opened, and claims their change and refunds.
   * @internal
   */
  async recover(): Promise<OwnDay[]> {
    const { ctx, notes } = this.#work;
    const days: OwnDay[] = [];
    const history = await PointHistory.fetch(ctx);
    for (const auctionId of await allItems((query) => ctx.api.auctions({ query }))) {
      const { zone, tariffId, day } = await ctx.api.auction({ params: { auctionId } });
      const named = auctionIdOf(ctx.hasher, ctx.genesis.chainId, { zone, tariffId, day }) === auctionId;
      ensure(named, 'FACT_INVALID', { field: 'auctionId', fact: 'openAuction' });
      const points = ownPoints(ctx, (await pinnedDay(history, day)).points);
      const orders = points.length > 0 ? await fetchOrders(ctx, auctionId) : [];
      for (const point of points) {
        const order = recoverOrder(ctx, auctionId, point, orders);
        if (!order) continue;
        notes.expect(order.change);
        const settled = await recoverSettlement(ctx, order);
        if (settled) notes.expect(settled.refund);
        days.push({ order, settled });
      }
    }
    return days;
  }
}

/** The points of a day that has an auction. @throws ProtocolError AUCTION_UNKNOWN, FACT_INVALID */
async function pinnedDay(history: PointHistory, day: number): Promise<DayPoints> {
  try {
    return await history.ofDay(day);
  } catch (error) {
    throw hasCode(error, 'NOT_FOUND') ? fail('AUCTION_UNKNOWN', { field: 'day' }) : error;
  }
}
