import { checkParameters, clearingState, type Parameters } from './clear.js';
import type { Crypto } from './crypto.js';
import { CLEARING, unpack } from './packing.js';
import type { Sizes } from './sizes.js';
import { demand, type Verdict, verdictOf } from './verdict.js';

/** The inputs of a close under the names of its signals. */
export interface CloseInputs extends Parameters {
  readonly context: bigint;
  readonly auctionId: bigint;
  readonly state: bigint;
  readonly minGroup: bigint;
  readonly hides: bigint;
  readonly salt: bigint;
  readonly sums: readonly bigint[];
  readonly count: bigint;
}

interface PeriodResult {
  /** Wh traded. */
  readonly T: bigint;
  readonly p: bigint;
  readonly lambdaBuy: bigint;
  readonly lambdaSell: bigint;
}

const TOP = 65_535n;
const ALL = (1n << 24n) - 1n;

/** protocol/market.md, close, "Levels": L and H are the lowest and the highest level of balance. */
function checkLevels(L: bigint, H: bigint, X: bigint, Y: bigint, atH: bigint): void {
  demand(X >= 0n && Y >= 0n, 'supply and demand balance at L');
  demand(L === 0n || Y > 0n, 'L is the lowest level');
  if (L < H) demand(X === 0n && (atH > 0n || H === TOP), 'H is the highest level above L');
  else demand(X > 0n || H === TOP, 'no level above L balances');
}

const NOTHING: PeriodResult = { T: 0n, p: 0n, lambdaBuy: 0n, lambdaSell: 0n };

function period(lanes: readonly bigint[], s: CloseInputs, k: number): PeriodResult {
  const [demandUp, supplyDown, demandAt, supplyAt, atH, M, C] = lanes as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const [L, H, lambda, rationed] = [s.L[k]!, s.H[k]!, s.lambda[k]!, s.rationed[k]!];
  const X = supplyDown - (demandUp - demandAt);
  const Y = demandUp - (supplyDown - supplyAt);
  checkLevels(L, H, X, Y, atH);
  const buysLong = demandUp > supplyDown;
  const sellsLong = supplyDown > demandUp;
  demand(rationed === (sellsLong ? 1n : 0n), 'the rationed side is the longer one');
  if (buysLong) demand(M >= X && X > M - C, 'the margin of buys');
  else if (sellsLong) demand(M - C <= Y && Y < M, 'the margin of sells');
  else demand(lambda === 0n, 'no margin where no side is long');
  const p = (L + H) / 2n;
  const atMargin = L === p;
  const result = {
    T: demandUp < supplyDown ? demandUp : supplyDown,
    p,
    lambdaBuy: atMargin && buysLong ? lambda : ALL,
    lambdaSell: atMargin && sellsLong ? lambda - 1n : ALL,
  };
  return result.T > 0n ? result : NOTHING;
}

/** protocol/market.md, close: traded, enough, volume, p, lambdaBuy, lambdaSell. */
export function close(crypto: Crypto, { K }: Sizes, s: CloseInputs): Verdict {
  return verdictOf(() => {
    checkParameters(s);
    demand(clearingState(crypto, s.salt, s.sums, s.count, s) === s.state, 'the state opens');
    const lanes = unpack(CLEARING, s.sums, 7 * K);
    demand(lanes !== undefined, 'nothing stands beside the sums');
    const periods = s.L.map((_, k) => period(lanes!.slice(7 * k, 7 * k + 7), s, k));
    const enough = s.count >= s.minGroup;
    const apart = enough ? s.count - s.minGroup : s.minGroup - 1n - s.count;
    demand(apart < 1n << 19n, 'the count lies within 19 bits of the least group');
    const total = periods.reduce((sum, { T }) => sum + T, 0n);
    demand(s.hides === 0n || s.hides === 1n, 'hides is a bit');
    const shown = periods.map((result) => (enough || s.hides === 0n ? result : NOTHING));
    const traded = shown.reduce((word, { T }, k) => word + (T > 0n ? 1n << BigInt(k) : 0n), 0n);
    return [
      traded,
      enough ? 1n : 0n,
      enough ? total : 0n,
      ...shown.map(({ p }) => p),
      ...shown.map(({ lambdaBuy }) => lambdaBuy),
      ...shown.map(({ lambdaSell }) => lambdaSell),
    ];
  });
}
