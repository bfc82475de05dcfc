import type { TariffPrices } from '../core/tariffFile.js';

const MOST = 30;

/**
 * The period of a tariff whose spread, import price less export price, is above thirty times the day's mean spread. The
 * sum of what a set costs is published, and by such a period it says what few exporters fed in then, however few they
 * are: the sum is all but that period's.
 * @returns from 0; undefined where there is none
 */
export function tellingPeriod({
  importPrice,
  exportPrice,
}: Pick<TariffPrices, 'importPrice' | 'exportPrice'>): number | undefined {
  const spreads = importPrice.map((price, k) => price - exportPrice[k]!);
  const sum = spreads.reduce((a, b) => a + b, 0);
  const k = spreads.findIndex((spread) => spread > 0 && spread * spreads.length > MOST * sum);
  return k < 0 ? undefined : k;
}
