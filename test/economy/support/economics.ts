/** What a day costs everybody, with the market and without, and bounds of what anybody can gain by it. */
import { type Cell, SELL } from '@veilgrid/protocol/core/books/cells';
import { type ClearingResult, emptyResult, isTraded } from '@veilgrid/protocol/core/books/result';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { type MarketData, priceOf } from '@veilgrid/protocol/market/auction';
import { type Bill, billOf } from '@veilgrid/protocol/market/settlement';
import { PARAMS } from '../../state/support/genesis.js';

const NO_TRADE = emptyResult(PARAMS);

/** One connection point's day. */
export interface PointDay {
  readonly cells: readonly Cell[];
  readonly readings: readonly Reading[];
}

/** What became of it. */
export interface Outcome<P extends PointDay = PointDay> {
  readonly plan: P;
  readonly bill: Bill;
  /** The same readings under the supplier's tariff alone. */
  readonly without: Bill;
  /** By period: what trading saves against not trading. */
  readonly gains: readonly bigint[];
}

export const big = (x: number) => BigInt(x);
export const sum = (xs: readonly bigint[]) => xs.reduce((a, b) => a + b, 0n);
const positive = (x: bigint) => (x > 0n ? x : 0n);
const least = (x: bigint, y: bigint) => (x < y ? x : y);

export function outcomeOf<P extends PointDay>(
  plan: P,
  market: MarketData,
  result: ClearingResult,
): Outcome<P> {
  const bill = billOf(plan.cells, plan.readings, market, result);
  const without = billOf(plan.cells, plan.readings, market, NO_TRADE);
  const gains = bill.lines.map((line, k) => {
    const tariff = without.lines[k]!;
    return tariff.residual + tariff.network - line.trade - line.residual - line.network;
  });
  return { plan, bill, without, gains };
}

/**
 * What the supplier and the DSO take off the ledger for a day that was never settled, deposit apart:
 * nothing is ever paid for export, nor for import where its price is below zero.
 */
export function defaultBill(readings: readonly Reading[], market: MarketData): bigint {
  const lines = readings.map(
    ({ imported, exported }, k) =>
      big(imported) * (positive(market.importPrice[k]!) + market.network[k]!) +
      big(exported) * positive(-market.exportPrice[k]!),
  );
  return sum(lines) + market.fixedPerDay;
}

/**
 * The most a coalition can gain in period k, whatever it orders: what the tariff's spread takes on energy that
 * its own members really exchanged; the discount on energy that really was imported in it, and exported in it
 * or bought from outside; and what its trades with outsiders gain against the supplier's own prices. Wash
 * trades, undelivered sales and purchases that nobody consumes appear in none of the terms.
 */
export function gainBound(
  members: readonly Outcome[],
  market: MarketData,
  result: ClearingResult,
  k: number,
): bigint {
  if (!isTraded(result, k)) return 0n;
  const importPrice = market.importPrice[k]!;
  const exportPrice = market.exportPrice[k]!;
  const price = priceOf(market, result.p[k]!);
  const readings = members.map((m) => m.plan.readings[k]!);
  const nets = readings.map((r) => big(r.imported - r.exported));
  const exchanged = least(sum(nets.map(positive)), sum(nets.map((net) => positive(-net))));
  const imported = sum(readings.map((r) => big(r.imported)));
  const exported = sum(readings.map((r) => big(r.exported)));
  // Bought from outside less sold to outside; the supplier is outside and sells what rationing rounds.
  const outside = sum(members.map(({ bill }) => big(bill.lines[k]!.buyFill - bill.lines[k]!.sellFill)));
  const local = positive(least(imported, exported + outside));
  const traded = outside > 0n ? outside * (importPrice - price) : -outside * (price - exportPrice);
  return (importPrice - exportPrice) * exchanged + market.discount[k]! * local + traded;
}

/** Wh that were bought more than sold in a period, and how many orders stand at its margin. */
export function roundedEnergy(outcomes: readonly Outcome[], result: ClearingResult, k: number) {
  const extra = outcomes.reduce((total, { bill }) => {
    const { buyFill, sellFill } = bill.lines[k]!;
    return total + buyFill - sellFill;
  }, 0);
  const atMargin = outcomes.map((o) => o.plan.cells[k]!).filter((c) => c.level === result.p[k]! && c.qty > 0);
  const sells = atMargin.filter((c) => c.side === SELL).length;
  return { extra, atMargin: Math.max(sells, atMargin.length - sells) };
}
