import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Allowed {
  readonly package: string;
  readonly advisory: string;
  readonly reason: string;
  readonly date: string;
  readonly expires: string;
}

const allowed: Allowed[] = JSON.parse(readFileSync('scripts/advisories.json', 'utf8'));
const dir = mkdtempSync(join(tmpdir(), 'audit-'));
afterAll(() => rmSync(dir, { recursive: true }));

function audit(report: string, today?: string) {
  const file = join(dir, 'report.json');
  writeFileSync(file, report);
  const args = ['scripts/audit.mjs', file, ...(today ? [today] : [])];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stdout };
}

const report = (...advisories: { package: string; advisory: string }[]) =>
  JSON.stringify({
    vulnerabilities: {
      ...Object.fromEntries(
        advisories.map((a) => [
          a.package,
          {
            via: [
              {
                name: a.package,
                url: `https://github.com/advisories/${a.advisory}`,
                severity: 'high',
                title: 't',
              },
            ],
          },
        ]),
      ),
      // Reported for what it depends on.
      snarkjs: { via: advisories.map((a) => a.package) },
    },
  });

test('every allowed advisory has a reason, a date and an expiry after it', () => {
  for (const entry of allowed) {
    expect(entry.reason.length).toBeGreaterThan(20);
    expect(entry.date).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(entry.expires > entry.date).toBe(true);
  }
});

test('what is allowed passes, until it expires', () => {
  const known = report(allowed[0]!);
  expect(audit(known, allowed[0]!.date)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('0 not allowed'),
  });
  expect(audit(known, '2100-01-01')).toMatchObject({
    status: 1,
    stdout: expect.stringContaining(allowed[0]!.advisory),
  });
});

test('another advisory fails, of the same package too', () => {
  const other = { package: allowed[0]!.package, advisory: 'GHSA-aaaa-bbbb-cccc' };
  expect(audit(report(other))).toMatchObject({
    status: 1,
    stdout: expect.stringContaining(`not allowed: ${other.package} ${other.advisory}`),
  });
});

test.each([
  ['an error for an answer', JSON.stringify({ message: '503 no' }), '503 no'],
  ['no answer', '', 'no report'],
])('%s is said and is no failure', (_name, text, said) => {
  expect(audit(text)).toMatchObject({ status: 0, stdout: expect.stringContaining(said) });
});
