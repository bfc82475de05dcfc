import type { Crypto } from './crypto.js';
import { checkSlots, isBit } from './masksum.js';
import { type Cells, commitment, isNull } from './order.js';
import { CLEARING, PARAMETERS, pack } from './packing.js';
import { demand, type Verdict, verdictOf } from './verdict.js';

/** What the operator fixes in batch 0, by period; rationed 0: buys are long, 1: sells. */
export interface Parameters {
  readonly L: readonly bigint[];
  readonly H: readonly bigint[];
  readonly lambda: readonly bigint[];
  readonly rationed: readonly bigint[];
}

/** The inputs of a clearing batch under the names of its signals. */
export interface ClearInputs extends Parameters {
  readonly context: bigint;
  readonly auctionId: bigint;
  readonly foldStart: bigint;
  readonly foldEnd: bigint;
  readonly stateIn: bigint;
  readonly first: bigint;
  readonly active: readonly bigint[];
  readonly side: readonly (readonly bigint[])[];
  readonly level: readonly (readonly bigint[])[];
  readonly qty: readonly (readonly bigint[])[];
  readonly inner: readonly bigint[];
  readonly saltIn: bigint;
  readonly saltOut: bigint;
  readonly sumsIn: readonly bigint[];
  readonly countIn: bigint;
}

/** protocol/market.md, clear, "State". */
export function clearingState(
  crypto: Crypto,
  salt: bigint,
  sums: readonly bigint[],
  count: bigint,
  { L, H, lambda, rationed }: Parameters,
): bigint {
  const slots = L.map((l, k) => l + (H[k]! << 16n) + (lambda[k]! << 32n) + (rationed[k]! << 56n));
  return crypto.hash('CLR', salt, ...sums, count, ...pack(PARAMETERS, slots));
}

export function checkParameters({ L, H, lambda, rationed }: Parameters): void {
  demand(
    [...L, ...H].every((x) => x >= 0n && x < 1n << 16n),
    'levels are u16',
  );
  demand(
    lambda.every((x) => x >= 0n && x < 1n << 24n),
    'lambda is u24',
  );
  demand(rationed.every(isBit), 'the side is a bit');
  demand(
    L.every((l, k) => l <= H[k]!),
    'L is at most H',
  );
}

/** The seven lanes that one order's cell adds: D(≥L), S(≤L), D(=L), S(=L), V(=H), M, C. */
export function lanesOf(side: bigint, level: bigint, qty: bigint, p: Parameters, k: number): bigint[] {
  const [L, H, lambda] = [p.L[k]!, p.H[k]!, p.lambda[k]!];
  demand(qty === 0n || level <= L || level >= H, 'no volume stands between L and H');
  const counted = (holds: boolean) => (holds ? qty : 0n);
  const buys = side === 0n;
  const atMargin = side === p.rationed[k] && level === L;
  return [
    counted(buys && level >= L),
    counted(!buys && level <= L),
    counted(buys && level === L),
    counted(!buys && level === L),
    counted(L < H && level === H),
    atMargin ? (qty < lambda ? qty : lambda) : 0n,
    atMargin && qty >= lambda ? 1n : 0n,
  ];
}

/** protocol/market.md, clear: stateOut. */
export function clear(crypto: Crypto, s: ClearInputs): Verdict {
  return verdictOf(() => {
    checkParameters(s);
    demand(isBit(s.first), 'first is a bit');
    if (s.first === 1n) {
      demand(s.stateIn === 0n, 'no state before batch 0');
      demand(s.countIn === 0n && s.sumsIn.every((x) => x === 0n), 'batch 0 starts from zeros');
    } else demand(clearingState(crypto, s.saltIn, s.sumsIn, s.countIn, s) === s.stateIn, 'stateIn opens');
    checkSlots(s.active);
    let fold = s.foldStart;
    let count = s.countIn;
    let sums = s.sumsIn;
    s.active.forEach((active, i) => {
      const cells: Cells = { side: s.side[i]!, level: s.level[i]!, qty: s.qty[i]! };
      if (active === 0n) {
        demand(isNull(cells) && cells.level.every((x) => x === 0n), 'padding is at level 0, without volume');
        demand(
          cells.side.every((x) => x === 1n),
          'padding sells',
        );
        return;
      }
      fold = crypto.hash('FOLD', fold, commitment(crypto, s.auctionId, cells, s.inner[i]!));
      if (!isNull(cells)) count += 1n;
      const lanes = cells.qty.flatMap((qty, k) => lanesOf(cells.side[k]!, cells.level[k]!, qty, s, k));
      const added = pack(CLEARING, lanes);
      sums = sums.map((word, w) => word + added[w]!);
    });
    demand(fold === s.foldEnd, 'the orders refold');
    return [clearingState(crypto, s.saltOut, sums, count, s)];
  });
}
