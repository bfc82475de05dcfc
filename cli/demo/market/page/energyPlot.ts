import { type Html, html } from '../../../report/html.js';
import { plot, plotArea, spans } from '../../../report/plot.js';
import { scaleOf } from '../../../report/scale.js';

export interface EnergyPlot {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Wh by period. */
  readonly imports: readonly number[];
  readonly exports: readonly number[];
  readonly height: number;
  readonly width?: number;
}

/** Bars of import above the line and of export below, in kWh. */
export function energyPlot({ imports, exports, ...options }: EnergyPlot): Html {
  const periods = imports.length;
  const area = plotArea({ ...options, periods });
  const y = scaleOf(
    [...imports, ...exports.map((wh) => -wh)].map((wh) => wh / 1000),
    area.bottom,
    area.top,
  );
  const bars = (values: readonly number[], sign: 1 | -1) =>
    values.flatMap((wh, k) => {
      const ends = [0, (sign * wh) / 1000];
      return wh === 0 ? [] : [{ k, low: Math.min(...ends), high: Math.max(...ends) }];
    });
  const hours = 24 / periods;
  const unit = hours === 0.5 ? 'kWh in half an hour' : `kWh in ${hours} hours`;
  // Below the line stands export, not a negative amount of it.
  return plot({ ...options, periods, unit }, y, (tick) => String(Math.abs(tick)), [
    spans(area, y, bars(imports, 1), 'import'),
    spans(area, y, bars(exports, -1), 'export'),
    html`<line class="zero" x1="${area.x(0)}" x2="${area.right}" y1="${y(0)}" y2="${y(0)}"/>`,
  ]);
}
