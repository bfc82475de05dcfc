/** Proofs of payments, checked with those of their block under terms that are computed again. */
import { claimSignals, type SettledNeed } from '@veilgrid/protocol/flexibility/claim';
import { deliverSignals } from '@veilgrid/protocol/flexibility/deliver';
import type { ClaimBody, DeliverBody } from '@veilgrid/protocol/flexibility/paymentBodies';
import type { Moment } from '../../core/follower/watch.js';
import type { BlockProofs } from '../../core/sets/blockProofs.js';
import { followedGroup } from '../../core/sets/followedGroups.js';
import type { WatchedChain } from './needBooks.js';
import { type FollowedNeeds, followedNeed, settledNeedOf, type ToldNeed } from './needs.js';

type Payment = { readonly at: Moment } & (
  | { readonly kind: 'claim'; readonly body: ClaimBody }
  | { readonly kind: 'deliver'; readonly body: DeliverBody }
);

export interface PaymentProofsParts extends WatchedChain {
  readonly proofs: BlockProofs;
  /** Asked once a need, with its first payment: from then on it no longer changes. */
  readonly told: (needId: bigint, areaId: number) => Promise<ToldNeed>;
}

interface Known {
  readonly told: ToldNeed;
  readonly settled: SettledNeed;
}

export class PaymentProofs {
  readonly #parts: PaymentProofsParts;
  /** Of the block that is gone through, by book: one that is refused half way leaves its book behind. */
  readonly #due = new WeakMap<FollowedNeeds, Payment[]>();
  readonly #known = new WeakMap<FollowedNeeds, Map<bigint, Known>>();

  constructor(parts: PaymentProofsParts) {
    this.#parts = parts;
  }

  add(book: FollowedNeeds, payment: Payment): void {
    const all = this.#due.get(book) ?? [];
    this.#due.set(book, all);
    all.push(payment);
  }

  /** Before the proofs of the block are. */
  async check(book: FollowedNeeds): Promise<void> {
    for (const payment of this.#due.get(book)?.splice(0) ?? []) {
      const { needId } = payment.body;
      const known = await this.#knownOf(book, needId, payment.at.time);
      followedGroup(book, needId).terms ??= known.settled.terms;
      this.#parts.proofs.add(book, { id: needId, claim: this.#claimOf(payment, known) });
    }
  }

  #claimOf(payment: Payment, { settled, told }: Known) {
    const { at, kind } = payment;
    const proof = at.proofs[0]!;
    if (kind === 'claim')
      return { circuit: kind, proof, signals: claimSignals(payment.body, settled, at.context) };
    const auctionRoot = told.auctionRoots.get(payment.body.auctionId) ?? 0n;
    const { params } = this.#parts.genesis;
    const signals = deliverSignals(params, payment.body, { ...settled, auctionRoot }, at.context);
    return { circuit: kind, proof, signals };
  }

  async #knownOf(book: FollowedNeeds, needId: bigint, time: bigint): Promise<Known> {
    const all = this.#known.get(book) ?? new Map<bigint, Known>();
    this.#known.set(book, all);
    const before = all.get(needId);
    if (before) return before;
    const told = await this.#parts.told(needId, followedNeed(book, needId).areaId);
    const known = { told, settled: settledNeedOf(this.#parts, book, needId, told, time) };
    all.set(needId, known);
    return known;
  }
}
