/** The feeder's load as the ledger publishes it: import above the line, export below. */
import { MIN_GROUP } from '@veilgrid/protocol/params';
import { type Html, html } from '../../../report/html.js';
import { key } from '../../../report/plot.js';
import { numbers } from '../../../report/table.js';
import { kwh } from '../../../terminal/format.js';
import { NET_ALONE, shownLoad } from '../../../terminal/shownLoad.js';
import type { DayOutcome } from '../outcome.js';
import { NOT_PUBLISHED, type periodsOf } from '../report.js';
import { energyPlot } from './energyPlot.js';

export function loadSection({ aggregate }: DayOutcome, periods: ReturnType<typeof periodsOf>): Html {
  if (aggregate === undefined) {
    return html`<section><h2>Verified load</h2><p class="note">No load curve: ${NOT_PUBLISHED}. The sum of
    fewer than ${MIN_GROUP} households would say too much about each of them.</p></section>`;
  }
  const shown = shownLoad(aggregate);
  // Of a net alone the larger side shows, as far as it exceeds the other.
  const imports = shown.map(({ imported, net }) => Number(imported ?? (net > 0n ? net : 0n)));
  const exports = shown.map(({ exported, net }) => Number(exported ?? (net < 0n ? -net : 0n)));
  const sides = shown.filter(({ imported }) => imported !== undefined).length;
  const peak = imports.indexOf(Math.max(...imports));
  const total = kwh(shown.reduce((sum, { net }) => sum + Number(net), 0));
  const side = (wh: bigint | undefined) => (wh === undefined ? 'net' : kwh(wh));
  return html`<section>
    <h2>Verified load of ${aggregate.members} households</h2>
    <p>The sums by period, opened by the DSO and the statistician together and proven: nobody had to see one
    household's readings for them. Import less export: ${total} kWh.</p>
    <p>${sides} of ${shown.length} periods show both sides, which ten households or more fill; the others show
    their net alone, because ${NET_ALONE}.</p>
    <ul class="key">${key('area', 'import', 'import')}${key('area', 'export', 'export (below the line)')}</ul>
    ${energyPlot({
      id: 'load',
      title: 'Verified import and export by period',
      description:
        `Import is highest in the period from ${periods[peak]!.start} with ${kwh(imports[peak]!)} kWh. ` +
        'The table below has every number.',
      imports,
      exports,
      height: 270,
    })}
    ${numbers(
      'Load as a table, in kWh',
      ['from (UTC)', 'import', 'sum over the meters', 'export', 'sum over the meters', 'net'],
      periods.map((p) => [
        p.start,
        side(p.importWh),
        kwh(p.meteredImportWh),
        side(p.exportWh),
        kwh(p.meteredExportWh),
        kwh(p.netWh!),
      ]),
    )}
  </section>`;
}
