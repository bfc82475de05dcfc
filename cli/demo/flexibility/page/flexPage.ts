/** The need as one HTML page that needs nothing else: no script, no font, no picture from anywhere. */
import { type Content, Html, html } from '../../../report/html.js';
import { STYLE } from '../../../report/style.js';
import { kwh, money } from '../../../terminal/format.js';
import { sum } from '../../town/sum.js';
import { type FlexRunResult, paidOf, returnedOf } from '../outcome.js';
import { PART_NAMES, periodsOf } from '../report.js';
import { energySection } from './energySection.js';

/** Well-formed XML too, so that any tool reads it; its policy lets it load and run nothing. */
export function flexPage(run: FlexRunResult): string {
  const { day } = run;
  const page = html`<html lang="en" xmlns="http://www.w3.org/1999/xhtml">
<head>
  <meta charset="utf-8"/>
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
  <meta name="viewport" content="width=device-width, initial-scale=1"/>
  <title>Flexibility ${day.date}</title>
  <style>${new Html(STYLE)}</style>
</head>
<body>
  <main>
    ${head(run)}
    ${energySection(day.need.other.length, periodsOf(day))}
    ${moneySection(run)}
    ${shareSection(run)}
    ${refusedSection(run)}
    ${proofSection(run)}
  </main>
</body>
</html>`;
  return `<!DOCTYPE html>\n${page.text}\n`;
}

function head({ day, checks }: FlexRunResult): Html {
  const facts: [string, Content][] = [
    ['sealed offers', day.offers],
    ['most a home and half hour', `${day.need.maxQty} Wh`],
    ['days of the baseline', day.need.days.length],
    ['late', day.need.late.count],
  ];
  return html`<header>
    <h1>Flexibility ${day.date}</h1>
    <p class="soft">A need of a DSO on a real ledger, with readings of real homes: every offer and every delivery was
    proven, and verified again from the first block. Times are UTC.</p>
    <dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    <ul class="checks">
      <li>${check(checks.moneyConserved)} money conserved to 1e-8</li>
      <li>${check(checks.auditVerified)} every proof checked again by a process of its own</li>
    </ul>
  </header>`;
}

const check = (holds: boolean) =>
  holds ? html`<span class="holds">✓ holds:</span>` : html`<span class="fails">✗ fails:</span>`;

function moneySection({ day }: FlexRunResult): Html {
  const { buyer, sums, need } = day;
  const rows: [string, bigint][] = [
    ['locked by the buyer', buyer.locked],
    ['back to the buyer', returnedOf(buyer)],
    ['to the homes beyond their deposits', paidOf(sums)],
    ['to the supplier', sums.compensation],
    ['of what nobody could prove, to the issuer', sums.unproven],
    ['of its deposit, to the home that came late', need.late.paid],
  ];
  return html`<section><h2>Money</h2><div class="scroll"><table><tbody>${rows.map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td>${money(value)}</td></tr>`,
  )}</tbody></table></div></section>`;
}

function shareSection({ day }: FlexRunResult): Html {
  return html`<section><h2>What each home had</h2>
    <p>Each knows its own; no other party does. This page shows them because the demo simulates all.</p>
    <div class="scroll"><table>
      <thead><tr><th scope="col">home</th><th scope="col">accepted kWh</th><th scope="col">deposit</th>
        <th scope="col">paid</th><th scope="col">earned</th><th scope="col">part</th></tr></thead>
      <tbody>${day.shares.map(
        ({ name, part, accepted, deposit, paid, earned }) => html`<tr><th scope="row">${name}</th>
        <td>${kwh(sum(accepted))}</td><td>${money(deposit)}</td><td>${money(paid)}</td><td>${money(earned)}</td>
        <td>${PART_NAMES[part]}</td></tr>`,
      )}</tbody></table></div></section>`;
}

function refusedSection({ day }: FlexRunResult): Html {
  return html`<section><h2>Refused by the ledger</h2><div class="scroll"><table><tbody>${day.refused.map(
    ({ case: what, code }) => html`<tr><th scope="row">${what}</th><td><code>${code}</code></td></tr>`,
  )}</tbody></table></div></section>`;
}

function proofSection({ day, audited, replayed, seconds }: FlexRunResult): Html {
  const proofs = Object.entries(audited.statements).map(([name, n]) => `${n} ${name}`);
  return html`<section><h2>Proofs and audit</h2>
    <p>Proofs on the ledger: ${proofs.join(', ')}. A fresh process replayed ${replayed.blocks} blocks from genesis
    <code>${day.genesisHash}</code>, and the auditor's own rules went through ${audited.proofs} proofs. The whole took
    ${seconds.toFixed(1)} seconds.</p>
  </section>`;
}
