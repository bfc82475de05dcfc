/** The result of a clearing. protocol/market.md, close. */
import { byProfile, type Params } from '../../params.js';
import { container, Fr, type Infer, Money, U8, U16, U32, U64, vectorOf } from '../ssz.js';
import type { PeriodClearing } from './clearing.js';
import { type ClearingState, periodInputs } from './clearingState.js';
import type { BookGroup, ClearingResult } from './result.js';

function closeTypes({ K }: Params) {
  return container({
    sequence: U64,
    auctionId: Fr,
    traded: U64,
    enough: U8,
    volume: Money,
    p: vectorOf(U16, K),
    lambdaBuy: vectorOf(U32, K),
    lambdaSell: vectorOf(U32, K),
  });
}

export const closeBodyType = byProfile(closeTypes);
export type CloseBody = Infer<ReturnType<typeof closeBodyType>>;

/** State and group are the ledger's own. */
export function closeSignals(
  tx: CloseBody,
  context: bigint,
  chain: BookGroup & { readonly state: bigint },
): bigint[] {
  return [
    tx.traded,
    BigInt(tx.enough),
    tx.volume,
    ...tx.p.map(BigInt),
    ...tx.lambdaBuy.map(BigInt),
    ...tx.lambdaSell.map(BigInt),
    context,
    tx.auctionId,
    chain.state,
    BigInt(chain.minGroup),
    BigInt(chain.hides),
  ];
}

export function resultOf(tx: CloseBody): ClearingResult {
  return {
    traded: tx.traded,
    enough: tx.enough === 1,
    volume: tx.volume,
    p: tx.p,
    lambdaBuy: tx.lambdaBuy,
    lambdaSell: tx.lambdaSell,
  };
}

export interface CloseWitness extends BookGroup {
  readonly context: bigint;
  readonly auctionId: bigint;
  /** As the last batch left it: its commitment stands on the ledger. */
  readonly state: ClearingState;
  readonly commitment: bigint;
  readonly periods: readonly PeriodClearing[];
}

export function closeCircuitInputs(w: CloseWitness) {
  return {
    context: w.context,
    auctionId: w.auctionId,
    state: w.commitment,
    minGroup: BigInt(w.minGroup),
    hides: BigInt(w.hides),
    salt: w.state.salt,
    sums: w.state.sums,
    count: BigInt(w.state.count),
    ...periodInputs(w.periods),
  };
}
