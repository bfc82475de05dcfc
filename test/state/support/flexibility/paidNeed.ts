import { settledNeed } from '@veilgrid/node/state/flexibility/settledNeed';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { masksOf, tagOf } from '@veilgrid/protocol/core/groups/masks';
import { noteCommitment } from '@veilgrid/protocol/core/money/note';
import { claimLanes, deliverLanes, deliveryWords } from '@veilgrid/protocol/flexibility/lanes';
import {
  claimPayment,
  deliverPayment,
  fillsOf,
  latePayment,
  PAYMENT_MEMO_BYTES,
  type Payment,
  type ProvenDay,
  paymentRho,
} from '@veilgrid/protocol/flexibility/payment';
import { MONEY } from '@veilgrid/protocol/params';
import type { BodyOf } from '../chain.js';
import { PARAMS } from '../genesis.js';
import { hasher } from '../hasher.js';
import { K } from '../profile.js';
import type { FlexHousehold } from './flexHousehold.js';
import { FlexNeed } from './flexNeed.js';

/** Every half hour as it should be: so much less than usual was used, or more where the need is up. */
export const relieved = (wh: bigint, status: 0 | 1 = 0): ProvenDay => ({ status, relief: Array(K).fill(wh) });

/** A day that cannot be shown. */
export const UNPROVEN = undefined;

export interface Form {
  readonly late?: boolean;
}

/** A need whose offers are paid: bodies hold what their statements would prove. */
export class PaidNeed extends FlexNeed {
  /** In the order of the group. */
  readonly members: FlexHousehold[] = [];
  readonly payments: Payment[] = [];
  readonly #args: ConstructorParameters<typeof FlexNeed>;

  constructor(...args: ConstructorParameters<typeof FlexNeed>) {
    super(...args);
    this.#args = args;
  }

  /** The same on a copy of the chain, or on one that was made. */
  fork(chain = this.chain.fork()): PaidNeed {
    const [, ...terms] = this.#args;
    const fork = new PaidNeed(chain, ...terms);
    fork.members.push(...this.members);
    fork.payments.push(...this.payments);
    return fork;
  }

  settled(late = false) {
    return settledNeed(this.chain.ctx, this.chain.store, this.record, late);
  }

  fills(h: FlexHousehold): bigint[] {
    return fillsOf(h.offers.get(this.id)!.cells, this.settled().result);
  }

  claimPayment(h: FlexHousehold): Payment {
    const { arrays, share } = this.settled();
    return claimPayment(h.offers.get(this.id)!.inner.deposit, this.fills(h), arrays.fixed, share);
  }

  deliverPayment(h: FlexHousehold, day: ProvenDay | undefined): Payment {
    const { arrays, called, need } = this.settled();
    return deliverPayment(
      h.offers.get(this.id)!.inner.deposit,
      this.fills(h),
      {
        ...arrays,
        called,
        up: need.up,
        rebound: need.rebound.map(BigInt),
        comp: need.comp.map(BigInt),
      },
      day,
    );
  }

  #fields(h: FlexHousehold, payment: Payment, { late = false }: Form) {
    const { payPk, deposit, salt } = h.offers.get(this.id)!.inner;
    const paid = late ? latePayment(deposit, payment.pay) : payment.pay;
    const rho = paymentRho(hasher, salt, this.id);
    const { terms } = this.settled(late);
    const [a, b] = (['A', 'B'] as const).map(
      (role) => masksOf(hasher, PARAMS, role, h.key(role), terms).masks,
    );
    const mask = (lanes: readonly bigint[], places: readonly number[]) =>
      lanes.map((lane, i) => mod(lane + a![places[i]!]! + b![places[i]!]!));
    return {
      mask,
      deposit,
      fields: {
        needId: this.id,
        late: late ? 1 : 0,
        payCm: noteCommitment(hasher, { asset: MONEY, value: paid, ownerPk: payPk, rho }),
        paid: late ? paid : 0n,
        tagA: tagOf(hasher, 'A', h.kA, this.id),
        tagB: tagOf(hasher, 'B', h.kB, this.id),
        memo: new Uint8Array(PAYMENT_MEMO_BYTES),
      },
    };
  }

  claimBody(h: FlexHousehold, form: Form = {}): BodyOf<'claim'> {
    const payment = this.claimPayment(h);
    const { mask, deposit, fields } = this.#fields(h, payment, form);
    return { ...fields, lanes: mask(claimLanes({ ...payment, deposit }), deliveryWords(PARAMS).slice(-2)) };
  }

  deliverBody(
    h: FlexHousehold,
    day: ProvenDay | undefined,
    form: Form & { readonly auctionId?: bigint } = {},
  ): BodyOf<'deliver'> {
    const payment = this.deliverPayment(h, day);
    const { mask, deposit, fields } = this.#fields(h, payment, form);
    const lanes = deliverLanes(PARAMS, { ...payment, deposit });
    const auctionId = form.auctionId ?? this.record.auctions[0]!;
    return { ...fields, auctionId, lanes: mask(lanes, deliveryWords(PARAMS)) };
  }

  /** All in one block. */
  claim(households: readonly FlexHousehold[]): this {
    const { chain } = this;
    const bodies = households.map((h) => this.claimBody(h));
    this.payments.push(...households.map((h) => this.claimPayment(h)));
    chain.submit(...bodies.map((body) => chain.tx('claim', body)));
    this.members.push(...households);
    return this;
  }

  deliver(
    households: readonly FlexHousehold[],
    dayOf: (i: number) => ProvenDay | undefined = () => relieved(10_000n),
    auctionId?: bigint,
  ): this {
    const { chain } = this;
    const named = auctionId === undefined ? {} : { auctionId };
    const bodies = households.map((h, i) => this.deliverBody(h, dayOf(i), named));
    this.payments.push(...households.map((h, i) => this.deliverPayment(h, dayOf(i))));
    chain.submit(...bodies.map((body) => chain.tx('deliver', body)));
    this.members.push(...households);
    return this;
  }

  publish(): this {
    this.chain.send('publishNeed', { needId: this.id });
    return this;
  }
}
