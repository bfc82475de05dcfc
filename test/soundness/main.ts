/** npm run soundness [-- CIRCUIT] [--fast] [--json]: what docs/security.md, "Circuits", describes. */
import { parseArgs } from 'node:util';
import type { Circuit as CircuitName } from '@veilgrid/protocol/kinds';
import { CIRCUITS } from '@veilgrid/protocol/kinds';
import { ALLOWED, ARGUED } from './allowed.js';
import { FAST, WHOLE } from './mutation.js';
import { type CircuitReport, figures, isSound, soundness } from './report.js';

const USAGE = `usage: npm run soundness -- [${CIRCUITS.join(' | ')}] [--fast] [--json]`;

function print(report: CircuitReport): void {
  const line = (label: string, value: string | number) => console.log(`  ${label.padEnd(26)}${value}`);
  console.log(report.name);
  line('signals mutated', report.signals);
  line('mutants', report.mutants);
  line('killed', report.killed);
  line('survivors allowed', report.allowed.length);
  for (const name of report.allowed) console.log(`    ${name}`);
  line('survivors not allowed', report.notAllowed.length);
  for (const name of report.notAllowed) console.log(`    ${name}`);
  const uncaught = report.uncaught.length + report.argued.length;
  line('dropped checks caught', `${report.dropped.length - uncaught} of ${report.dropped.length}`);
  for (const check of report.argued) console.log(`    argued: ${check}`);
  for (const check of report.uncaught) console.log(`    NOT CAUGHT: ${check}`);
}

function printReasons(): void {
  console.log('\nreasons');
  for (const { circuits, pattern, reason } of ALLOWED)
    console.log(`  ${circuits.join(', ')} ${pattern.source}: ${reason}`);
  for (const { check, reason } of ARGUED) console.log(`  ${check}: ${reason}`);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { fast: { type: 'boolean' }, json: { type: 'boolean' } },
  });
  const unknown = positionals.find((name) => !(CIRCUITS as readonly string[]).includes(name));
  if (unknown !== undefined) throw new TypeError(`no circuit ${unknown}`);
  const names = positionals.length === 0 ? CIRCUITS : (positionals as CircuitName[]);
  const onProgress = (stage: string) => console.error(stage);
  const reports = await soundness(values.fast ? FAST : WHOLE, names, values.json ? undefined : onProgress);
  if (values.json) console.log(JSON.stringify({ circuits: reports.map(figures) }));
  else {
    reports.forEach(print);
    printReasons();
  }
  return reports.every(isSound) ? 0 : 1;
}

try {
  process.exit(await main());
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(`${error.message}\n${USAGE}`);
  process.exit(2);
}
