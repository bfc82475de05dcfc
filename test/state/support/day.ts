import { listOrders } from '@veilgrid/node/state/market/order';
import { type Cell, unpackOrder } from '@veilgrid/protocol/core/books/cells';
import type { PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import { openOrder } from '@veilgrid/protocol/core/books/sealed';
import type { Aggregator } from '@veilgrid/protocol/roles';
import type { Tx } from '@veilgrid/protocol/tx';
import { jsMatcher } from '@veilgrid/wasm-core';
import { type BodyOf, TestChain } from './chain.js';
import { clearingBatches, closeBodyOf } from './clearingBatches.js';
import { fundRoles, settleIn } from './foundation.js';
import { PARAMS } from './genesis.js';
import { hasher } from './hasher.js';
import { Household } from './household.js';
import { MarketDay } from './marketDay.js';
import { type MaskPhase, maskBatches } from './maskBatches.js';

const { K } = PARAMS;

/** Every third household sells, the next ones buy, and the last three submit null orders. */
export function cellsOf(i: number, count: number): Cell[] {
  return Array.from({ length: K }, (_, k) => {
    const side = i % 3 === 0 ? 1 : 0;
    const level = side === 1 ? 900 + 40 * i + 10 * k : 2_500 - 30 * i + 5 * k;
    return { side, level, qty: i >= count - 3 || k === 2 ? 0 : 300 + 17 * i };
  });
}

/** The first auction of a chain, with households whose orders and settlements say what they would prove. */
export class TestDay extends MarketDay {
  readonly households: Household[];

  constructor(households = 12, chain = new TestChain()) {
    super(chain);
    this.households = Array.from({ length: households }, (_, i) => new Household(i));
  }

  /** Money, points and a tariff. */
  prepare(): this {
    fundRoles(this.chain);
    settleIn(this.chain, this.households);
    return this.tariff();
  }

  /** The first `count` households, all in one block. */
  order(count = this.households.length): this {
    const { chain, auction } = this;
    const orders = this.households.slice(0, count).map((h) => h.order(chain, auction, cellsOf(h.i, count)));
    chain.submit(...orders.map((order) => chain.tx('order', order)));
    return this;
  }

  /** The books as the operator opens them, and their clearing. */
  opened(): { orders: Cell[][]; periods: PeriodClearing[] } {
    const { id, slot } = this;
    const secret = slot.operatorSecret + slot.regulatorSecret;
    const orders = listOrders(this.chain.store, id, 0, 100).map(({ ephemeralX, ephemeralY, ct }) => {
      const sealed = { ephemeral: { x: ephemeralX, y: ephemeralY }, ct };
      return unpackOrder(openOrder(hasher, secret, id, sealed).words, K)!;
    });
    return { orders, periods: jsMatcher.clearDay(orders, K) };
  }

  /** The clearing's batches, first to last. */
  clearBodies(): BodyOf<'clear'>[] {
    const { orders, periods } = this.opened();
    return clearingBatches(this.id, orders, periods).map(({ body }) => body);
  }

  closeBody(): BodyOf<'close'> {
    const { orders, periods } = this.opened();
    const count = orders.filter((cells) => cells.some((c) => c.qty > 0)).length;
    return closeBodyOf(this.id, periods, count);
  }

  clear(): this {
    for (const body of this.clearBodies()) this.chain.send('clear', body);
    return this;
  }

  close(): this {
    this.chain.send('close', this.closeBody());
    return this;
  }

  /** Household 1's meter was replaced: the DSO signs its day. */
  statusList(): this {
    return this.postStatus([this.households[1]!]);
  }

  settleTx(h: Household): Tx {
    return this.chain.tx('settle', h.settle(this.chain, this.id));
  }

  /** The first `count` households settle, in another order than they ordered. */
  settle(count = this.households.length): this {
    this.settling();
    const order = this.households.slice(0, count).sort((a, b) => ((a.i * 5) % 7) - ((b.i * 5) % 7));
    for (const h of order) this.chain.submit(this.settleTx(h));
    return this;
  }

  /** One role's batches through the sets of several auctions, which are opened together, the large one last. */
  maskBodies(
    role: Aggregator,
    auctions: readonly bigint[] = [this.id],
    phase: MaskPhase = 'count',
  ): BodyOf<'maskSum'>[] {
    const sets = auctions.map((auctionId) => this.settledOf(this.households, auctionId, role));
    return maskBatches(this.chain, role, sets, phase).map(({ body }) => body);
  }

  /** Both openings of both roles: the counts first. */
  openSums(auctions: readonly bigint[] = [this.id]): this {
    for (const phase of ['count', 'words'] as const) {
      for (const role of ['A', 'B'] as const) {
        for (const body of this.maskBodies(role, auctions, phase)) this.chain.send('maskSum', body);
      }
    }
    return this;
  }

  maskSums(): this {
    this.chain.at(this.at.settleEnd);
    return this.openSums();
  }
}
