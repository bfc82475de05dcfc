/** Payment of an offer of a called need, against readings. docs/protocol/flexibility.md, deliver. */
import type { MerklePath } from '../core/crypto/tree.js';
import { packReadings, type Reading } from '../core/readings.js';
import type { Params } from '../params.js';
import {
  type PaymentWitness,
  paymentPrivateInputs,
  paymentPublicInputs,
  resultPublicInputs,
  type SettledNeed,
} from './claim.js';
import type { DeliverBody } from './paymentBodies.js';

/** A called need, with the root of the auction that a delivery names. */
export interface DeliveredNeed extends SettledNeed {
  readonly auctionRoot: bigint;
}

function deliverPublicInputs(params: Params, need: DeliveredNeed, context: bigint) {
  const { baseline, chainId, called, arrays } = need;
  if (!baseline) throw new Error('nothing was called of this need');
  const { factors, days, readRoots } = baseline;
  const padded = (values: readonly bigint[]) =>
    Array.from({ length: params.baselineDays }, (_, i) => values[i] ?? 0n);
  return {
    ...paymentPublicInputs(need, context),
    ...resultPublicInputs(need),
    called,
    up: need.need.up,
    rate: [...arrays.rate],
    pen: [...arrays.pen],
    rebound: need.need.rebound.map(BigInt),
    comp: need.need.comp.map(BigInt),
    refImport: factors.imports.map(BigInt),
    refExport: factors.exports.map(BigInt),
    chainId,
    day: BigInt(need.need.day),
    auctionRoot: need.auctionRoot,
    n: BigInt(days.length),
    active: padded(days.map(() => 1n)),
    days: padded(days.map(BigInt)),
    readRoots: padded(readRoots),
  };
}

export function deliverSignals(
  params: Params,
  tx: DeliverBody,
  need: DeliveredNeed,
  context: bigint,
): bigint[] {
  return [
    ...[tx.payCm, tx.paid, tx.tagA, tx.tagB, ...tx.lanes],
    ...Object.values(deliverPublicInputs(params, need, context)).flat(),
  ];
}

/** A settled day of readings, as its commitment opens. */
export interface OpenedDay {
  readonly status: number;
  readonly readings: readonly Reading[];
  /** The point as it was then: keys rotate. */
  readonly point: bigint;
  readonly salt2: bigint;
  readonly totals: bigint;
  readonly path: MerklePath;
}

export interface DeliverWitness extends PaymentWitness {
  readonly need: DeliveredNeed;
  /** The need's day, then the listed ones; undefined where they cannot be shown. */
  readonly days: readonly OpenedDay[] | undefined;
}

export function deliverCircuitInputs(params: Params, w: DeliverWitness) {
  const slots = Array.from({ length: params.baselineDays + 1 }, (_, i) => w.days?.[i] ?? emptyDay(params));
  return {
    ...deliverPublicInputs(params, w.need, w.context),
    ...paymentPrivateInputs(w),
    proven: w.days ? 1n : 0n,
    status: slots.map(({ status }) => BigInt(status)),
    words: slots.map(({ readings }) => packReadings(readings)),
    totals: slots.map(({ totals }) => totals),
    readPoint: slots.map(({ point }) => point),
    salt2: slots.map(({ salt2 }) => salt2),
    readPath: slots.map(({ path }) => path),
  };
}

/** Stands where nothing is shown; its membership is not asked for. */
function emptyDay({ K, orderDepth }: Params): OpenedDay {
  return {
    status: 0,
    readings: Array.from({ length: K }, () => ({ imported: 0, exported: 0 })),
    point: 0n,
    salt2: 0n,
    totals: 0n,
    path: Array.from({ length: orderDepth }, () => Array<bigint>(8).fill(0n)),
  };
}
