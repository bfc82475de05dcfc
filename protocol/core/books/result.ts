/** What a closed book publishes. protocol/market.md, close. */
import type { Params } from '../../params.js';
import type { PeriodClearing } from './clearing.js';

/** The published result: zeros where nothing traded. */
export interface ClearingResult {
  /** Bit k: period k traded. */
  readonly traded: bigint;
  readonly enough: boolean;
  /** Wh over the day; 0 unless `enough`. */
  readonly volume: bigint;
  readonly p: readonly number[];
  readonly lambdaBuy: readonly number[];
  readonly lambdaSell: readonly number[];
}

export function emptyResult(params: Params): ClearingResult {
  const zeros = Array<number>(params.K).fill(0);
  return { traded: 0n, enough: false, volume: 0n, p: zeros, lambdaBuy: zeros, lambdaSell: zeros };
}

export function isTraded(result: Pick<ClearingResult, 'traded'>, k: number): boolean {
  return ((result.traded >> BigInt(k)) & 1n) === 1n;
}

/** From how many entries that are not null a book has enough, and what it shows with fewer. */
export interface BookGroup {
  readonly minGroup: number;
  /** 1: with fewer neither levels nor margins are published. */
  readonly hides: number;
}

/** What `close` publishes of a day; `count` is the number of non-null orders. */
export function publishedResult(
  periods: readonly PeriodClearing[],
  count: number,
  { minGroup, hides }: BookGroup,
): ClearingResult {
  const enough = count >= minGroup;
  const shows = enough || hides === 0;
  const isShown = (p: PeriodClearing) => shows && p.traded;
  const shown = (value: (p: PeriodClearing) => number) => periods.map((p) => (isShown(p) ? value(p) : 0));
  return {
    traded: periods.reduce((bits, p, k) => (isShown(p) ? bits | (1n << BigInt(k)) : bits), 0n),
    enough,
    volume: enough ? periods.reduce((sum, p) => sum + BigInt(p.volume), 0n) : 0n,
    p: shown((p) => p.level),
    lambdaBuy: shown((p) => p.lambdaBuy),
    lambdaSell: shown((p) => p.lambdaSell),
  };
}
