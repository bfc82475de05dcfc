import { type Auction, marketOf, requireAuction } from '@veilgrid/node/state/market/auction';
import { listOrders } from '@veilgrid/node/state/market/order';
import { listSettlements } from '@veilgrid/node/state/market/settlement';
import { addMasks, initialMaskSum, maskSumCommitment } from '@veilgrid/protocol/core/groups/maskSum';
import { masksOf } from '@veilgrid/protocol/core/groups/masks';
import { encodePrice } from '@veilgrid/protocol/core/ssz';
import {
  auctionIdOf,
  type MarketData,
  makeKeyShare,
  type ShareRole,
} from '@veilgrid/protocol/market/auction';
import {
  addOrders,
  clearingStateCommitment,
  initialClearingState,
  type PeriodClearing,
  publishedResult,
} from '@veilgrid/protocol/market/clearing';
import { type Cell, openOrder, unpackOrder } from '@veilgrid/protocol/market/order';
import { MIN_GROUP, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { ROLES } from '@veilgrid/protocol/roles';
import type { Tx } from '@veilgrid/protocol/tx';
import { jsMatcher } from '@veilgrid/wasm-core';
import { type BodyOf, hasher, TestChain } from './chain.js';
import { GENESIS, PARAMS, START } from './genesis.js';
import { Household, TARIFF, ZONE } from './household.js';

const { K, N } = PARAMS;
export const DAY = Math.floor(Number(START) / SECONDS_PER_DAY) + 1;
const DAY_END = BigInt((DAY + 1) * SECONDS_PER_DAY);
export const TIMES = {
  gate: START + 3_600n,
  release: START + 7_200n,
  close: START + 10_800n,
  settleFrom: DAY_END + 3_600n,
  settleEnd: DAY_END + 7_200n,
  publish: DAY_END + 10_800n,
};
export const OPERATOR_SECRET = 11_111n;
export const REGULATOR_SECRET = 22_222n;
export const AUCTION_ID = auctionIdOf(hasher, GENESIS.chainId, ZONE, TARIFF, DAY);

export const tariffBody = (): BodyOf<'publishTariff'> => ({
  tariffId: TARIFF,
  day: DAY,
  importPrice: [3_000, 3_000, -50, 4_000].map(encodePrice),
  exportPrice: [800, -20, -100, 900].map(encodePrice),
  network: [1_000, 1_000, 900, 1_200],
  discount: [600, 600, 0, 1_200],
  fixedPerDay: 50_000n,
});

/** A share with its proof of possession for an auction. */
export const share = (role: ShareRole, id: bigint, secret: bigint) =>
  makeKeyShare(hasher, GENESIS.chainId, id, role, secret);

export const openBody = (): BodyOf<'openAuction'> => ({
  zone: ZONE,
  tariffId: TARIFF,
  day: DAY,
  floor: encodePrice(-100),
  tick: 1,
  collateral: encodePrice(65_435),
  tiers: [100_000_000n, 5_000_000_000n],
  ...TIMES,
  operatorShare: share('operator', AUCTION_ID, OPERATOR_SECRET),
  regulatorShare: share('regulator', AUCTION_ID, REGULATOR_SECRET),
});

/** Every third household sells, the next ones buy, and the last three submit null orders. */
export function cellsOf(i: number, count: number): Cell[] {
  return Array.from({ length: K }, (_, k) => {
    const side = i % 3 === 0 ? 1 : 0;
    const level = side === 1 ? 900 + 40 * i + 10 * k : 2_500 - 30 * i + 5 * k;
    return { side, level, qty: i >= count - 3 || k === 2 ? 0 : 300 + 17 * i };
  });
}

/** One auction, step by step; a step brings the chain into its phase. */
export class TestDay {
  readonly chain = new TestChain();
  readonly households: Household[];

  constructor(households = 12) {
    this.households = Array.from({ length: households }, (_, i) => new Household(i));
  }

  get auction(): Auction {
    return requireAuction(this.chain.store, AUCTION_ID);
  }

  get market(): MarketData {
    return marketOf(this.chain.ctx, this.chain.store, this.auction);
  }

  /** Money, points and a tariff. */
  prepare(): this {
    const { chain } = this;
    for (const account of [ROLES.supplier, ROLES.operator, ROLES.regulator]) {
      chain.submit(chain.tx('mintAccount', { account, value: 1_000_000_000_000n }));
    }
    for (const h of this.households) {
      chain.submit(chain.tx('mintNote', h.note));
      chain.submit(chain.tx('enrolPoint', h.point));
    }
    chain.submit(chain.tx('publishTariff', tariffBody()));
    return this;
  }

  open(): this {
    this.chain.submit(this.chain.tx('openAuction', openBody()));
    return this;
  }

  /** All in one block. */
  order(): this {
    const { chain, auction, households } = this;
    chain.submit(
      ...households.map((h) => chain.tx('order', h.order(chain, auction, cellsOf(h.i, households.length)))),
    );
    return this;
  }

  release(): this {
    const { chain } = this;
    chain
      .at(TIMES.gate)
      .submit(chain.tx('releaseShare', { auctionId: AUCTION_ID, scalar: REGULATOR_SECRET }));
    return this;
  }

  /** The books as the operator opens them, and their clearing. */
  opened(): { orders: Cell[][]; periods: PeriodClearing[] } {
    const secret = OPERATOR_SECRET + REGULATOR_SECRET;
    const orders = listOrders(this.chain.store, AUCTION_ID, 0, 100).map(({ ephemeralX, ephemeralY, ct }) => {
      const sealed = { ephemeral: { x: ephemeralX, y: ephemeralY }, ct };
      return unpackOrder(openOrder(hasher, secret, AUCTION_ID, sealed).words, K)!;
    });
    return { orders, periods: jsMatcher.clearDay(orders, K) };
  }

  /** The clearing's batches, first to last. */
  clearBodies(): BodyOf<'clear'>[] {
    const { orders, periods } = this.opened();
    let state = initialClearingState(PARAMS);
    const batches = Math.max(1, Math.ceil(orders.length / N));
    return Array.from({ length: batches }, (_, batch) => {
      state = addOrders(state, 100n + BigInt(batch), orders.slice(N * batch, N * (batch + 1)), periods);
      return { auctionId: AUCTION_ID, batch, stateOut: clearingStateCommitment(hasher, state, periods) };
    });
  }

  closeBody(): BodyOf<'close'> {
    const { orders, periods } = this.opened();
    const count = orders.filter((cells) => cells.some((c) => c.qty > 0)).length;
    const { enough, p, lambdaBuy, lambdaSell, ...rest } = publishedResult(periods, count, MIN_GROUP);
    return {
      ...rest,
      auctionId: AUCTION_ID,
      enough: enough ? 1 : 0,
      p: [...p],
      lambdaBuy: [...lambdaBuy],
      lambdaSell: [...lambdaSell],
    };
  }

  clear(): this {
    for (const body of this.clearBodies()) this.chain.submit(this.chain.tx('clear', body));
    return this;
  }

  close(): this {
    this.chain.submit(this.chain.tx('close', this.closeBody()));
    return this;
  }

  /** Household 1's meter was replaced: the DSO signs its day. */
  statusList(): this {
    const tags = [this.households[1]!.tagA(AUCTION_ID)];
    this.chain.submit(this.chain.tx('statusList', { auctionId: AUCTION_ID, tags }));
    return this;
  }

  settleTx(h: Household): Tx {
    return this.chain.tx('settle', h.settle(this.chain, AUCTION_ID));
  }

  /** The first `count` households settle, in another order than they ordered. */
  settle(count = this.households.length): this {
    this.chain.at(TIMES.settleFrom);
    const order = this.households.slice(0, count).sort((a, b) => ((a.i * 5) % 7) - ((b.i * 5) % 7));
    for (const h of order) this.chain.submit(this.settleTx(h));
    return this;
  }

  /** One role's batches through the sets of several auctions, which are opened together. */
  maskBodies(role: 'A' | 'B', auctions: readonly bigint[] = [AUCTION_ID]): BodyOf<'maskSum'>[] {
    const groups = auctions.flatMap((auctionId) => {
      const known = this.#keysOf(role, auctionId);
      const keys = listSettlements(this.chain.store, auctionId, 0, 100).map(
        (s) => known.get(role === 'A' ? s.tagA : s.tagB)!,
      );
      const batches = Array.from({ length: Math.ceil(keys.length / N) }, (_, batch) => batch);
      return batches.map((batch) => ({ auctionId, batch, few: keys.slice(N * batch, N * (batch + 1)) }));
    });
    let state = initialMaskSum(PARAMS);
    return groups.map(({ auctionId, batch, few }, i) => {
      state = addMasks(hasher, PARAMS, role, auctionId, state, 200n + BigInt(i), few);
      return {
        auctionId,
        aggregator: role === 'A' ? 0 : 1,
        batch,
        stateOut: maskSumCommitment(hasher, state),
        sum: i === groups.length - 1 ? [...state.sums] : Array<bigint>(PARAMS.laneWords).fill(0n),
      };
    });
  }

  #keysOf(role: 'A' | 'B', auctionId: bigint): Map<bigint, bigint> {
    return new Map(
      this.households.map((h) => {
        const key = role === 'A' ? h.kA : h.kB;
        return [masksOf(hasher, PARAMS, role, key, auctionId).tag, key];
      }),
    );
  }

  maskSums(roles: readonly ('A' | 'B')[] = ['A', 'B']): this {
    this.chain.at(TIMES.settleEnd);
    for (const role of roles) {
      for (const body of this.maskBodies(role)) this.chain.submit(this.chain.tx('maskSum', body));
    }
    return this;
  }

  publish(): this {
    this.chain.at(TIMES.publish).submit(this.chain.tx('publish', { auctionId: AUCTION_ID }));
    return this;
  }
}
