/** A simulated day on the real state machine: whoever takes part submits whatever its statements accept. */
import { type Auction, requireAuction } from '@veilgrid/node/state/auction';
import { clearingProgress } from '@veilgrid/node/state/clearing';
import { type FoldedList, foldBounds } from '@veilgrid/node/state/folds';
import { maskSumProgress } from '@veilgrid/node/state/maskSum';
import { listNotes } from '@veilgrid/node/state/notes';
import { listOrders, orderAuction, orderList } from '@veilgrid/node/state/order';
import { settleAuction, tagList } from '@veilgrid/node/state/settlement';
import { statusOf } from '@veilgrid/node/state/statusList';
import type { VerifiedTx } from '@veilgrid/node/state/verified';
import { addMasks, initialMaskSum, maskSumCircuitInputs, maskSumCommitment } from '@veilgrid/protocol/aggregate';
import {
  addOrders,
  type ClearingResult,
  clearCircuitInputs,
  clearingStateCommitment,
  closeCircuitInputs,
  initialClearingState,
  type PeriodClearing,
  publishedResult,
} from '@veilgrid/protocol/clearing';
import { pointLeaf } from '@veilgrid/protocol/connection';
import {
  type Cell,
  innerCommitment,
  orderCircuitInputs,
  orderMemoBytes,
  type OrderWitness,
} from '@veilgrid/protocol/order';
import { MIN_GROUP, MONEY } from '@veilgrid/protocol/params';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { settleCircuitInputs, settleMemoBytes, type SettleWitness } from '@veilgrid/protocol/settlement';
import { Tree8 } from '@veilgrid/protocol/tree';
import { jsMatcher } from '@veilgrid/wasm-core';
import type { BodyOf } from '../../state/support/chain.js';
import { AUCTION_ID } from '../../state/support/day.js';
import { PARAMS } from '../../state/support/genesis.js';
import { orderStatement, settleStatement } from './householdStatements.js';
import type { Member } from './member.js';
import { hasher } from './primitives.js';
import type { SimChain } from './simChain.js';
import type { Plan } from './traders.js';

const { K, N } = PARAMS;

/** An order as its owner and, after the release, the operator know it. */
interface Placed {
  readonly member: Member;
  readonly plan: Plan;
  readonly inner: bigint;
}

export class SimDay {
  readonly #byCommitment = new Map<bigint, Placed>();
  readonly #points: Tree8;
  #noteTree: Tree8 | undefined;
  #orderTree: Tree8 | undefined;

  constructor(
    readonly chain: SimChain,
    readonly members: readonly Member[],
    readonly plans: readonly Plan[],
  ) {
    this.#points = new Tree8(hasher, PARAMS.pointDepth);
    for (const { point } of members) this.#points.set(point.position, pointLeaf(hasher, point));
  }

  get auction(): Auction {
    return requireAuction(this.chain.store, AUCTION_ID);
  }

  /** The honest witness of a member's order. Every order of a day spends a note of the tree as it stood. */
  orderWitness(member: Member): OrderWitness {
    const leaves = listNotes(this.chain.store, 0, 4_096).map((note) => note.cm);
    this.#noteTree ??= new Tree8(hasher, PARAMS.noteDepth, leaves);
    const tree = this.#noteTree;
    const path = (cm: bigint) => tree.path(leaves.indexOf(cm));
    const auction = orderAuction(this.chain.ctx, this.chain.store, AUCTION_ID);
    return member.orderWitness(auction, this.plans[member.i]!, this.#points, { root: tree.root, path });
  }

  /** @throws StatementError where the witness proves nothing, or not what the changed body says */
  orderTx(w: OrderWitness, changes: Partial<BodyOf<'order'>> = {}): VerifiedTx {
    const inputs = orderCircuitInputs(w);
    const [nfNote, nfBid, changeCm, c, x, y, ...ct] = orderStatement(this.chain.meters.primitives, inputs);
    const body: BodyOf<'order'> = {
      auctionId: w.auction.auctionId,
      nfNote: nfNote!,
      nfBid: nfBid!,
      changeCm: changeCm!,
      c: c!,
      ephemeralX: x!,
      ephemeralY: y!,
      ct,
      noteRoot: w.noteRoot,
      asset: MONEY,
      deposit: w.deposit,
      memo: new Uint8Array(orderMemoBytes(PARAMS)),
      ...changes,
    };
    const member = this.members.find((m) => m.pointId === w.point)!;
    const { ownerPk } = member;
    const inner = { ownerPk, point: w.point, deposit: w.deposit, salt: w.salt };
    this.#byCommitment.set(c!, {
      member,
      plan: this.plans[member.i]!,
      inner: innerCommitment(hasher, inner),
    });
    return this.chain.proven('order', body, inputs);
  }

  order(sequence: readonly Member[]): void {
    this.chain.accept(...sequence.map((m) => this.orderTx(this.orderWitness(m))));
    for (const m of sequence) {
      const { deposit } = this.plans[m.i]!;
      this.chain.books.owned -= deposit;
      this.chain.books.deposits += deposit;
    }
  }

  /** All orders, as the ledger lists them. */
  placed(): Placed[] {
    return listOrders(this.chain.store, AUCTION_ID, 0, 4_096).map(({ c }) => this.#byCommitment.get(c)!);
  }

  /** @param order the operator's own idea of the book, where it cheats */
  cleared(book: readonly (readonly Cell[])[] = this.placed().map((o) => o.plan.cells)): PeriodClearing[] {
    return jsMatcher.clearDay(book, K);
  }

  /** The batches of a clearing, each to be accepted before the next is made. */
  *clearTxs(periods: readonly PeriodClearing[], orders = this.placed()): Generator<VerifiedTx> {
    let before = initialClearingState(PARAMS);
    for (let batch = 0; batch < Math.max(1, Math.ceil(orders.length / N)); batch++) {
      const group = orders.slice(N * batch, N * (batch + 1));
      const saltOut = 100n + BigInt(batch);
      const cells = group.map((o) => o.plan.cells);
      const after = addOrders(before, saltOut, cells, periods);
      const witness = clearCircuitInputs(PARAMS, {
        context: 0n,
        auctionId: AUCTION_ID,
        ...this.#bounds(orderList(this.chain.store, AUCTION_ID), batch),
        stateIn: batch === 0 ? 0n : clearingProgress(this.chain.store, AUCTION_ID).state,
        first: batch === 0,
        orders: group.map((o) => ({ cells: o.plan.cells, inner: o.inner })),
        before,
        saltOut,
        periods,
      });
      const stateOut = clearingStateCommitment(hasher, after, periods);
      before = after;
      yield this.chain.proven('clear', { auctionId: AUCTION_ID, batch, stateOut }, witness);
    }
  }

  #bounds(list: FoldedList, batch: number) {
    return foldBounds(PARAMS, this.chain.store, list, batch);
  }

  closeTx(periods: readonly PeriodClearing[], changes: Partial<BodyOf<'close'>> = {}): VerifiedTx {
    const orders = this.placed().map((o) => o.plan.cells);
    const last = 100n + BigInt(Math.max(1, Math.ceil(orders.length / N)) - 1);
    const state = addOrders(initialClearingState(PARAMS), last, orders, periods);
    const result = publishedResult(periods, state.count, MIN_GROUP);
    const committed = clearingProgress(this.chain.store, AUCTION_ID).state;
    const body: BodyOf<'close'> = { ...bodyOf(result), auctionId: AUCTION_ID, ...changes };
    return this.chain.proven('close', body, closeCircuitInputs(0n, AUCTION_ID, committed, state, periods));
  }

  settleWitness(member: Member): SettleWitness {
    const { chain } = this;
    this.#orderTree ??= new Tree8(
      hasher,
      PARAMS.orderDepth,
      listOrders(chain.store, AUCTION_ID, 0, 4_096).map((o) => o.c),
    );
    const place = this.placed().findIndex((o) => o.member === member);
    const status = statusOf(chain.store, AUCTION_ID, member.tagA(AUCTION_ID));
    const auction = settleAuction(chain.ctx, chain.store, AUCTION_ID);
    const path = this.#orderTree.path(place);
    return member.settleWitness(auction, this.plans[member.i]!, status, path, chain.meters);
  }

  settleTx(w: SettleWitness, changes: Partial<BodyOf<'settle'>> = {}): VerifiedTx {
    const inputs = settleCircuitInputs(w);
    const outputs = settleStatement(this.chain.meters.primitives, inputs);
    const [nf, readingCommitment, refundCm, tagA, tagB, short, ...lanes] = outputs;
    const body: BodyOf<'settle'> = {
      auctionId: AUCTION_ID,
      nf: nf!,
      readingCommitment: readingCommitment!,
      refundCm: refundCm!,
      tagA: tagA!,
      tagB: tagB!,
      short: short!,
      lanes,
      status: w.status,
      memo: new Uint8Array(settleMemoBytes(PARAMS)),
      ...changes,
    };
    return this.chain.proven('settle', body, inputs);
  }

  /** One role's batches, each to be accepted before the next is made. */
  *maskTxs(role: Aggregator, settled: readonly Member[]): Generator<VerifiedTx> {
    const { store } = this.chain;
    const aggregator = role === 'A' ? 0 : 1;
    const list = tagList(this.chain.ctx, store, AUCTION_ID, role);
    const batches = Math.ceil(settled.length / N);
    let before = initialMaskSum(PARAMS);
    for (let batch = 0; batch < batches; batch++) {
      const keys = settled.slice(N * batch, N * (batch + 1)).map((m) => (role === 'A' ? m.kA : m.kB));
      const saltOut = 200n + BigInt(batch);
      const last = batch === batches - 1;
      const witness = maskSumCircuitInputs(PARAMS, {
        ...this.#bounds(list, batch),
        context: 0n,
        auctionId: AUCTION_ID,
        role,
        stateIn: batch === 0 ? 0n : maskSumProgress(store, AUCTION_ID, aggregator).state,
        first: batch === 0,
        last,
        keys,
        before,
        saltOut,
      });
      const after = addMasks(hasher, PARAMS, role, AUCTION_ID, before, saltOut, keys);
      const sum = after.sums.map((x) => (last ? x : 0n));
      const stateOut = maskSumCommitment(hasher, after);
      before = after;
      yield this.chain.proven('maskSum', { auctionId: AUCTION_ID, aggregator, batch, stateOut, sum }, witness);
    }
  }
}

function bodyOf({ enough, p, lambdaBuy, lambdaSell, ...rest }: ClearingResult) {
  return { ...rest, enough: enough ? 1 : 0, p: [...p], lambdaBuy: [...lambdaBuy], lambdaSell: [...lambdaSell] };
}
