import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elementsOf } from '../cli/support/markup.js';
import { veilgrid } from '../cli/support/veilgrid.js';

/** Names that would break out of a page, a shell or a table. */
const METERS = ['<script>alert(1)</script>', "\"; rm -rf '~'", 'Ünïcödé & sons'];

test('three meters of a file: every proof real, bills, no sum, and a page that says so', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'veilgrid-csv-'));
  try {
    // The first sells at noon, the others buy.
    const wh = (i: number, k: number) => (i === 0 && k === 2 ? '0,4000' : `${500 * (i + k + 1)},0`);
    const rows = METERS.flatMap((meter, i) =>
      ['00', '06', '12', '18'].map(
        (h, k) => `"${meter.replaceAll('"', '""')}",2024-03-05T${h}:00Z,${wh(i, k)}`,
      ),
    );
    const csv = join(dir, 'in.csv');
    writeFileSync(csv, `${['meter_id,timestamp,import_wh,export_wh', ...rows].join('\r\n')}\r\n`);
    const out = join(dir, 'out');
    const { code, stdout } = await veilgrid('demo', '--small', '--json', '--csv', csv, '--out', out);
    expect(code).toBe(0);

    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      households: 3,
      orders: 3,
      settlements: 3,
      date: '2024-03-05',
      moneyConserved: true,
      energyExact: null,
      auditVerified: true,
      notPublished: expect.stringContaining('fewer than 10'),
      proofsByCircuit: { transfer: 1, issue: 3, order: 3, clear: 2, close: 1, settle: 3, masksum: 0 },
    });
    expect(report.bills.map((b: { household: string }) => b.household)).toEqual(METERS);
    expect(report.bills.map((b: { importWh: number }) => b.importWh)).toEqual([3500, 7000, 9000]);
    expect(report.bills[0].soldWh).toBeGreaterThan(0);
    expect(report.periods[0]).not.toHaveProperty('importWh');

    const page = readFileSync(join(out, 'report.html'), 'utf8');
    expect(elementsOf(page)).not.toContain('script');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain(report.genesisHash);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
