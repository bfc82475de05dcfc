/** The day as one HTML page that needs nothing else: no script, no font, no picture from anywhere. */
import { type Content, Html, html } from '../../../report/html.js';
import { STYLE } from '../../../report/style.js';
import { kwh } from '../../../terminal/format.js';
import { billsOf, NOT_PUBLISHED, periodsOf, type Run } from '../report.js';
import { viewsOf } from '../views.js';
import { billSection } from './billSection.js';
import { loadSection } from './loadSection.js';
import { priceSection } from './priceSection.js';
import { secrecySection } from './secrecySection.js';

/** Well-formed XML too, so that any tool reads it; its policy lets it load and run nothing. */
export function htmlReport(run: Run): string {
  const { outcome } = run;
  const periods = periodsOf(outcome);
  const page = html`<html lang="en" xmlns="http://www.w3.org/1999/xhtml">
<head>
  <meta charset="utf-8"/>
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
  <meta name="viewport" content="width=device-width, initial-scale=1"/>
  <title>Market day ${outcome.scenario.date}</title>
  <style>${new Html(STYLE)}</style>
</head>
<body>
  ${PATTERNS}
  <main>
    ${head(run)}
    ${priceSection(outcome, periods)}
    ${loadSection(outcome, periods)}
    ${billSection(billsOf(outcome))}
    ${secrecySection(
      outcome,
      periods.map((p) => p.start),
    )}
    <section><h2>What each party could see</h2>
      <table class="views"><tbody>${viewsOf(outcome).map(
        ({ party, sees }) => html`<tr><th scope="row">${party}</th><td>${sees}</td></tr>`,
      )}</tbody></table>
    </section>
    ${proofSection(run)}
  </main>
</body>
</html>`;
  return `<!DOCTYPE html>\n${page.text}\n`;
}

/** Hatching tells supply from demand without any colour. */
const PATTERNS = html`<svg width="0" height="0" aria-hidden="true" style="position:absolute"><defs>
    <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="6" height="6" style="fill:var(--supply);fill-opacity:.3"/>
      <line x1="0" y1="0" x2="0" y2="6" style="stroke:var(--supply);stroke-width:4"/>
    </pattern>
  </defs></svg>`;

function head({ outcome, checks }: Run): Html {
  const { scenario, auction, households, aggregate } = outcome;
  const { enough, volume } = auction.result!;
  const facts: [string, Content][] = [
    ['households', households.length],
    ['sealed orders', auction.orders],
    ['settlements', auction.settlements],
    ['traded', enough ? `${kwh(volume)} kWh` : 'not public'],
  ];
  return html`<header>
    <h1>Market day ${scenario.date}</h1>
    <p class="soft">A simulated day on a real ledger: every order, clearing and settlement was proven, and
    verified again from the first block. Times are UTC.</p>
    <dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    <ul class="checks">
      <li>${check(checks.moneyConserved)} money conserved to 1e-8</li>
      <li>${check(checks.energyExact)} published load equal to the meters, to the Wh</li>
      <li>${check(checks.auditVerified)} every proof checked again by a process of its own</li>
    </ul>
    ${enough ? undefined : html`<p class="note">The traded volume is not public: fewer than ten orders traded.</p>`}
    ${aggregate ? undefined : html`<p class="note">No sums: ${NOT_PUBLISHED}.</p>`}
  </header>`;
}

function check(holds: boolean | null): Html {
  if (holds === null) return html`<span class="waits">– waits:</span>`;
  return holds ? html`<span class="holds">✓ holds:</span>` : html`<span class="fails">✗ fails:</span>`;
}

function proofSection({ outcome, audit, seconds }: Run): Html {
  const proofs = Object.entries(outcome.proofs).map(([name, n]) => `${n} ${name}`);
  return html`<section><h2>Proofs and audit</h2>
    <p>Proofs made: ${proofs.join(', ')}. A fresh process replayed ${audit.blocks} blocks with
    ${audit.transactions} transactions from genesis <code>${outcome.genesisHash}</code> and checked
    ${audit.proofsVerified} proofs. The whole day took ${seconds.toFixed(1)} seconds.</p>
  </section>`;
}
