import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNeedFile } from '@veilgrid/cli/commands/flexibility/needFile';
import { parsePeriods } from '@veilgrid/cli/terminal/periods';
import { parseOffer } from '@veilgrid/client-sdk';
import { needTermsType } from '@veilgrid/protocol/flexibility/need';
import { paramsOf } from '@veilgrid/protocol/params';
import { veilgrid } from './support/veilgrid.js';

const dir = mkdtempSync(join(tmpdir(), 'veilgrid-flex-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const DAY = ['--area', '5', '--day', '2013-06-13'];

test.each<[string, string[], string]>([
  ['a need by nothing', ['show'], 'either --need or --area and --day'],
  ['a need by its area alone', ['show', '--area', '5'], 'either --need or --area and --day'],
  ['a need twice', ['report', '--need', '7', ...DAY], 'either --need or --area and --day'],
  [
    'area publish: places that fall',
    ['area', 'publish', '--area', '1', '--places', '7,6', '--zones', '1'],
    'ascending',
  ],
  ['calendar publish: no date', ['calendar', 'publish', '--days', '2013-02-30'], "option '--days"],
  ['register: no place', ['register', '--out', 'x'], '--place'],
  ['register: no file', ['register', '--place', '1'], '--out'],
  ['register: beyond 25 bits', ['register', '--down', '33554432'], "option '--down"],
  ['enrol: no place', ['enrol', 'x'], '--place'],
  ['leave: no position', ['leave'], '--position'],
  ['open: no terms', ['open'], "argument 'terms'"],
  ['share: a role that has none', ['share', ...DAY, '--role', 'dso', '--out', 'x'], 'operator or regulator'],
  ['call: no half hours', ['call', ...DAY], '--periods'],
  ['call: half hours that fall', ['call', ...DAY, '--periods', '35-34'], 'Half hours'],
  ['masksum: no role', ['masksum', ...DAY], '--role'],
  ['offer: nothing', ['offer', ...DAY], 'one of --csv, --qty and --advise'],
  ['offer: two', ['offer', ...DAY, '--csv', 'x', '--qty', '1'], 'one of --csv, --qty and --advise'],
  ['offer: no price', ['offer', ...DAY, '--qty', '1'], 'need --price'],
  [
    'offer: a file and a price',
    ['offer', ...DAY, '--csv', 'x', '--price', '1'],
    'prices and half hours of its own',
  ],
])('%s is wrong usage', async (_, args, message) => {
  const { code, stdout, stderr } = await veilgrid('flex', ...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});

test('half hours are told by number and range', () => {
  expect(parsePeriods('34-36,40,35')).toEqual([34, 35, 36, 40]);
  for (const text of ['', '-3', '3-', '64', 'a', '1,,2']) expect(parsePeriods(text)).toBeUndefined();
});

const TERMS = {
  areaId: 5,
  day: '2027-06-20',
  gate: '2027-06-19T18:00Z',
  release: '2027-06-19T19:00Z',
  close: '2027-06-19T20:00Z',
  deliverFrom: '2027-06-23T00:00Z',
  deliverEnd: '2027-06-30T00:00Z',
  publish: '2027-06-30T01:00Z',
  callLead: 1_800,
  steps: [
    { label: 'feeder 7', periods: '34-37', qty: 6_000, price: 90_000 },
    { label: 'grid', periods: '34,40', qty: 4_000, price: 60_000 },
  ],
  up: '40',
  auctioned: 'rate',
  other: 20_000,
  comp: 100,
  rebound: 30_000,
  maxQty: 500,
  floor: 10_000,
  tick: 100,
  percent: 50,
  tiers: ['5', '12.50'],
};

let files = 0;
const full = paramsOf('full');
function read(change: object) {
  const file = join(dir, `need${files++}.json`);
  writeFileSync(file, JSON.stringify({ ...TERMS, ...change }));
  return readNeedFile(file, full);
}

test('a need in a file is one of the protocol: half hours, levels, bits', async () => {
  const terms = await read({});
  expect(() => needTermsType('full').serialize(terms)).not.toThrow();
  expect(terms.day).toBe(20_989);
  expect(terms.gate).toBe(BigInt(Date.parse('2027-06-19T18:00Z') / 1000));
  expect([terms.window, terms.up]).toEqual([(15n << 34n) | (1n << 40n), 1n << 40n]);
  const [feeder, grid] = terms.steps;
  expect([34, 37, 38, 40].map((k) => [feeder!.qty[k], feeder!.level[k]])).toEqual([
    [6_000, 800],
    [6_000, 800],
    [0, 0],
    [0, 0],
  ]);
  expect([34, 35, 40].map((k) => [grid!.qty[k], grid!.level[k]])).toEqual([
    [4_000, 500],
    [0, 0],
    [4_000, 500],
  ]);
  expect([33, 34, 40].map((k) => [terms.other[k], terms.comp[k], terms.rebound[k]])).toEqual([
    [0, 0, 30_000],
    [20_000, 100, 30_000],
    [20_000, 100, 30_000],
  ]);
  expect(terms.tiers).toEqual([500_000_000n, 1_250_000_000n]);
  expect(new TextDecoder().decode(feeder!.label)).toBe(`feeder 7${'\0'.repeat(8)}`);
});

test('prices may be told for each half hour', async () => {
  const other = Array.from({ length: full.K }, (_, k) => k);
  expect((await read({ other })).other).toEqual(other);
});

test.each<[string, object, string]>([
  ['a field that is none', { colour: 'green' }, 'terms'],
  ['a day that is none', { day: '2027-02-30' }, 'terms.day'],
  ['a time without offset', { gate: '2027-06-19T18:00' }, 'terms.gate'],
  ['a price between ticks', { steps: [{ ...TERMS.steps[0], price: 90_050 }] }, 'terms.steps.0.price'],
  ['a price below the floor', { steps: [{ ...TERMS.steps[0], price: 0 }] }, 'terms.steps.0.price'],
  ['a long label', { steps: [{ ...TERMS.steps[0], label: 'x'.repeat(17) }] }, 'terms.steps.0.label'],
  ['a half hour of the next day', { steps: [{ ...TERMS.steps[0], periods: '48' }] }, 'terms.steps.0.periods'],
  ['no steps', { steps: [] }, 'terms.steps'],
  ['nine steps', { steps: Array(9).fill(TERMS.steps[0]) }, 'terms.steps'],
  ['up where nothing is asked', { up: '41' }, 'terms.up'],
  ['too few prices', { comp: [1, 2] }, 'terms.comp'],
  ['a tick of zero', { tick: 0 }, 'terms.tick'],
  ['a tier below zero', { tiers: ['-5'] }, 'terms.tiers.0'],
  ['something that is not auctioned', { auctioned: 'all' }, 'terms.auctioned'],
])('a need in a file with %s is refused by name', async (_, change, field) => {
  await expect(read(change)).rejects.toMatchObject({ code: 'FILE_INVALID', data: { field } });
});

const offerOf = (rows: string) =>
  parseOffer('offer.csv', new TextEncoder().encode(`period,price,qty_wh\n${rows}`), full, {
    floor: 10_000,
    tick: 100,
  });

test('an offer in a file takes the cheapest level that is not below its price', () => {
  const cells = offerOf('34,30000,400\n35,30001,0\n36,30001,500\n');
  expect([33, 34, 35, 36].map((k) => cells[k])).toEqual([
    { level: 0, qty: 0 },
    { level: 200, qty: 400 },
    { level: 201, qty: 0 },
    { level: 201, qty: 500 },
  ]);
});

test.each(['34,9999,400', '34,30000,-1', '34,30000,16777216', '48,30000,1', '34,30000,1\n34,30000,1'])(
  'an offer in a file as %j is refused',
  (rows) => {
    expect(() => offerOf(rows)).toThrow(expect.objectContaining({ name: 'DataError' }));
  },
);
