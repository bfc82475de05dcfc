/**
 * Fails on advisories of the dependencies that scripts/advisories.json does not allow, or no longer allows.
 * usage: node scripts/audit.mjs [report.json [date]]
 * report: a saved `npm audit --json`, else the registry is asked; date: of the expiries, else today.
 * A registry that does not answer is said and is no failure: it says nothing about the dependencies.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [file, today = new Date().toISOString().slice(0, 10)] = process.argv.slice(2);
const allowed = JSON.parse(readFileSync(fileURLToPath(new URL('advisories.json', import.meta.url)), 'utf8'));

const report = parse(file ? readFileSync(file, 'utf8') : askRegistry());
if (report.vulnerabilities === undefined) {
  console.log(`dependencies not audited, the registry did not answer: ${report.message ?? 'no report'}`);
  process.exit(0);
}

const found = advisoriesOf(report);
const isOf = (entry) => (a) => a.package === entry.package && a.id === entry.advisory;
const open = found.filter((a) => !allowed.some((entry) => isOf(entry)(a) && entry.expires >= today));
for (const a of open) console.log(`not allowed: ${a.package} ${a.id} (${a.severity}) ${a.title}`);
for (const entry of allowed.filter((e) => !found.some(isOf(e)))) {
  console.log(`no longer reported, to be removed from the list: ${entry.package} ${entry.advisory}`);
}
console.log(`${found.length} advisories, ${open.length} not allowed`);
process.exit(open.length === 0 ? 0 : 1);

function askRegistry() {
  return spawnSync('npm', ['audit', '--json'], { encoding: 'utf8', maxBuffer: 2 ** 26 }).stdout;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Packages that are reported only because they depend on another one name it by a string. */
function advisoriesOf({ vulnerabilities }) {
  const all = Object.values(vulnerabilities).flatMap(({ via }) => via.filter((v) => typeof v === 'object'));
  return all.map(({ name, url, severity, title }) => ({
    package: name,
    id: url.split('/').at(-1),
    severity,
    title,
  }));
}
