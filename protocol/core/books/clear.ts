/** One batch of a clearing. protocol/market.md, clear. */
import type { Params } from '../../params.js';
import { container, Fr, type Infer, U32, U64 } from '../ssz.js';
import type { Cell } from './cells.js';
import type { PeriodClearing } from './clearing.js';
import { type ClearingState, paddingOrder, periodInputs } from './clearingState.js';

export const ClearBody = container({
  sequence: U64,
  auctionId: Fr,
  /** Index of the batch; 0 starts again. */
  batch: U32,
  stateOut: Fr,
});
export type ClearBody = Infer<typeof ClearBody>;

/** `foldStart`, `foldEnd` and `stateIn` are the ledger's own. */
export function clearSignals(
  tx: ClearBody,
  context: bigint,
  chain: { foldStart: bigint; foldEnd: bigint; stateIn: bigint },
): bigint[] {
  const first = tx.batch === 0;
  return [
    tx.stateOut,
    context,
    tx.auctionId,
    chain.foldStart,
    chain.foldEnd,
    first ? 0n : chain.stateIn,
    first ? 1n : 0n,
  ];
}

export interface ClearWitness {
  readonly context: bigint;
  readonly auctionId: bigint;
  readonly foldStart: bigint;
  readonly foldEnd: bigint;
  /** 0 in the first batch. */
  readonly stateIn: bigint;
  readonly first: boolean;
  readonly orders: readonly { readonly cells: readonly Cell[]; readonly inner: bigint }[];
  readonly before: ClearingState;
  readonly saltOut: bigint;
  readonly periods: readonly PeriodClearing[];
}

export function clearCircuitInputs(params: Params, w: ClearWitness) {
  const slots = Array.from({ length: params.clearN }, (_, i) => w.orders[i]);
  const cells = slots.map((o) => o?.cells ?? paddingOrder(params));
  return {
    context: w.context,
    auctionId: w.auctionId,
    foldStart: w.foldStart,
    foldEnd: w.foldEnd,
    stateIn: w.stateIn,
    first: w.first ? 1n : 0n,
    active: slots.map((o) => (o ? 1n : 0n)),
    side: cells.map((day) => day.map((c) => BigInt(c.side))),
    level: cells.map((day) => day.map((c) => BigInt(c.level))),
    qty: cells.map((day) => day.map((c) => BigInt(c.qty))),
    inner: slots.map((o) => o?.inner ?? 0n),
    saltIn: w.before.salt,
    saltOut: w.saltOut,
    sumsIn: w.before.sums,
    countIn: BigInt(w.before.count),
    ...periodInputs(w.periods),
  };
}
