/** Bodies of claim and deliver. docs/protocol/flexibility.md "Transactions". */
import { bytesOf, container, Fr, type Infer, Money, U8, vectorOf } from '../core/ssz.js';
import { byProfile } from '../params.js';
import { PAYMENT_MEMO_BYTES } from './payment.js';

const paymentFields = {
  needId: Fr,
  /** 1: after deliverEnd, in no sum. */
  late: U8,
  payCm: Fr,
  /** What a late one pays; else 0. */
  paid: Money,
  tagA: Fr,
  tagB: Fr,
} as const;

export const ClaimBody = container({
  ...paymentFields,
  lanes: vectorOf(Fr, 2),
  memo: bytesOf(PAYMENT_MEMO_BYTES),
});
export type ClaimBody = Infer<typeof ClaimBody>;

export const deliverBodyType = byProfile((params) =>
  container({
    ...paymentFields,
    /** Under which the point settled the day, or would have. */
    auctionId: Fr,
    lanes: vectorOf(Fr, params.sideWords + 2),
    memo: bytesOf(PAYMENT_MEMO_BYTES),
  }),
);
export type DeliverBody = Infer<ReturnType<typeof deliverBodyType>>;
