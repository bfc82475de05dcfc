/** A simulated day on the real state machine: whoever takes part submits whatever its statements accept. */
import { listNotes } from '@veilgrid/node/state/core/money/notes';
import type { VerifiedTx } from '@veilgrid/node/state/core/verified';
import { listOrders, orderAuction } from '@veilgrid/node/state/market/order';
import { settleAuction } from '@veilgrid/node/state/market/settleAuction';
import { statusOf } from '@veilgrid/node/state/market/statusList';
import { type MerklePath, Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { pointLeaf } from '@veilgrid/protocol/core/points';
import {
  innerCommitment,
  type OrderWitness,
  orderCircuitInputs,
  orderMemoBytes,
} from '@veilgrid/protocol/market/order';
import {
  type SettleWitness,
  settleCircuitInputs,
  settleMemoBytes,
} from '@veilgrid/protocol/market/settlement';
import { MONEY } from '@veilgrid/protocol/params';
import type { BodyOf } from '../../state/support/chain.js';
import { PARAMS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { MarketDay } from '../../state/support/marketDay.js';
import { FIRST, type Slot } from '../../state/support/slot.js';
import { orderStatement, settleStatement } from './householdStatements.js';
import type { Member } from './member.js';
import type { SimChain } from './simChain.js';
import type { Plan } from './traders.js';

/** An order as its owner and, after the release, the operator know it. */
export interface Placed {
  readonly member: Member;
  readonly plan: Plan;
  readonly inner: bigint;
}

interface Notes {
  readonly root: bigint;
  readonly path: (cm: bigint) => MerklePath;
}

export class SimDay extends MarketDay<SimChain> {
  readonly #byCommitment = new Map<bigint, Placed>();
  readonly #ordered = new Map<Member, OrderWitness>();
  readonly #points: Tree8;
  #notes: Notes | undefined;
  #orders: { readonly placed: Placed[]; readonly tree: Tree8 } | undefined;

  constructor(
    chain: SimChain,
    readonly members: readonly Member[],
    readonly plans: readonly Plan[],
    slot: Slot = FIRST,
  ) {
    super(chain, slot);
    this.#points = new Tree8(hasher, PARAMS.pointDepth);
    for (const { point } of members) this.#points.set(point.position, pointLeaf(hasher, point));
  }

  /** A copy that goes its own way. */
  fork(): SimDay {
    const copy = new SimDay(this.chain.fork(), this.members, this.plans, this.slot);
    for (const [c, placed] of this.#byCommitment) copy.#byCommitment.set(c, placed);
    for (const [member, witness] of this.#ordered) copy.#ordered.set(member, witness);
    return copy;
  }

  /**
   * The honest witness of a member's order, the same after it ordered. Every order of a day spends a note of the
   * tree as it stood.
   */
  orderWitness(member: Member): OrderWitness {
    const ordered = this.#ordered.get(member);
    if (ordered) return ordered;
    this.#notes ??= this.#noteTree();
    const auction = orderAuction(this.chain.ctx, this.chain.store, this.id);
    return member.orderWitness(auction, this.plans[member.i]!, this.#points, this.#notes, this.slot.days);
  }

  #noteTree(): Notes {
    const leaves = listNotes(this.chain.store, 0, 4_096).map((note) => note.cm);
    const tree = new Tree8(hasher, PARAMS.noteDepth, leaves);
    return { root: tree.root, path: (cm) => tree.path(leaves.indexOf(cm)) };
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
    const witnesses = sequence.map((m) => this.orderWitness(m));
    this.chain.accept(...witnesses.map((w) => this.orderTx(w)));
    for (const [i, m] of sequence.entries()) {
      const { deposit } = this.plans[m.i]!;
      m.spend(witnesses[i]!);
      this.#ordered.set(m, witnesses[i]!);
      this.chain.books.owned -= deposit;
      this.chain.books.deposits += deposit;
    }
  }

  /** All orders, as the ledger lists them from the gate on. */
  placed(): Placed[] {
    return this.#orderList().placed;
  }

  #orderList() {
    if (!this.#orders) {
      const list = listOrders(this.chain.store, this.id, 0, 4_096).map(({ c }) => c);
      const placed = list.map((c) => this.#byCommitment.get(c)!);
      this.#orders = { placed, tree: new Tree8(hasher, PARAMS.orderDepth, list) };
    }
    return this.#orders;
  }

  /** @param late its form when the time to settle is over */
  settleWitness(member: Member, late = false): SettleWitness {
    const { chain } = this;
    const { placed, tree } = this.#orderList();
    const place = placed.findIndex((o) => o.member === member);
    const status = statusOf(chain.store, this.id, member.tag('A', this.id));
    const auction = settleAuction(chain.ctx, chain.store, this.id, { late });
    return member.settleWitness(auction, this.plans[member.i]!, status, tree.path(place), chain.meters);
  }

  settleTx(w: SettleWitness, changes: Partial<BodyOf<'settle'>> = {}): VerifiedTx {
    const { body, inputs } = this.#settled(w);
    return this.chain.proven('settle', { ...body, ...changes }, inputs);
  }

  lateTx(w: SettleWitness, changes: Partial<BodyOf<'lateBill'>> = {}): VerifiedTx {
    const { body, inputs, shown } = this.#settled(w);
    const bill = { ...body, paid: shown & ((1n << 45n) - 1n), deposit: shown >> 45n };
    return this.chain.proven('lateBill', { ...bill, ...changes }, inputs);
  }

  #settled(w: SettleWitness) {
    const inputs = settleCircuitInputs(w);
    const outputs = settleStatement(this.chain.meters.primitives, inputs);
    const [nf, shown, readingCommitment, refundCm, tagA, tagB, short, ...lanes] = outputs;
    const body: BodyOf<'settle'> = {
      auctionId: this.id,
      nf: nf!,
      readingCommitment: readingCommitment!,
      refundCm: refundCm!,
      tagA: tagA!,
      tagB: tagB!,
      short: short!,
      lanes,
      status: w.status,
      open: w.open,
      memo: new Uint8Array(settleMemoBytes(PARAMS)),
    };
    return { body, inputs, shown: shown! };
  }

  /** Members that settled, as the ledger lists them. */
  settled(): readonly Member[] {
    return this.settledOf(this.members).members;
  }
}
