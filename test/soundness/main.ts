/** npm run soundness [-- CIRCUIT… | PROFILE/CIRCUIT…] [--fast] [--update] [--json]: docs/security.md, "Circuits". */
import { parseArgs } from 'node:util';
import { CIRCUITS } from '@veilgrid/protocol/kinds';
import { ALLOWED, ARGUED } from './allowed.js';
import { FAST, wholeOf } from './mutation.js';
import { type CircuitReport, isSound, soundness } from './report.js';
import { nameOf, TARGETS } from './target.js';
import { figures, type Hashes, hashesOf, readVerdicts, staleTargets, writeVerdicts } from './verdicts.js';

const USAGE = `usage: npm run soundness -- [CIRCUIT | PROFILE/CIRCUIT]… [--fast | --update] [--json]
circuits: ${CIRCUITS.join(', ')}; profiles: small, medium, full`;

function print(report: CircuitReport): void {
  const line = (label: string, value: string | number) => console.log(`  ${label.padEnd(26)}${value}`);
  console.log(nameOf(report.target));
  line('signals mutated', report.signals);
  line('mutants', report.mutants);
  line('killed', report.killed);
  line('survivors allowed', report.allowed.length);
  for (const name of report.allowed) console.log(`    ${name}`);
  line('survivors not allowed', report.notAllowed.length);
  for (const name of report.notAllowed) console.log(`    ${name}`);
  if (report.dropped.length === 0) return;
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

/**
 * Writes what was found under the hashes from before the run: a source that changed during it was not tried.
 * What is not sound gets no verdict, so that it is not taken for granted later.
 */
function update(reports: readonly CircuitReport[], hashes: readonly Hashes[]): void {
  const verdicts = { ...readVerdicts() };
  for (const [i, report] of reports.entries()) {
    const name = nameOf(report.target);
    if (isSound(report)) verdicts[name] = { ...hashes[i]!, ...figures(report) };
    else delete verdicts[name];
  }
  writeVerdicts(verdicts);
}

/** The fast form is of one case of small and medium. */
function targetsOf(names: readonly string[], fast: boolean) {
  const named = (name: string) =>
    TARGETS.filter((target) => name === nameOf(target) || name === target.circuit);
  const unknown = names.find((name) => named(name).length === 0);
  if (unknown !== undefined) throw new TypeError(`no circuit ${unknown}`);
  const targets =
    names.length === 0 ? TARGETS : TARGETS.filter((t) => names.some((n) => named(n).includes(t)));
  return targets.filter(({ profile }) => !fast || profile !== 'full');
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { fast: { type: 'boolean' }, update: { type: 'boolean' }, json: { type: 'boolean' } },
  });
  const fast = values.fast === true;
  if (fast && values.update) throw new TypeError('a verdict is of the whole, not of the fast form');
  const named = targetsOf(positionals, fast);
  const targets = values.update ? await staleTargets(readVerdicts(), named) : named;
  const onProgress = values.json ? undefined : (stage: string) => console.error(stage);
  const hashes = values.update ? await Promise.all(targets.map(hashesOf)) : [];
  const thoroughness = fast ? () => FAST : wholeOf;
  const reports = await soundness({ targets, thoroughness, ...(onProgress && { onProgress }) });
  if (values.update) update(reports, hashes);
  if (values.json) {
    const circuits = reports.map((report) => ({ ...report.target, ...figures(report) }));
    console.log(JSON.stringify({ circuits }));
  } else {
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
