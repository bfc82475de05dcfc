/** Building a settlement. protocol/market.md, settle. */
import type { MerklePath } from '@veilgrid/protocol/core/crypto/tree';
import { type Note, noteCommitment } from '@veilgrid/protocol/core/money/note';
import { meterKey, pointCommitment } from '@veilgrid/protocol/core/points';
import {
  readingCommitment,
  readingsStand,
  type SignedReadings,
  STATUS_METER,
} from '@veilgrid/protocol/core/readings';
import { fail } from '@veilgrid/protocol/errors';
import {
  type Bill,
  billOf,
  type LateBillBody,
  lateRefund,
  maskedOutputs,
  refundAndShortfall,
  refundRho,
  type SettleAuction,
  type SettleBody,
  type SettleWitness,
  settleCircuitInputs,
  settleNullifier,
  settleSignals,
} from '@veilgrid/protocol/market/settlement';
import { MAX_QTY, MONEY } from '@veilgrid/protocol/params';
import { readingOpening } from '../core/readings/opening.js';
import type { WalletContext } from '../wallet/context.js';
import type { AggregationKeys } from '../wallet/keys.js';
import { provenTx } from '../wallet/provenTx.js';
import type { OwnOrder } from './order.js';
import { sealSettleMemo } from './settleMemo.js';

export interface SettleRequest {
  /** With its terms; late where the time to settle is over. */
  readonly auction: SettleAuction;
  readonly order: OwnOrder;
  readonly orderPath: MerklePath;
  /** The keys the point was enrolled with. */
  readonly aggregationKeys: AggregationKeys;
  readonly signed: SignedReadings;
}

/** A proven settlement transaction, or a late bill. @throws ProtocolError READING_INVALID */
export async function buildSettlement(
  ctx: WalletContext,
  { auction, order, orderPath, aggregationKeys: { kA, kB }, signed }: SettleRequest,
): Promise<Uint8Array> {
  const { hasher, genesis, keys } = ctx;
  const { auctionId, groupId, terms, chainId, day } = auction;
  const { point, salt, deposit, cells } = order;
  const { readings, status } = signed;
  const fault = readingsFault(ctx, order, day, signed);
  if (fault !== undefined) throw fail('READING_INVALID', { field: fault });

  const bill = billOf(cells, readings, auction.market, auction.result);
  const refund = refundNote(ctx, order, paidOf(auction, deposit, bill));
  const unmasked = { groupId, terms, kA, kB, readings, status, bill, deposit };
  const pointCm = pointCommitment(hasher, point);
  const body = {
    ...maskedOutputs(hasher, genesis.params, unmasked),
    auctionId,
    nf: settleNullifier(hasher, salt, auctionId),
    readingCommitment: readingCommitment(
      hasher,
      readingOpening(hasher, { chainId, day, point, salt, status, readings }),
    ),
    refundCm: noteCommitment(hasher, refund),
    status,
    open: point.open,
    memo: sealSettleMemo(salt, auctionId, { readings, refund: refund.value }),
  };
  const witness = (made: SettleBody | LateBillBody) => (context: bigint) => {
    const secret: SettleWitness = {
      auction,
      context,
      status,
      open: point.open,
      cells,
      inner: { ownerPk: keys.ownerPk, point: pointCm, deposit, salt },
      orderPath,
      position: point.position,
      meterKey: meterKey(point),
      dayImportCap: point.dayImportCap,
      dayExportCap: point.dayExportCap,
      kA,
      kB,
      readings,
      signature: signed.signature,
    };
    return [{ inputs: settleCircuitInputs(secret), signals: settleSignals(made, auction, context) }];
  };
  if (!auction.late) return provenTx(ctx, 'settle', body, witness(body));
  const late = { ...body, paid: refund.value, deposit };
  return provenTx(ctx, 'lateBill', late, witness(late));
}

/** What the note of a settlement holds: in its late form no credit above its own deposit. */
export function paidOf({ late }: Pick<SettleAuction, 'late'>, deposit: bigint, { cost }: Bill): bigint {
  const { refund } = refundAndShortfall(deposit, cost);
  return late ? lateRefund(deposit, refund) : refund;
}

export function refundNote({ hasher, keys }: WalletContext, order: OwnOrder, value: bigint): Note {
  const rho = refundRho(hasher, order.salt, order.auctionId);
  return { asset: MONEY, value, ownerPk: keys.ownerPk, rho };
}

/** What the proof would refuse of signed readings, by name; undefined where it would not. */
export function readingsFault(
  { hasher, genesis }: Pick<WalletContext, 'hasher' | 'genesis'>,
  { point, cells }: Pick<OwnOrder, 'point' | 'cells'>,
  day: number,
  signed: SignedReadings,
): string | undefined {
  const { readings } = signed;
  const valid = (x: number) => Number.isInteger(x) && x >= 0 && x <= MAX_QTY;
  if (readings.length !== cells.length) return 'readings';
  const bad = readings.findIndex((r) => !valid(r.imported) || !valid(r.exported));
  if (bad >= 0) return `readings.${bad}`;
  const total = (part: 'imported' | 'exported') => readings.reduce((sum, r) => sum + r[part], 0);
  if (total('imported') > point.dayImportCap) return 'dayImportCap';
  if (total('exported') > point.dayExportCap) return 'dayExportCap';
  const key = signed.status === STATUS_METER ? meterKey(point) : genesis.dsoDataKey;
  const where = { chainId: genesis.chainId, position: point.position, day };
  return readingsStand(hasher, key, where, signed) ? undefined : 'signature';
}
