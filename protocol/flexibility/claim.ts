/** Payment of an offer where nothing was called. docs/protocol/flexibility.md, claim. */
import type { Point } from '../core/crypto/babyjub.js';
import type { MerklePath } from '../core/crypto/tree.js';
import type { OfferCell, OfferInner } from './offer.js';
import type { ClaimBody } from './paymentBodies.js';
import type { NeedState } from './terms.js';

/** What both statements take from the chain. */
export interface SettledNeed extends NeedState {
  readonly terms: bigint;
}

export function paymentPublicInputs(need: SettledNeed, context: bigint) {
  return {
    context,
    late: need.late ? 1n : 0n,
    needId: need.needId,
    terms: need.terms,
    asset: need.asset,
    offerRoot: need.offerRoot,
  };
}

export function resultPublicInputs({ result, arrays }: SettledNeed) {
  return {
    traded: result.traded,
    p: result.p.map(BigInt),
    lambda: result.lambda.map(BigInt),
    fixed: [...arrays.fixed],
  };
}

function claimPublicInputs(need: SettledNeed, context: bigint) {
  return { ...paymentPublicInputs(need, context), share: need.share, ...resultPublicInputs(need) };
}

export function claimSignals(tx: ClaimBody, need: SettledNeed, context: bigint): bigint[] {
  return [
    ...[tx.payCm, tx.paid, tx.tagA, tx.tagB, ...tx.lanes],
    ...Object.values(claimPublicInputs(need, context)).flat(),
  ];
}

/** What opens an offer and its point. */
export interface PaymentWitness {
  readonly need: SettledNeed;
  readonly context: bigint;
  readonly cells: readonly OfferCell[];
  readonly inner: OfferInner;
  readonly offerPath: MerklePath;
  readonly position: number;
  readonly meterKey: Point;
  readonly dayImportCap: number;
  readonly dayExportCap: number;
  readonly kA: bigint;
  readonly kB: bigint;
  readonly open: number;
}

export function paymentPrivateInputs(w: PaymentWitness) {
  return {
    level: w.cells.map(({ level }) => BigInt(level)),
    qty: w.cells.map(({ qty }) => BigInt(qty)),
    payPk: w.inner.payPk,
    deposit: w.inner.deposit,
    salt: w.inner.salt,
    offerPath: w.offerPath,
    position: BigInt(w.position),
    meterAx: w.meterKey.x,
    meterAy: w.meterKey.y,
    dayImportCap: BigInt(w.dayImportCap),
    dayExportCap: BigInt(w.dayExportCap),
    kA: w.kA,
    kB: w.kB,
    open: BigInt(w.open),
  };
}

export function claimCircuitInputs(w: PaymentWitness) {
  return { ...claimPublicInputs(w.need, w.context), ...paymentPrivateInputs(w) };
}
