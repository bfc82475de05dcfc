/** Auctions after the first: orders whose contents nobody sees, days without trades. */
import { noteRoot } from '@veilgrid/node/state/core/money/notes';
import { requireAuction } from '@veilgrid/node/state/market/auction';
import { settleAuction } from '@veilgrid/node/state/market/settlement';
import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { type Cell, orderMemoBytes } from '@veilgrid/protocol/market/order';
import { billOf, maskedOutputs, settleMemoBytes } from '@veilgrid/protocol/market/settlement';
import { MONEY, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { type BodyOf, hasher, type TestChain } from './chain.js';
import { DAY, openBody, share, type TestDay, TIMES, tariffBody } from './day.js';
import { GENESIS, PARAMS } from './genesis.js';
import { type Household, TARIFF, ZONE } from './household.js';

const idOfDay = (day: number) => auctionIdOf(hasher, GENESIS.chainId, ZONE, TARIFF, day);

/** An auction `days` after the first, with key shares of its own. */
export class LaterDay {
  readonly id: bigint;
  readonly day: number;
  readonly secret: bigint;
  readonly at: typeof TIMES;
  readonly #chain: TestChain;

  constructor(chain: TestChain, days: number) {
    this.#chain = chain;
    this.day = DAY + days;
    this.id = idOfDay(this.day);
    this.secret = 33_333n + BigInt(1_000 * days);
    const shift = BigInt(days * SECONDS_PER_DAY);
    this.at = Object.fromEntries(Object.entries(TIMES).map(([name, t]) => [name, t + shift])) as typeof TIMES;
  }

  open(): this {
    const chain = this.#chain;
    chain.submit(chain.tx('publishTariff', { ...tariffBody(), day: this.day }));
    const operatorShare = share('operator', this.id, this.secret);
    const regulatorShare = share('regulator', this.id, this.secret + 1n);
    const terms = { ...openBody(), ...this.at, day: this.day, operatorShare, regulatorShare };
    chain.submit(chain.tx('openAuction', terms));
    return this;
  }

  /** Orders whose contents nobody ever sees. */
  order(count: number): this {
    const chain = this.#chain;
    const { tiers } = requireAuction(chain.store, this.id);
    const numbers = Array.from({ length: count }, (_, i) => this.secret + BigInt(100 * i));
    const orders = numbers.map((n): BodyOf<'order'> => {
      const ephemeral = mulBase(n);
      return {
        auctionId: this.id,
        nfNote: n + 1n,
        nfBid: n + 2n,
        changeCm: n + 3n,
        c: n + 4n,
        ephemeralX: ephemeral.x,
        ephemeralY: ephemeral.y,
        ct: Array.from({ length: PARAMS.orderWords + 1 }, (_, i) => n + BigInt(i)),
        noteRoot: noteRoot(chain.store),
        asset: MONEY,
        deposit: tiers[0]!,
        memo: new Uint8Array(orderMemoBytes(PARAMS)),
      };
    });
    chain.submit(...orders.map((body) => chain.tx('order', body)));
    return this;
  }

  release(): this {
    const chain = this.#chain.at(this.at.gate);
    chain.submit(chain.tx('releaseShare', { auctionId: this.id, scalar: this.secret + 1n }));
    return this;
  }

  void(time: bigint): this {
    const chain = this.#chain.at(time);
    chain.submit(chain.tx('voidAuction', { auctionId: this.id }));
    return this;
  }

  /** A day without trades of each household; the one at `large` owes more than its deposit. */
  settle(households: readonly Household[], large: number): this {
    const chain = this.#chain.at(this.at.settleFrom);
    const { market, result } = settleAuction(chain.ctx, chain.store, this.id);
    const deposit = requireAuction(chain.store, this.id).tiers[0]!;
    const idle: Cell[] = Array.from({ length: PARAMS.K }, () => ({ side: 0, level: 0, qty: 0 }));
    const bodies = households.map((h, i): BodyOf<'settle'> => {
      const n = this.secret + BigInt(100 * i);
      const readings: Reading[] = h
        .readings()
        .map((r) => (i === large ? { imported: 12_500, exported: 0 } : r));
      const bill = billOf(idle, readings, market, result);
      return {
        ...maskedOutputs(hasher, PARAMS, this.id, h.kA, h.kB, readings, bill, deposit),
        auctionId: this.id,
        nf: n + 5n,
        readingCommitment: n + 6n,
        refundCm: n + 7n,
        status: 0,
        memo: new Uint8Array(settleMemoBytes(PARAMS)),
      };
    });
    chain.submit(...bodies.map((body) => chain.tx('settle', body)));
    return this;
  }

  /** A's and B's sums over the sets of earlier days that this one takes in, and its own. */
  maskSums(day: TestDay, ...merged: bigint[]): this {
    const chain = this.#chain.at(this.at.settleEnd);
    for (const role of ['A', 'B'] as const) {
      for (const body of day.maskBodies(role, [...merged, this.id])) chain.submit(chain.tx('maskSum', body));
    }
    return this;
  }

  lateBill(): this {
    this.#chain.submit(this.#chain.tx('lateBill', { auctionId: this.id, nf: this.secret }));
    return this;
  }

  publish(): void {
    this.#chain.at(this.at.publish).submit(this.#chain.tx('publish', { auctionId: this.id }));
  }
}
