/** Building a settlement. protocol/market.md, settle. */
import { verify } from '@veilgrid/protocol/core/crypto/eddsa';
import type { MerklePath } from '@veilgrid/protocol/core/crypto/tree';
import { type Note, noteCommitment } from '@veilgrid/protocol/core/money/note';
import { meterKey, pointCommitment } from '@veilgrid/protocol/core/points';
import {
  readingCommitment,
  readingMessage,
  readingTotals,
  type SignedReadings,
  STATUS_DSO,
  STATUS_METER,
  salt2Of,
} from '@veilgrid/protocol/core/readings';
import { ensure } from '@veilgrid/protocol/errors';
import {
  billOf,
  maskedOutputs,
  refundAndShortfall,
  refundRho,
  type SettleWitness,
  settleCircuitInputs,
  settleNullifier,
  settleSignals,
} from '@veilgrid/protocol/market/settlement';
import { MAX_QTY, MONEY } from '@veilgrid/protocol/params';
import type { WalletContext } from '../wallet/context.js';
import type { AggregationKeys } from '../wallet/keys.js';
import { provenTx } from '../wallet/provenTx.js';
import { type AuctionEntry, settleAuctionOf } from './auction.js';
import type { OwnOrder } from './order.js';
import { sealSettleMemo } from './settleMemo.js';

export interface SettleRequest {
  readonly entry: AuctionEntry;
  readonly order: OwnOrder;
  readonly orderPath: MerklePath;
  /** The keys the point was enrolled with. */
  readonly aggregationKeys: AggregationKeys;
  readonly signed: SignedReadings;
}

/** A proven settlement transaction. */
export async function buildSettlement(
  ctx: WalletContext,
  { entry, order, orderPath, aggregationKeys: { kA, kB }, signed }: SettleRequest,
): Promise<Uint8Array> {
  const { hasher, genesis, keys } = ctx;
  const auction = settleAuctionOf(ctx, entry);
  const { auctionId, chainId, day } = auction;
  const { point, salt, deposit, cells } = order;
  const { readings, status } = signed;
  checkReadings(ctx, order, day, signed);

  const bill = billOf(cells, readings, auction.market, auction.result);
  const refund = refundNote(ctx, order, refundAndShortfall(deposit, bill.cost).refund);
  const masked = maskedOutputs(hasher, genesis.params, { auctionId, kA, kB, readings, bill, deposit });
  const listed = entry.statusTags.includes(masked.tagA);
  ensure(status === (listed ? STATUS_DSO : STATUS_METER), 'STATUS_WRONG', { field: 'status', listed });

  const pointCm = pointCommitment(hasher, point);
  const message = readingMessage(hasher, { chainId, position: point.position, day, status, readings });
  const body = {
    auctionId,
    nf: settleNullifier(hasher, salt, auctionId),
    readingCommitment: readingCommitment(hasher, {
      message,
      totals: readingTotals(readings),
      point: pointCm,
      salt2: salt2Of(hasher, salt),
    }),
    refundCm: noteCommitment(hasher, refund),
    ...masked,
    status,
    memo: sealSettleMemo(salt, auctionId, { readings, refund: refund.value }),
  };
  return provenTx(ctx, 'settle', body, (context) => {
    const witness: SettleWitness = {
      auction,
      context,
      status,
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
    return { inputs: settleCircuitInputs(witness), signals: settleSignals(body, auction, context) };
  });
}

export function refundNote({ hasher, keys }: WalletContext, order: OwnOrder, value: bigint): Note {
  const rho = refundRho(hasher, order.salt, order.auctionId);
  return { asset: MONEY, value, ownerPk: keys.ownerPk, rho };
}

/** What the proof would refuse, said by name. @throws ProtocolError READING_INVALID */
function checkReadings(
  { hasher, genesis }: WalletContext,
  { point, cells }: OwnOrder,
  day: number,
  { readings, status, signature }: SignedReadings,
): void {
  const valid = (x: number) => Number.isInteger(x) && x >= 0 && x <= MAX_QTY;
  const check = (ok: boolean, field: string) => ensure(ok, 'READING_INVALID', { field });
  check(readings.length === cells.length, 'readings');
  readings.forEach((r, k) => {
    check(valid(r.imported) && valid(r.exported), `readings.${k}`);
  });
  const total = (part: 'imported' | 'exported') => readings.reduce((sum, r) => sum + r[part], 0);
  check(total('imported') <= point.dayImportCap, 'dayImportCap');
  check(total('exported') <= point.dayExportCap, 'dayExportCap');
  const message = readingMessage(hasher, {
    chainId: genesis.chainId,
    position: point.position,
    day,
    status,
    readings,
  });
  const key = status === STATUS_METER ? meterKey(point) : genesis.dsoDataKey;
  check(verify(hasher, key, message, signature), 'signature');
}
