import { hex } from '@veilgrid/protocol/core/crypto/field';
import type { SignedReadings } from '@veilgrid/protocol/core/readings';
import { ensure } from '@veilgrid/protocol/errors';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import type { Cell } from '@veilgrid/protocol/market/order';
import { settleNullifier } from '@veilgrid/protocol/market/settlement';
import { decodeTx, type TxOf, txDigest, txIdHex } from '@veilgrid/protocol/tx';
import { allItems, submitBytes } from './client/submit.js';
import type { Address } from './core/money/address.js';
import { NoteBook } from './core/money/noteBook.js';
import { buildTransfer } from './core/money/transfer.js';
import { aggregationKeysOf } from './core/points/enrol.js';
import { fetchPointChanges, ownPoint, ownPoints, pinnedBy, pinnedPath } from './core/points/points.js';
import { type AuctionEntry, fetchAuction } from './market/auction.js';
import { buildOrder, type OwnOrder } from './market/order.js';
import {
  fetchOrders,
  openSettlement,
  orderPath,
  recoverOrder,
  recoverSettlement,
  type Settled,
} from './market/recover.js';
import { buildSettlement } from './market/settle.js';
import type { WalletContext } from './wallet/context.js';
import { memoryTxStore, type TxStore } from './wallet/txStore.js';

/** Which of the wallet's points an action is for; a wallet with one point need not say. */
export interface PointChoice {
  readonly position?: number;
}

/** What a wallet did under one auction. */
export interface OwnDay {
  readonly order: OwnOrder;
  /** Undefined where it has not settled. */
  readonly settled: Settled | undefined;
}

/**
 * A household's wallet. Actions run one after the other and return when the ledger has them on disk and
 * `notes` has followed.
 * Nothing but settlements on their way is kept outside the chain: the seed finds the rest again.
 */
export class Wallet {
  /** Money: balance and unspent notes. */
  readonly notes: NoteBook;
  readonly #ctx: WalletContext;
  readonly #store: TxStore;
  #last: Promise<unknown> = Promise.resolve();

  constructor(ctx: WalletContext, store: TxStore = memoryTxStore()) {
    this.#ctx = ctx;
    this.#store = store;
    this.notes = new NoteBook(ctx.hasher, ctx.genesis, ctx.keys);
  }

  /** Where others pay to; `encodeAddress` writes it down. */
  get address(): Address {
    const { ownerPk, encPk } = this.#ctx.keys;
    return { ownerPk, encPk };
  }

  /** Follows the chain: new notes in, spent ones out. @throws ProtocolError those of `createApi` */
  sync(): Promise<void> {
    return this.#oneByOne(() => this.notes.sync(this.#ctx.api));
  }

  /**
   * After a restore from the seed: finds own orders and settlements, under the points as they stood when each
   * auction opened, claims their change and refunds, then follows the chain.
   */
  recover(): Promise<OwnDay[]> {
    return this.#oneByOne(async () => {
      const days: OwnDay[] = [];
      const ctx = this.#ctx;
      const changes = await fetchPointChanges(ctx);
      for (const auctionId of await allItems((query) => ctx.api.auctions({ query }))) {
        const points = ownPoints(ctx, pinnedBy(await fetchAuction(ctx, auctionId), changes));
        const orders = points.length > 0 ? await fetchOrders(ctx, auctionId) : [];
        for (const point of points) {
          const order = recoverOrder(ctx, auctionId, point, orders);
          if (!order) continue;
          this.notes.expect(order.change);
          const settled = await recoverSettlement(ctx, order);
          if (settled) this.notes.expect(settled.refund);
          days.push({ order, settled });
        }
      }
      await this.notes.sync(ctx.api);
      return days;
    });
  }

  /**
   * The auction of a day in the zone and tariff that the wallet's point has now.
   * @param day days since 1970-01-01 UTC, see `dayNumber`
   * @throws ProtocolError AUCTION_UNKNOWN before it is opened, POSITION_EMPTY
   */
  auctionOf(day: number, { position }: PointChoice = {}): Promise<AuctionEntry> {
    return this.#oneByOne(async () => {
      const ctx = this.#ctx;
      const changes = await fetchPointChanges(ctx);
      const now = pinnedBy({ pointChanges: changes.length }, changes);
      const { zone, tariffId } = ownPoint(ctx, now, position);
      return fetchAuction(ctx, auctionIdOf(ctx.hasher, ctx.genesis.chainId, zone, tariffId, day));
    });
  }

  /**
   * Submits the day's order; `nullCells` for a day without trading.
   * @throws ProtocolError DEPOSIT_ABOVE_TIERS, NO_NOTE_LARGE_ENOUGH, POINT_NOT_PINNED, and the node's refusals
   */
  order(auctionId: bigint, cells: readonly Cell[], { position }: PointChoice = {}): Promise<OwnOrder> {
    return this.#oneByOne(async () => {
      const ctx = this.#ctx;
      const entry = await fetchAuction(ctx, auctionId);
      const points = pinnedBy(entry, await fetchPointChanges(ctx));
      const point = ownPoint(ctx, points, position);
      const pointPath = pinnedPath(ctx, points, point, entry.pointRoot);
      await this.notes.sync(ctx.api);
      const { bytes, order } = await buildOrder(ctx, {
        entry,
        point,
        pointPath,
        cells,
        notes: this.notes,
      });
      this.notes.expect(order.change);
      await submitBytes(ctx.api, bytes);
      await this.notes.sync(ctx.api);
      return order;
    });
  }

  /**
   * Settles the day of an own order by its signed readings. What was built once is sent again as it is,
   * whatever readings are given then. Time is that of the last block.
   * @throws ProtocolError SETTLEMENT_NOT_OPEN, ORDER_NOT_FOUND, READING_INVALID, STATUS_WRONG, and the node's refusals
   */
  settle(auctionId: bigint, signed: SignedReadings, { position }: PointChoice = {}): Promise<Settled> {
    return this.#oneByOne(async () => {
      const ctx = this.#ctx;
      const entry = await fetchAuction(ctx, auctionId);
      const point = ownPoint(ctx, pinnedBy(entry, await fetchPointChanges(ctx)), position);
      const orders = await fetchOrders(ctx, auctionId);
      const order = recoverOrder(ctx, auctionId, point, orders);
      ensure(order !== undefined, 'ORDER_NOT_FOUND', { field: 'auctionId' });

      const name = `settle-${hex(settleNullifier(ctx.hasher, order.salt, auctionId))}`;
      let bytes = await this.#store.find(name);
      if (!bytes) {
        // Built earlier, it could miss the status list, and what is kept is never built again.
        const { time } = await ctx.api.status({});
        ensure(time >= entry.settleFrom, 'SETTLEMENT_NOT_OPEN', { settleFrom: String(entry.settleFrom) });
        const built = await buildSettlement(ctx, {
          entry,
          order,
          orderPath: orderPath(ctx, orders, order.c, entry.orderRoot),
          aggregationKeys: aggregationKeysOf(ctx, point),
          signed,
        });
        bytes = await this.#store.keep(name, built);
      }
      const { body } = decodeTx(ctx.genesis.profile, bytes) as TxOf<'settle'>;
      const settled = openSettlement(ctx, entry, order, body);
      this.notes.expect(settled.refund);
      await this.#send(bytes);
      await this.notes.sync(ctx.api);
      return settled;
    });
  }

  /**
   * Pays `value` (1e-8 currency) in private; the flat fee comes on top.
   * @throws ProtocolError NO_NOTE_LARGE_ENOUGH, VALUE_OUT_OF_RANGE, and the node's refusals
   */
  transfer(to: Address, value: bigint): Promise<void> {
    return this.#transfer(to, value, 0n, new Uint8Array(32));
  }

  /**
   * Takes `value` (1e-8 currency) off the ledger, for the issuer to pay out; the flat fee comes on top.
   * @param payoutReference 32 bytes by which the issuer pays out
   * @throws ProtocolError NO_NOTE_LARGE_ENOUGH, VALUE_OUT_OF_RANGE, and the node's refusals
   */
  redeem(value: bigint, payoutReference: Uint8Array): Promise<void> {
    return this.#transfer(this.address, 0n, value, payoutReference);
  }

  #transfer(to: Address, value: bigint, redeemed: bigint, payoutReference: Uint8Array): Promise<void> {
    return this.#oneByOne(async () => {
      const { api } = this.#ctx;
      await this.notes.sync(api);
      const request = { notes: this.notes, to, value, redeemed, payoutReference };
      await submitBytes(api, await buildTransfer(this.#ctx, request));
      await this.notes.sync(api);
    });
  }

  /** Sends a kept transaction unless the ledger has it. */
  async #send(bytes: Uint8Array): Promise<void> {
    const { genesis, api } = this.#ctx;
    const tx = decodeTx(genesis.profile, bytes);
    const id = txIdHex(txDigest(genesis.profile, genesis.chainId, tx));
    const { status } = await api.transaction({ params: { id } });
    if (status !== 'committed') await submitBytes(api, bytes);
  }

  /** One action at a time, or two would spend the same note. */
  #oneByOne<T>(action: () => Promise<T>): Promise<T> {
    const run = this.#last.then(action);
    this.#last = run.catch(() => {});
    return run;
  }
}
