/** One household's day as it knows it, beside the same day as everybody can read it on the ledger. */
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { type Html, html } from '../../../report/html.js';
import { key } from '../../../report/plot.js';
import { numbers } from '../../../report/table.js';
import { kwh, money } from '../../../terminal/format.js';
import type { DayOutcome } from '../outcome.js';
import { energyPlot } from './energyPlot.js';

/** Hex digits of a field element. */
const DIGITS = 64;
const CELL = 6;

export function secrecySection({ households, seen }: DayOutcome, starts: readonly string[]): Html {
  const { house, bill } = households[0]!;
  const { order, settlement } = seen;
  const imports = house.readings.map((r) => r.imported);
  const exports = house.readings.map((r) => r.exported);
  const words = settlement.lanes.map((lane) => hex(lane));
  return html`<section>
    <h2>What is public beside what stays private</h2>
    <div class="pair">
      <div><h3>What ${house.name} knows</h3>
        <p>Its readings of every period, and a bill of £${money(bill.cost)}. Nobody else can read them.</p>
        <ul class="key">${key('area', 'import', 'import')}${key('area', 'export', 'export')}</ul>
        ${energyPlot({
          id: 'private',
          title: `True readings of ${house.name}`,
          description:
            'Import and export by period, which only the household knows. The table below has every number.',
          imports,
          exports,
          height: 250,
          width: 480,
        })}
      </div>
      <div><h3>What everybody sees of the same day</h3>
        <p>${words.length} masked words, in which those readings and amounts stand. Each word is a row, each of
        its hex digits a square: the stronger, the higher.</p>
        ${raster(words)}
      </div>
    </div>
    <p>A proof on the ledger shows that the words hold exactly the readings that the meter signed and the bill
    that follows from them. The DSO and the statistician know whose settlement it is, and each holds one of its
    two masks: both together could open it, neither alone. Nobody else can tell whose of the day's
    ${households.length} settlements it is, or link it to an order.</p>
    ${numbers(
      `True readings of ${house.name} as a table, in kWh`,
      ['from (UTC)', 'import', 'export'],
      starts.map((start, k) => [start, kwh(imports[k]!), kwh(exports[k]!)]),
    )}
    ${numbers(
      'The public record as a table, in hex',
      ['field', 'value'],
      [
        ...words.map((word, i) => [`settlement: masked word ${i + 1}`, word] as const),
        ['settlement: commitment to the readings', hex(settlement.readingCommitment)],
        ['settlement: commitment to the refund', hex(settlement.refundCm)],
        ['settlement: nullifier', hex(settlement.nf)],
        ['settlement: masked shortfall', hex(settlement.short)],
        ['order: commitment', hex(order.c)],
        ...order.ct.map((word, i) => [`order: sealed word ${i + 1}`, hex(word)] as const),
      ].map(([name, value]) => [name, html`<code>${value}</code>`]),
    )}
  </section>`;
}

function raster(words: readonly string[]): Html {
  const rows = words.map((word, row) =>
    [...word].map(
      (digit, i) =>
        html`<rect x="${i * CELL}" y="${row * 2 * CELL}" width="${CELL}" height="${2 * CELL - 1}" fill-opacity="${opacity(digit)}"/>`,
    ),
  );
  return html`<svg viewBox="0 0 ${DIGITS * CELL} ${words.length * 2 * CELL}" role="img" aria-labelledby="public-t public-d" class="raster">
    <title id="public-t">The same day on the ledger</title>
    <desc id="public-d">${words.length} rows of ${DIGITS} squares without any pattern. The table below has every word.</desc>
    ${rows}
  </svg>`;
}

function opacity(digit: string): number {
  return Math.round((Number.parseInt(digit, 16) / 15) * 100) / 100;
}
