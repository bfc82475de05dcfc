import { hex } from '@veilgrid/protocol/core/crypto/field';
import type { SignedReadings } from '@veilgrid/protocol/core/readings';
import { ensure } from '@veilgrid/protocol/errors';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import type { Cell } from '@veilgrid/protocol/market/order';
import { settleNullifier } from '@veilgrid/protocol/market/settlement';
import { decodeTx, type TxOf } from '@veilgrid/protocol/tx';
import { allItems } from '../client/submit.js';
import { aggregationKeysOf } from '../core/points/enrol.js';
import {
  fetchPointChanges,
  ownPoint,
  ownPoints,
  type PointChoice,
  pinnedBy,
  pinnedPath,
} from '../core/points/points.js';
import type { Work } from '../core/work.js';
import { type AuctionEntry, fetchAuction } from './auction.js';
import { buildOrder, type OwnOrder } from './order.js';
import { pinnedAuction } from './pinnedAuction.js';
import {
  fetchOrders,
  openSettlement,
  orderPath,
  recoverOrder,
  recoverSettlement,
  type Settled,
} from './recover.js';
import { buildSettlement } from './settle.js';

/** What a wallet did under one auction. */
export interface OwnDay {
  readonly order: OwnOrder;
  /** Undefined where it has not settled. */
  readonly settled: Settled | undefined;
}

/** A household in the day's energy market: one order a day, settled by its signed readings. */
export class Market {
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
  }

  /**
   * The auction of a day in the zone and tariff that the wallet's point has now.
   * @param day days since 1970-01-01 UTC, see `dayNumber`
   * @throws ProtocolError AUCTION_UNKNOWN before it is opened, FACT_INVALID, POSITION_EMPTY
   */
  auctionOf(day: number, { position }: PointChoice = {}): Promise<AuctionEntry> {
    return this.#work.oneByOne(async () => {
      const { ctx } = this.#work;
      const changes = await fetchPointChanges(ctx);
      const now = pinnedBy({ pointChanges: changes.length }, changes);
      const { zone, tariffId } = ownPoint(ctx, now, position);
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
   * Submits the day's order; `nullCells` for a day without trading.
   * @throws ProtocolError FACT_INVALID, HEAD_STALE, EQUIVOCATION, STORE_REQUIRED, DEPOSIT_ABOVE_TIERS, NO_NOTE_LARGE_ENOUGH, POINT_NOT_PINNED, and the node's refusals
   */
  order(auctionId: bigint, cells: readonly Cell[], { position }: PointChoice = {}): Promise<OwnOrder> {
    const work = this.#work;
    return work.oneByOne(async () => {
      const { ctx, notes } = work;
      const { entry, heights, points, point } = await pinnedAuction(ctx, auctionId, position);
      await work.ground(heights);
      const pointPath = pinnedPath(ctx, points, point, entry.pointRoot);
      await work.sync();
      const { bytes, order } = await buildOrder(ctx, { entry, point, pointPath, cells, notes });
      notes.expect(order.change);
      await work.submit(bytes);
      return order;
    });
  }

  /**
   * Settles the day of an own order by its signed readings. What was built once is sent again as it is,
   * whatever readings are given then. Time is that of the last final block.
   * @throws ProtocolError FACT_INVALID, HEAD_STALE, EQUIVOCATION, STORE_REQUIRED, SETTLEMENT_NOT_OPEN, ORDER_NOT_FOUND, READING_INVALID, STATUS_WRONG, and the node's refusals
   */
  settle(auctionId: bigint, signed: SignedReadings, { position }: PointChoice = {}): Promise<Settled> {
    const work = this.#work;
    return work.oneByOne(async () => {
      const { ctx, notes } = work;
      const { entry, heights, point } = await pinnedAuction(ctx, auctionId, position);
      const { time } = await work.ground(heights);
      const orders = await fetchOrders(ctx, auctionId);
      const order = recoverOrder(ctx, auctionId, point, orders);
      ensure(order !== undefined, 'ORDER_NOT_FOUND', { field: 'auctionId' });

      const name = `settle-${hex(settleNullifier(ctx.hasher, order.salt, auctionId))}`;
      const bytes = await work.keptTx(name, async () => {
        // Built earlier, it could miss the status list, and what is kept is never built again.
        ensure(time >= entry.settleFrom, 'SETTLEMENT_NOT_OPEN', { settleFrom: String(entry.settleFrom) });
        return buildSettlement(ctx, {
          entry,
          order,
          orderPath: orderPath(ctx, orders, order.c, entry.orderRoot),
          aggregationKeys: aggregationKeysOf(ctx, point),
          signed,
        });
      });
      const { body } = decodeTx(ctx.genesis.profile, bytes) as TxOf<'settle'>;
      const settled = openSettlement(ctx, entry, order, body);
      notes.expect(settled.refund);
      await work.submitKept(bytes);
      return settled;
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
    const changes = await fetchPointChanges(ctx);
    for (const auctionId of await allItems((query) => ctx.api.auctions({ query }))) {
      const points = ownPoints(ctx, pinnedBy(await ctx.api.auction({ params: { auctionId } }), changes));
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
