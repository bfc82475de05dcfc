import type { AuctionEntry } from '@veilgrid/client-sdk';
import { dateOf } from '@veilgrid/client-sdk/core/readings/index';
import { isTraded } from '@veilgrid/protocol/core/books/result';
import { formatMoney } from '../../terminal/amounts.js';
import { formatTime } from '../../terminal/dates.js';
import { table } from '../../terminal/format.js';
import { lines } from '../../terminal/output.js';

const TIMES = ['gate', 'release', 'close', 'settleFrom', 'settleEnd', 'publish'] as const;

/** An auction for people: what everybody may know of it. */
export function auctionText(entry: AuctionEntry): string {
  const { auctionId, day, zone, tariffId, phase, tiers, orders, settlements, maskSums } = entry;
  const done = (half: 'A' | 'B') => (maskSums[half].final ? 'proven' : 'missing');
  const facts = {
    auction: auctionId,
    day: `${dateOf(day)}, zone ${zone}, tariff ${tariffId}`,
    phase,
    ...Object.fromEntries(TIMES.map((name) => [name, formatTime(entry[name])])),
    deposits: tiers.map(formatMoney).join(', '),
    orders,
    settlements,
    ...(entry.forfeit > 0n && {
      forfeit: `${formatMoney(entry.forfeit)}, of which each order has ${formatMoney(entry.share)}`,
    }),
    'mask sums': `A ${done('A')}, B ${done('B')}`,
  };
  return `${lines(facts)}\n\n${pricesText(entry)}`;
}

function pricesText({
  importPrice,
  exportPrice,
  network,
  discount,
  floor,
  tick,
  result,
}: AuctionEntry): string {
  const header = [
    'period',
    'import',
    'export',
    'network',
    'discount',
    'market price',
    'margin buy',
    'margin sell',
  ];
  const rows = importPrice.map((price, k) => {
    const traded = result !== undefined && isTraded(result, k);
    const market = traded
      ? [floor + tick * result.p[k]!, result.lambdaBuy[k]!, result.lambdaSell[k]!]
      : ['-', '-', '-'];
    return [k, price, exportPrice[k]!, network[k]!, discount[k]!, ...market].map(String);
  });
  return table([header, ...rows]);
}
