/** Prices by period, with what households asked and offered. */
import { BUY, type Cell } from '@veilgrid/protocol/core/books/cells';
import { priceOf } from '@veilgrid/protocol/market/auction';
import { type Html, html } from '../../../report/html.js';
import { key, plot, plotArea, type Span, spans, steps } from '../../../report/plot.js';
import { logScaleOf, scaleOf } from '../../../report/scale.js';
import { numbers } from '../../../report/table.js';
import { pence } from '../../../terminal/format.js';
import type { DayOutcome } from '../outcome.js';
import type { periodsOf } from '../report.js';
import { FLOOR, TICK } from '../scenario.js';

const MARKET = { floor: BigInt(FLOOR), tick: BigInt(TICK) };
const HEIGHT = 330;
/** What a logarithmic axis names. */
const MAX_SPREAD = 100;

interface Limits {
  readonly bids: Span | undefined;
  readonly asks: Span | undefined;
}

export function priceSection(
  { households, scenario }: DayOutcome,
  periods: ReturnType<typeof periodsOf>,
): Html {
  const { importPrice, exportPrice } = scenario.prices;
  const limits = periods.map((_, k) =>
    limitsOf(
      households.map((h) => h.house.cells[k]!),
      k,
    ),
  );
  const bids = limits.flatMap((l) => l.bids ?? []);
  const asks = limits.flatMap((l) => l.asks ?? []);
  const area = plotArea({ periods: periods.length, height: HEIGHT });
  const ends = [...bids, ...asks].flatMap(({ low, high }) => [low, high]);
  const prices = periods.map((p) => p.price);
  const traded = prices.filter((p) => p !== undefined);
  const all = [...importPrice, ...exportPrice, ...ends, ...traded];
  // A dynamic tariff's dearest hours would press all others flat.
  const spread = Math.min(...all) > 0 && Math.max(...all) < MAX_SPREAD * Math.min(...all);
  const y = (spread ? logScaleOf : scaleOf)(all, area.bottom, area.top);
  const description =
    traded.length === 0
      ? 'Nothing was traded.'
      : `Traded in ${traded.length} of ${periods.length} periods, at ${pence(Math.min(...traded))} to ` +
        `${pence(Math.max(...traded))} pence a kilowatt-hour. The table below has every number.`;
  const options = {
    id: 'price',
    title: 'Price by period, with the limits of demand and supply',
    description,
    periods: periods.length,
    height: HEIGHT,
    unit: spread ? 'pence / kWh (log scale)' : 'pence / kWh',
  };
  const range = (span: Span | undefined) => span && `${pence(span.low)} to ${pence(span.high)}`;
  return html`<section>
    <h2>Price, demand and supply</h2>
    <p>The market's price in each period, and the limits that buyers and sellers set. The ledger publishes the
    price. The limits are sealed: after the day's release the operator sees them without their owners, and
    nobody else does; this page shows them because the demo simulates the households.</p>
    <ul class="key">
      ${key('line', 'price', 'market price (public)')}
      ${key('area', 'demand', 'demand: lowest to highest limit of buyers')}
      ${key('area', 'supply', 'supply: lowest to highest limit of sellers')}
      ${key('line', 'retail', 'supplier sells at')}
      ${key('line', 'feedin', 'supplier buys at')}
    </ul>
    ${plot(options, y, (tick) => pence(tick).replace(/\.?0+$/, ''), [
      spans(area, y, bids, 'demand'),
      spans(area, y, asks, 'supply'),
      html`<path class="retail" d="${steps(area, y, importPrice)}"/>`,
      html`<path class="feedin" d="${steps(area, y, exportPrice)}"/>`,
      html`<path class="halo" d="${steps(area, y, prices)}"/>`,
      html`<path class="price" d="${steps(area, y, prices)}"/>`,
    ])}
    ${numbers(
      'Prices as a table, in pence / kWh',
      ['from (UTC)', 'price', 'demand', 'supply', 'supplier sells at', 'supplier buys at'],
      periods.map((p, k) => [
        p.start,
        p.price === undefined ? undefined : pence(p.price),
        range(limits[k]!.bids),
        range(limits[k]!.asks),
        pence(importPrice[k]!),
        pence(exportPrice[k]!),
      ]),
    )}
  </section>`;
}

function limitsOf(cells: readonly Cell[], k: number): Limits {
  const span = (buying: boolean): Span | undefined => {
    const wanted = cells.filter((cell) => cell.qty > 0 && (cell.side === BUY) === buying);
    const prices = wanted.map((cell) => Number(priceOf(MARKET, cell.level)));
    return prices.length === 0 ? undefined : { k, low: Math.min(...prices), high: Math.max(...prices) };
  };
  return { bids: span(true), asks: span(false) };
}
