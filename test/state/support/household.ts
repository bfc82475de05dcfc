import { noteRoot } from '@veilgrid/node/state/core/money/notes';
import type { Auction } from '@veilgrid/node/state/market/auction';
import { marketOf } from '@veilgrid/node/state/market/auction';
import { settleAuction } from '@veilgrid/node/state/market/settleAuction';
import { statusOf } from '@veilgrid/node/state/market/statusList';
import { type Cell, orderCommitment, packOrder } from '@veilgrid/protocol/core/books/cells';
import { sealOrder } from '@veilgrid/protocol/core/books/sealed';
import { noteCommitment, noteNullifier } from '@veilgrid/protocol/core/money/note';
import {
  type Reading,
  readingCommitment,
  readingMessage,
  readingTotals,
  salt2Of,
} from '@veilgrid/protocol/core/readings';
import {
  bidNullifier,
  innerCommitment,
  orderMemoBytes,
  requiredDeposit,
} from '@veilgrid/protocol/market/order';
import {
  type Bill,
  billOf,
  lateRefund,
  maskedOutputs,
  refundAndShortfall,
  refundRho,
  settleMemoBytes,
  settleNullifier,
} from '@veilgrid/protocol/market/settlement';
import { MONEY } from '@veilgrid/protocol/params';
import type { BodyOf, TestChain } from './chain.js';
import { GENESIS, PARAMS } from './genesis.js';
import { hasher } from './hasher.js';
import { Party } from './party.js';

/** A party that computes what its circuits would prove. */
export class Household extends Party {
  deposit = 0n;
  cells: Cell[] = [];
  bill: Bill | undefined;

  /** Wh of the day: some consume, some feed in. */
  readings(): Reading[] {
    return Array.from({ length: PARAMS.K }, (_, k) => {
      const load = 400 + 37 * this.i + 111 * k;
      const sun = this.i % 3 === 0 ? 900 * k : 0;
      return { imported: Math.max(0, load - sun), exported: Math.max(0, sun - load) };
    });
  }

  order(chain: TestChain, auction: Auction, cells: Cell[]): BodyOf<'order'> {
    const { auctionId } = auction;
    this.cells = cells;
    const needed = requiredDeposit(cells, marketOf(chain.ctx, chain.store, auction), this.point.dayLimit);
    this.deposit = auction.tiers.find((tier) => tier >= needed)!;
    const words = packOrder(cells);
    const inner = innerCommitment(hasher, this.inner(auctionId, this.deposit));
    const sealed = sealOrder(hasher, auction, { words, inner, b: 6_000n + BigInt(this.i) });
    const change = { ...this.note, value: this.note.value - this.deposit, rho: 7_000n + BigInt(this.i) };
    return {
      auctionId,
      nfNote: noteNullifier(hasher, this.sk, noteCommitment(hasher, this.note)),
      nfBid: bidNullifier(hasher, this.sk, this.pointId, auctionId),
      changeCm: noteCommitment(hasher, change),
      c: orderCommitment(hasher, auctionId, words, inner),
      ephemeralX: sealed.ephemeral.x,
      ephemeralY: sealed.ephemeral.y,
      ct: sealed.ct,
      noteRoot: noteRoot(chain.store),
      asset: MONEY,
      deposit: this.deposit,
      memo: new Uint8Array(orderMemoBytes(PARAMS)),
    };
  }

  /** @param status where it may choose: of a struck tag, or on a late list */
  settle(chain: TestChain, auctionId: bigint, status?: number): BodyOf<'settle'> {
    return this.#settled(chain, auctionId, false, status).body;
  }

  /** The same day when its time is over: no credit above the deposit, which is shown with what is paid. */
  lateBill(chain: TestChain, auctionId: bigint, status?: number): BodyOf<'lateBill'> {
    const { body, paid } = this.#settled(chain, auctionId, true, status);
    return { ...body, paid, deposit: this.deposit };
  }

  #settled(chain: TestChain, auctionId: bigint, late: boolean, given?: number) {
    const a = settleAuction(chain.ctx, chain.store, auctionId, { late });
    const salt = this.salt(auctionId);
    const readings = this.readings();
    const bill = billOf(this.cells, readings, a.market, a.result);
    this.bill = bill;
    const { refund } = refundAndShortfall(this.deposit, bill.cost);
    const paid = late ? lateRefund(this.deposit, refund) : refund;
    const status = given ?? statusOf(chain.store, auctionId, this.tag('A', auctionId));
    const message = readingMessage(hasher, {
      chainId: GENESIS.chainId,
      position: this.point.position,
      day: a.day,
      status,
      readings,
    });
    const rho = refundRho(hasher, salt, auctionId);
    const body: BodyOf<'settle'> = {
      ...maskedOutputs(hasher, PARAMS, {
        groupId: a.groupId,
        terms: a.terms,
        status,
        kA: this.kA,
        kB: this.kB,
        readings,
        bill,
        deposit: this.deposit,
      }),
      auctionId,
      nf: settleNullifier(hasher, salt, auctionId),
      readingCommitment: readingCommitment(hasher, {
        message,
        totals: readingTotals(readings),
        point: this.pointId,
        salt2: salt2Of(hasher, salt),
      }),
      refundCm: noteCommitment(hasher, { ...this.note, value: paid, rho }),
      status,
      open: this.point.open,
      memo: new Uint8Array(settleMemoBytes(PARAMS)),
    };
    return { body, paid };
  }
}
