/** Building a claim or a delivery. docs/protocol/flexibility.md, claim and deliver. */
import type { MerklePath } from '@veilgrid/protocol/core/crypto/tree';
import { type Note, noteCommitment } from '@veilgrid/protocol/core/money/note';
import { meterKey, pointCommitment } from '@veilgrid/protocol/core/points';
import { relief } from '@veilgrid/protocol/flexibility/baseline';
import {
  claimCircuitInputs,
  claimSignals,
  type PaymentWitness,
  type SettledNeed,
} from '@veilgrid/protocol/flexibility/claim';
import { deliverCircuitInputs, deliverSignals, type OpenedDay } from '@veilgrid/protocol/flexibility/deliver';
import { claimLanes, deliverLanes } from '@veilgrid/protocol/flexibility/lanes';
import { maskedPayment } from '@veilgrid/protocol/flexibility/maskedPayment';
import {
  claimPayment,
  deliverPayment,
  fillsOf,
  latePayment,
  type Payment,
  paymentRho,
} from '@veilgrid/protocol/flexibility/payment';
import { MONEY } from '@veilgrid/protocol/params';
import type { WalletContext } from '../wallet/context.js';
import type { AggregationKeys } from '../wallet/keys.js';
import { provenTx } from '../wallet/provenTx.js';
import type { OwnOffer } from './ownOffer.js';
import { sealPaymentMemo } from './paymentMemo.js';

export interface PaymentRequest {
  /** With its terms; late where the time is over. */
  readonly settled: SettledNeed;
  readonly offer: OwnOffer;
  readonly offerPath: MerklePath;
  /** Of the offer's point. */
  readonly aggregationKeys: AggregationKeys;
}

/** What a delivery opens beside. */
export interface DeliveryRequest extends PaymentRequest {
  /** Under which the point settled its day, or would have. */
  readonly auctionId: bigint;
  readonly auctionRoot: bigint;
  /** The need's day, then the listed ones; undefined where they cannot be shown. */
  readonly days: readonly OpenedDay[] | undefined;
}

/** A proven claim. */
export function buildClaim(ctx: WalletContext, request: PaymentRequest): Promise<Uint8Array> {
  const { settled, offer } = request;
  const fills = fillsOf(offer.cells, settled.result);
  const payment = claimPayment(offer.deposit, fills, settled.arrays.fixed, settled.share);
  const lanes = claimLanes({ ...payment, deposit: offer.deposit });
  const body = bodyOf(ctx, request, payment, lanes);
  return provenTx(ctx, 'claim', body, (context) => [
    {
      inputs: claimCircuitInputs({ ...witnessOf(ctx, request), context }),
      signals: claimSignals(body, settled, context),
    },
  ]);
}

/** A proven delivery; without days it is paid as the worst that could be proven. */
export function buildDelivery(ctx: WalletContext, request: DeliveryRequest): Promise<Uint8Array> {
  const { settled, auctionId, auctionRoot, days } = request;
  const { params } = ctx.genesis;
  const payment = deliveryPayment(request);
  const lanes = deliverLanes(params, { ...payment, deposit: request.offer.deposit });
  const body = { ...bodyOf(ctx, request, payment, lanes), auctionId };
  const need = { ...settled, auctionRoot };
  return provenTx(ctx, 'deliver', body, (context) => [
    {
      inputs: deliverCircuitInputs(params, { ...witnessOf(ctx, request), need, context, days }),
      signals: deliverSignals(params, body, need, context),
    },
  ]);
}

/** What a called need pays an offer by these days. */
export function deliveryPayment({
  settled,
  offer,
  days,
}: Pick<DeliveryRequest, 'settled' | 'offer' | 'days'>): Payment {
  const { arrays, called, need, result, baseline } = settled;
  if (!baseline) throw new Error('nothing was called of this need');
  const fills = fillsOf(offer.cells, result);
  const prices = {
    ...arrays,
    called,
    up: need.up,
    rebound: need.rebound.map(BigInt),
    comp: need.comp.map(BigInt),
  };
  if (!days) return deliverPayment(offer.deposit, fills, prices, undefined);
  const [own, ...listed] = days;
  const { imports, exports } = baseline.factors;
  const reliefs = fills.map((_, k) =>
    relief(
      own!.readings[k]!,
      listed.map(({ readings }) => readings[k]!),
      { imports: imports[k]!, exports: exports[k]! },
    ),
  );
  return deliverPayment(offer.deposit, fills, prices, { status: own!.status, relief: reliefs });
}

/** The note of a payment of an offer. */
export function paymentNote(
  { hasher }: Pick<WalletContext, 'hasher'>,
  { salt, needId, payPk }: Pick<OwnOffer, 'salt' | 'needId' | 'payPk'>,
  value: bigint,
): Note {
  return { asset: MONEY, value, ownerPk: payPk, rho: paymentRho(hasher, salt, needId) };
}

function bodyOf(
  ctx: WalletContext,
  { settled, offer, aggregationKeys }: PaymentRequest,
  { pay }: Payment,
  lanes: readonly bigint[],
) {
  const { hasher, genesis } = ctx;
  const { needId, terms, late } = settled;
  const value = late ? latePayment(offer.deposit, pay) : pay;
  const group = { groupId: needId, terms };
  return {
    needId,
    late: late ? 1 : 0,
    payCm: noteCommitment(hasher, paymentNote(ctx, offer, value)),
    paid: late ? value : 0n,
    ...maskedPayment(hasher, genesis.params, aggregationKeys, group, lanes),
    memo: sealPaymentMemo(offer.salt, needId, value),
  };
}

function witnessOf(
  { hasher }: WalletContext,
  { settled, offer, offerPath, aggregationKeys }: PaymentRequest,
) {
  const { point, payPk, deposit, salt, cells } = offer;
  return {
    need: settled,
    cells,
    inner: { point: pointCommitment(hasher, point), payPk, deposit, salt },
    offerPath,
    position: point.position,
    meterKey: meterKey(point),
    dayImportCap: point.dayImportCap,
    dayExportCap: point.dayExportCap,
    ...aggregationKeys,
    open: point.open,
  } satisfies Omit<PaymentWitness, 'context'>;
}
