import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildScenario, DEFAULT_DAY, SEED } from '@veilgrid/cli/demo/market/scenario';
import { parseReadings } from '@veilgrid/client-sdk/core/readings/index';
import { ERROR_NUMBERS } from '@veilgrid/protocol/errors';
import { paramsOf } from '@veilgrid/protocol/params';
import { veilgrid } from './support/veilgrid.js';

const SAMPLE = 'data/sample-readings/readings.csv';
const full = paramsOf('full');

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'veilgrid-data-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function write(name: string, ...lines: string[]): string {
  const file = join(dir, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

test('the documentation lists every code with its number', () => {
  const documented = [...readFileSync('docs/data.md', 'utf8').matchAll(/^\| `(\w+)` \| (\d+) \|/gm)];
  const codes = Object.entries(ERROR_NUMBERS).filter(([, n]) => n > 1300 && n < 1400);
  expect(documented.map(([, code, n]) => [code, Number(n)])).toEqual(codes);
});

test("the sample is the demo's own day", async () => {
  const { days, meters } = parseReadings(SAMPLE, readFileSync(SAMPLE), full);
  const { houses, day } = buildScenario(full, DEFAULT_DAY, 12, SEED);
  expect(meters).toHaveLength(12);
  expect([...days.get(day)!.values()]).toEqual(houses.map((house) => house.readings));
  const { code, stdout } = await veilgrid('data', 'check', SAMPLE);
  expect([code, stdout]).toEqual([
    0,
    expect.stringContaining(`meters 12, whole days 1 (${DEFAULT_DAY}), readings 576`),
  ]);
});

test('check lists every issue on stdout and exits with 1', async () => {
  const file = write(
    'bad.csv',
    'meter_id,timestamp,import_wh,export_wh',
    'A,2013-06-13T00:00,1,0',
    'A,2013-06-13T00:30Z,-1,0',
  );
  const text = await veilgrid('data', 'check', file);
  expect([text.code, text.stderr]).toEqual([1, `${file}: 2 issues\n`]);
  expect(text.stdout.split('\n').slice(0, 2)).toEqual([
    `${file}:2 timestamp TIMESTAMP_WITHOUT_OFFSET value="2013-06-13T00:00"`,
    `${file}:3 import_wh ENERGY_NEGATIVE value="-1"`,
  ]);
  const json = await veilgrid('data', 'check', file, '--json');
  expect([json.code, JSON.parse(json.stdout)]).toMatchObject([
    1,
    {
      valid: false,
      file,
      total: 2,
      issues: [{ code: 'TIMESTAMP_WITHOUT_OFFSET', number: 1312, row: 2 }, { row: 3 }],
    },
  ]);
});

test('check --json says what is in a good file, in either profile', async () => {
  const said = JSON.parse((await veilgrid('data', 'check', SAMPLE, '--json')).stdout);
  expect(said).toMatchObject({ valid: true, meters: 12, days: [DEFAULT_DAY], readings: 576 });
  const small = JSON.parse((await veilgrid('data', 'check', SAMPLE, '--json', '--small')).stdout);
  expect(small).toEqual({ ...said, readings: 48 });
});

test('convert makes a file that check takes, for its owner only, and replaces none', async () => {
  const hours = Array.from(
    { length: 24 },
    (_, h) => `A,2013-06-13 ${String(h).padStart(2, '0')}:00,0.${h}5,0`,
  );
  const file = write('hours.csv', 'meter_id,timestamp,import_kwh,export_kwh', ...hours);
  const out = join(dir, 'out.csv');
  const args = ['data', 'convert', file, '--out', out, '--interval', '60', '--utc-offset', 'Z'];
  const made = await veilgrid(...args);
  expect([made.code, made.stdout]).toEqual([0, `${out}: half hours 48, meters 1.\n`]);
  expect(statSync(out).mode & 0o777).toBe(0o600);
  expect((await veilgrid('data', 'check', out)).code).toBe(0);
  const again = await veilgrid(...args);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('BAD_REQUEST field=out')]);
});

test('a folder that is not there, or a file in its place, is refused with a code before any work', async () => {
  const nowhere = await veilgrid('data', 'convert', SAMPLE, '--out', join(dir, 'no', 'out.csv'));
  expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('NOT_FOUND field=out')]);
  const file = write('file', 'x');
  for (const out of [file, join(file, 'sub')]) {
    const { code, stderr } = await veilgrid('demo', '--small', '--csv', SAMPLE, '--out', out);
    expect([code, stderr]).toEqual([1, expect.stringContaining('BAD_REQUEST field=out')]);
  }
});

test('convert writes nothing out of a file with issues, and lists them', async () => {
  const file = write(
    'hours.csv',
    'meter_id,timestamp,net_kwh',
    'A,2013-06-13T00:00,1',
    'A,2013-06-13T00:20Z,1',
  );
  const out = join(dir, 'out.csv');
  const { code, stdout, stderr } = await veilgrid('data', 'convert', file, '--out', out);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  expect(() => statSync(out)).toThrow('ENOENT');
});

test.each([
  ['no file', ['data', 'check'], "missing required argument 'file'"],
  ['no target', ['data', 'convert', SAMPLE], '--out'],
  ['an interval without rule', ['data', 'convert', SAMPLE, '--out', 'x', '--interval', '10'], '15, 30 or 60'],
  ['a zone by name', ['data', 'convert', SAMPLE, '--out', 'x', '--utc-offset', 'CET'], 'An offset as'],
  ['a day that is none', ['data', 'check', SAMPLE, '--day', '2013-02-30'], 'A date from'],
])('%s is wrong usage', async (_name, args, message) => {
  const { code, stdout, stderr } = await veilgrid(...args);
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
});

test.each([
  ['a file that is not there', 'not-there.csv', 'NOT_FOUND field=file'],
  ['a folder', '.', 'NOT_FOUND field=file'],
])('%s is refused with a code', async (_name, file, message) => {
  const { code, stderr } = await veilgrid('data', 'check', file);
  expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
});

test('a large file is announced, as reading it takes seconds', async () => {
  const file = write('large.csv', 'x'.repeat(80), ...Array<string>(100_000).fill('x'.repeat(89)));
  const { code, stderr } = await veilgrid('data', 'check', file);
  expect([code, stderr]).toEqual([1, `Reading 9 MB\n${file}: 1 issue\n`]);
});

test('a day that the file does not have is refused by name', async () => {
  const { code, stderr } = await veilgrid('data', 'check', SAMPLE, '--day', '2013-06-14');
  expect([code, stderr]).toEqual([1, expect.stringContaining('NOT_FOUND field=day')]);
});
