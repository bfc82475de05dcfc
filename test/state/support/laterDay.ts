import { noteRoot } from '@veilgrid/node/state/core/money/notes';
import { settleAuction } from '@veilgrid/node/state/market/settleAuction';
import type { Cell } from '@veilgrid/protocol/core/books/cells';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { billOf, maskedOutputs, settleMemoBytes } from '@veilgrid/protocol/market/settlement';
import { blindOrder } from './blindOrder.js';
import type { BodyOf, TestChain } from './chain.js';
import type { TestDay } from './day.js';
import { PARAMS } from './genesis.js';
import { hasher } from './hasher.js';
import type { Household } from './household.js';
import { MarketDay } from './marketDay.js';
import { HERE } from './party.js';
import { slotOf } from './slot.js';
import { PRICES, TERMS } from './terms.js';

const IDLE: Cell[] = Array.from({ length: PARAMS.K }, () => ({ side: 0, level: 0, qty: 0 }));

/** An auction `days` after the first: orders whose contents nobody sees, a day without trades. */
export class LaterDay extends MarketDay {
  readonly #seed: bigint;

  constructor(chain: TestChain, days: number, where = HERE) {
    super(chain, slotOf(days, chain.genesis.chainId, where));
    const apart = where.zone - HERE.zone + 10 * (where.tariffId - HERE.tariffId);
    this.#seed = BigInt(10_000 * days + 10_000_000 * apart);
  }

  /** With the tariff of its day. */
  override open(terms = TERMS, prices = PRICES): this {
    return this.tariff(prices) && super.open(terms);
  }

  #seedOf(i: number): bigint {
    return this.#seed + BigInt(100 * i);
  }

  order(count: number): this {
    const { chain, id, auction } = this;
    const root = noteRoot(chain.store);
    const bodies = Array.from({ length: count }, (_, i) =>
      blindOrder(this.#seedOf(i), id, root, auction.tiers[0]!),
    );
    chain.submit(...bodies.map((body) => chain.tx('order', body)));
    return this;
  }

  /** A day without trades of each household; the one at `large` owes more than its deposit. */
  settle(households: readonly Household[], large: number): this {
    const { id, auction } = this;
    const { chain } = this.settling();
    const { market, result, terms } = settleAuction(chain.ctx, chain.store, id);
    const bodies = households.map((h, i): BodyOf<'settle'> => {
      const seed = this.#seedOf(i);
      const readings: Reading[] = h
        .readings()
        .map((r) => (i === large ? { imported: 12_000 + Math.floor(30_000 / PARAMS.K), exported: 0 } : r));
      const bill = billOf(IDLE, readings, market, result);
      return {
        ...maskedOutputs(hasher, PARAMS, {
          groupId: id,
          terms,
          status: 0,
          kA: h.kA,
          kB: h.kB,
          readings,
          bill,
          deposit: auction.tiers[0]!,
        }),
        auctionId: id,
        nf: seed + 5n,
        readingCommitment: seed + 6n,
        refundCm: seed + 7n,
        status: 0,
        open: 0,
        memo: new Uint8Array(settleMemoBytes(PARAMS)),
      };
    });
    chain.submit(...bodies.map((body) => chain.tx('settle', body)));
    return this;
  }

  /** A's and B's sums over the sets of earlier days that this one takes in, and its own. */
  maskSums(day: TestDay, ...merged: bigint[]): this {
    this.chain.at(this.at.settleEnd);
    day.openSums([...merged, this.id]);
    return this;
  }

  /** What nobody checks but the ledger itself: of the order whose household did not settle. */
  lateBody(paid: bigint, i = 0): BodyOf<'lateBill'> {
    const seed = this.#seedOf(i);
    return {
      auctionId: this.id,
      nf: seed + 8n,
      readingCommitment: seed + 9n,
      refundCm: seed + 10n,
      tagA: seed + 11n,
      tagB: seed + 12n,
      short: 0n,
      lanes: Array<bigint>(PARAMS.laneWords).fill(0n),
      status: 0,
      open: 0,
      memo: new Uint8Array(settleMemoBytes(PARAMS)),
      paid,
      deposit: this.auction.tiers[0]!,
    };
  }

  lateBill(paid = 1_000n): this {
    this.chain.send('lateBill', this.lateBody(paid));
    return this;
  }
}
