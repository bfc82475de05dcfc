/** The feeder's load as the ledger publishes it: import above the line, export below. */
import { MIN_GROUP } from '@veilgrid/protocol/params';
import { type Html, html } from '../../../report/html.js';
import { key } from '../../../report/plot.js';
import { numbers } from '../../../report/table.js';
import { kwh } from '../../../terminal/format.js';
import type { DayOutcome } from '../outcome.js';
import { NOT_PUBLISHED, type periodsOf } from '../report.js';
import { energyPlot } from './energyPlot.js';

export function loadSection({ aggregate }: DayOutcome, periods: ReturnType<typeof periodsOf>): Html {
  if (aggregate === undefined) {
    return html`<section><h2>Verified load</h2><p class="note">No load curve: ${NOT_PUBLISHED}. The sum of
    fewer than ${MIN_GROUP} households would say too much about each of them.</p></section>`;
  }
  const imports = aggregate.imports.map(Number);
  const exports = aggregate.exports.map(Number);
  const peak = imports.indexOf(Math.max(...imports));
  const total = (values: readonly number[]) => kwh(values.reduce((a, b) => a + b, 0));
  return html`<section>
    <h2>Verified load of ${aggregate.members} households</h2>
    <p>The sums by period, opened by the DSO and the statistician together and proven: nobody had to see one
    household's readings for them. Import ${total(imports)} kWh, export ${total(exports)} kWh.</p>
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
      ['from (UTC)', 'import', 'sum over the meters', 'export', 'sum over the meters'],
      periods.map((p) => [
        p.start,
        kwh(p.importWh!),
        kwh(p.meteredImportWh),
        kwh(p.exportWh!),
        kwh(p.meteredExportWh),
      ]),
    )}
  </section>`;
}
