/** What each household pays, with the market and without: a table, so that long lists break over pages. */
import { type Html, html } from '../../../report/html.js';
import { key } from '../../../report/plot.js';
import { at, type Scale, scaleOf } from '../../../report/scale.js';
import { money } from '../../../terminal/format.js';
import type { billsOf } from '../report.js';

const WIDTH = 300;
const UNIT = 100_000_000;

export function billSection(bills: ReturnType<typeof billsOf>): Html {
  const x = scaleOf(
    bills.flatMap((b) => [Number(b.bill) / UNIT, Number(b.withoutMarket) / UNIT]),
    2,
    WIDTH - 2,
  );
  const total = (part: 'bill' | 'withoutMarket' | 'saved') => bills.reduce((sum, b) => sum + b[part], 0n);
  return html`<section class="bills">
    <h2>Bills with and without the market</h2>
    <p>The day's bill of every household in £, and what the same readings cost at the supplier's tariff alone.
    Each household computes its own; no other
    party alone can. This page shows them because the demo simulates all.</p>
    <ul class="key">${key('area', 'with', 'with the market')}${key('area', 'without', 'without')}</ul>
    <div class="scroll"><table>
      <thead><tr><th scope="col">household</th><th scope="col"><span class="unseen">bars</span></th>
        <th scope="col">with £</th><th scope="col">without £</th><th scope="col">saved £</th></tr></thead>
      <tbody>${bills.map(
        (
          b,
        ) => html`<tr><th scope="row">${b.household}${b.trades ? '' : html` <small>(null order)</small>`}</th>
        <td class="bar">${bars(x, Number(b.bill) / UNIT, Number(b.withoutMarket) / UNIT)}</td>
        <td>${money(b.bill)}</td><td>${money(b.withoutMarket)}</td><td>${money(b.saved)}</td></tr>`,
      )}</tbody>
      <tfoot><tr><th scope="row">all</th><td></td><td>${money(total('bill'))}</td>
        <td>${money(total('withoutMarket'))}</td><td>${money(total('saved'))}</td></tr></tfoot>
    </table></div>
  </section>`;
}

/** The numbers stand in the same row, so the bars are for the eye alone. */
function bars(x: Scale, withMarket: number, without: number): Html {
  const bar = (amount: number, top: number, className: string) => {
    const [from, to] = [x(0), x(amount)].sort((a, b) => a - b) as [number, number];
    return html`<rect class="${className}" x="${at(from)}" y="${top}" width="${at(Math.max(0.5, to - from))}" height="8"/>`;
  };
  return html`<svg viewBox="0 0 ${WIDTH} 22" height="22" preserveAspectRatio="none" aria-hidden="true">
    <line class="zero" x1="${at(x(0))}" x2="${at(x(0))}" y1="0" y2="22"/>${bar(withMarket, 2, 'with')}${bar(without, 12, 'without')}</svg>`;
}
