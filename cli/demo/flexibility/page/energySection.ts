/** Accepted against delivered, by half hour. */
import { type Html, html } from '../../../report/html.js';
import { key, plot, plotArea, spans } from '../../../report/plot.js';
import { scaleOf } from '../../../report/scale.js';
import { numbers } from '../../../report/table.js';
import { kwh, pence } from '../../../terminal/format.js';
import type { periodsOf } from '../report.js';

const HEIGHT = 260;
/** Bars of a half hour: accepted, then delivered. */
const BARS = 2;

export function energySection(K: number, periods: ReturnType<typeof periodsOf>): Html {
  const options = { periods: BARS * K, height: HEIGHT };
  const area = plotArea(options);
  const values = periods.flatMap(({ bought, delivered = 0n }) => [bought, delivered]);
  const y = scaleOf(
    values.map((wh) => Number(wh) / 1000),
    area.bottom,
    area.top,
  );
  const bar = (k: number, wh: bigint) => {
    const ends = [0, Number(wh) / 1000];
    return { k, low: Math.min(...ends), high: Math.max(...ends) };
  };
  const accepted = periods.map(({ k, bought }) => bar(BARS * k, bought));
  const delivered = periods.flatMap(({ k, delivered: wh }) =>
    wh === undefined ? [] : [bar(BARS * k + 1, wh)],
  );
  const named = { id: 'energy', title: 'Accepted and delivered by half hour', unit: 'kWh' };
  const description = `${delivered.length} half hours were called. The table below has every number.`;
  return html`<section>
    <h2>Accepted and delivered</h2>
    <p>What the buyer bought, and what homes delivered against their own days before, less what they used more: the sum
    that two parties open together, where ten who deliver and ten who do not hide each other.</p>
    <ul class="key">${key('area', 'without', 'accepted')}${key('area', 'with', 'delivered')}</ul>
    ${plot({ ...named, ...options, description }, y, String, [
      spans(area, y, accepted, 'without'),
      spans(area, y, delivered, 'with'),
      html`<line class="zero" x1="${area.x(0)}" x2="${area.right}" y1="${y(0)}" y2="${y(0)}"/>`,
    ])}
    ${numbers(
      'As a table, in kWh and pence / kWh',
      ['from (UTC)', 'price', 'accepted', 'delivered'],
      periods.map(({ start, price, bought, delivered: wh }) => [
        start,
        price === undefined ? undefined : pence(price),
        kwh(bought),
        wh === undefined ? undefined : kwh(wh),
      ]),
    )}
  </section>`;
}
