/** Network assets and their meters by the command line, before a real node; a TSO and the regulator sign by files. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createApi } from '@veilgrid/client-sdk';
import { type RunningNode, startNode } from '@veilgrid/node';
import { Machines, refused } from './support/machines.js';
import { veilgrid } from './support/veilgrid.js';

const machines = new Machines('measures', 'measure');
const { at, on, done } = machines;
let node: RunningNode;
let K: number;

const wrong = (message: string) => ({ code: 2, stdout: '', stderr: expect.stringContaining(message) });

/** A file of this name. */
function file(name: string, content: unknown): string {
  writeFileSync(at(name), typeof content === 'string' ? content : JSON.stringify(content));
  return at(name);
}

const ASSET = {
  assetId: 1,
  kind: 'feeder',
  from: '2027-06-13',
  ratingImport: 800_000,
  ratingExport: 400_000,
  powerFactor: 950,
  usable: 1_000,
  customers: 30,
  zones: [1],
  dropPpmPerKw: 0,
  dropLimitPpm: 0,
};
const METER = { classPpm: 5_000, serial: 'EM-7' };
const DAY = ['--day', '2027-06-13'];
const csv = (rows: readonly string[]) => `period,import_wh,export_wh\n${rows.join('\n')}\n`;
const day = () =>
  csv(Array.from({ length: K }, (_, k) => `${k},${k === 0 ? 0 : 5_000 + k},${k === 0 ? 70 : 0}`));

beforeAll(async () => {
  await veilgrid('init', '--small', '--clock', 'manual', '--time', '2027-06-12T12:00Z', '--data', at('town'));
  const genesis = JSON.parse(readFileSync(at('town', 'genesis.json'), 'utf8'));
  node = await startNode({
    genesis,
    validatorKey: Buffer.from(readFileSync(at('town', 'validator.key'), 'utf8').trim(), 'hex'),
  });
  process.env.VEILGRID_URL = node.url;
  for (const role of ['dso', 'regulator'])
    cpSync(at('town', 'roles', role), at(role, 'roles', role), { recursive: true });
  K = node.genesis.params.K;
});
afterAll(async () => {
  delete process.env.VEILGRID_URL;
  await node.close();
  machines.remove();
});

test('assets are announced, version by version, with a TSO that owns a meter', async () => {
  expect(await done('anybody', 'show')).toEqual({ assets: [] });
  const key = ['--meter-key', at('feeder.key')];
  const feeder = file('feeder.json', { ...ASSET, meter: METER });
  expect(await done('dso', 'asset', feeder, ...key)).toMatchObject({ assetId: 1, version: 0, metered: true });
  const next = file('next.json', { ...ASSET, from: '2027-06-20', customers: 31, meter: METER });
  expect(await done('dso', 'asset', next, ...key)).toMatchObject({ assetId: 1, version: 1 });
  const today = file('today.json', { ...ASSET, assetId: 5, from: '2027-06-12' });
  expect(await on('dso', 'asset', today)).toEqual(refused('NETWORK_ASSET_INVALID field=fromDay'));

  const keys = at('tso', 'keys');
  const record = [
    '--name',
    'Grid',
    '--kinds',
    'tso',
    '--until',
    '2030-01-01',
    '--data',
    at('town'),
    '--json',
  ];
  expect((await veilgrid('party', 'register', '--keys', keys, ...record)).code).toBe(0);
  const supply = { ...ASSET, assetId: 2, zones: [], kind: 'supplyPoint', meter: { ...METER, owner: 32 } };
  const request = at('supply.request');
  const own = ['--meter-key', at('supply.key')];
  const out = await done('dso', 'asset', file('supply.json', supply), ...own, '--out', request);
  expect(out).toMatchObject({ kind: 'networkAsset', missing: ['party'] });
  expect(await on('dso', 'submit', request)).toEqual(refused('SIGNATURE_MISSING'));
  expect((await on('tso', 'sign', request, '--role', 'party', '--keys', keys)).code).toBe(0);
  await done('dso', 'submit', request);
  const { assets } = await done('anybody', 'show');
  expect(assets).toMatchObject([
    { assetId: 1, version: 1, customers: 31 },
    { assetId: 2, meterOwner: 32, kind: 5 },
  ]);
});

test('a day is posted once it is over, withdrawn and posted again with the regulator', async () => {
  const post = ['post', '1', ...DAY, '--csv', file('day.csv', day()), '--meter-key', at('feeder.key')];
  expect(await on('dso', ...post)).toEqual(refused('SET_UNVERIFIED field=day'));
  const time = Date.UTC(2027, 5, 14) / 1000;
  await createApi(node.url, { adminToken: node.adminToken }).moveTime({ body: { time } });
  await done('dso', ...post);
  const shown = await done('anybody', 'show', '1', ...DAY);
  expect(shown).toMatchObject({ asset: { version: 0 }, measured: { withdrawn: false } });
  expect([shown.measured.imports[1], shown.measured.exports[0]]).toEqual([5_001, 70]);
  expect(await on('dso', ...post)).toEqual(refused('MEASURE_EXISTS'));

  const requests = [
    ['withdraw', '1', ...DAY, '--reason', 'the wrong transformer ratio'],
    [...post, '--again'],
  ];
  for (const [i, args] of requests.entries()) {
    const request = at(`${i}.request`);
    expect(await done('dso', ...args, '--out', request)).toMatchObject({ missing: ['regulator'] });
    expect((await on('regulator', 'sign', request, '--role', 'regulator')).code).toBe(0);
    await done('dso', 'submit', request);
    const { measured } = await done('anybody', 'show', '1', ...DAY);
    expect(measured.withdrawn).toBe(i === 0);
  }
  const peak = ['peak', '1', '--quarter', '2027-Q2', '--import', '41000', '--export', '0'];
  expect(await on('dso', ...peak)).toEqual(refused('SET_UNVERIFIED field=day'));
  const plain = await veilgrid('measure', 'show', '--data', at('anybody'));
  expect(plain.stdout).toContain('supplyPoint');
});

test.each<[string, object]>([
  ['kind', { kind: 'tree' }],
  ['from', { from: '2027-13-01' }],
  ['zones', { zones: Array<number>(65).fill(1) }],
  ['customers', { customers: -1 }],
  ['meter.serial', { meter: { classPpm: 1, serial: '' } }],
  ['', { more: 1 }],
])('an asset with another %s is refused', async (field, change) => {
  const asset = file('wrong.json', { ...ASSET, ...change });
  const name = field === '' ? 'asset' : `asset.${field}`;
  expect(await on('dso', 'asset', asset)).toEqual(refused(`FILE_INVALID field=${name}`));
});

test.each<[string, () => string]>([
  ['no header', () => '0,1,2\n'],
  ['a period too few', () => day().replace(/[^\n]*\n$/, '')],
  ['a period twice', () => day().replace('\n1,', '\n0,')],
  ['what is no number', () => day().replace('\n1,5001', '\n1,5.1')],
  ['what no field holds', () => day().replace('\n1,5001', '\n1,4294967296')],
])('a day with %s is refused', async (_, content) => {
  const args = ['post', '1', ...DAY, '--csv', file('wrong.csv', content()), '--meter-key', at('feeder.key')];
  expect(await on('dso', ...args)).toEqual(refused('FILE_INVALID field=csv'));
});

test('keys, signatures and options are told apart', async () => {
  const post = ['post', '1', ...DAY, '--csv', file('good.csv', day())];
  const hex = file('short.hex', 'abcd');
  expect(await on('dso', ...post, '--signature', hex)).toEqual(refused('FILE_INVALID field=signature'));
  expect(await on('dso', ...post, '--meter-key', hex)).toEqual(refused('FILE_INVALID field=meter-key'));
  const foreign = file('foreign.hex', '00'.repeat(64));
  expect(await on('dso', ...post, '--signature', foreign)).toEqual(
    refused('SIGNATURE_INVALID field=signature'),
  );
  expect(await on('dso', ...post)).toEqual(wrong('--meter-key or --signature'));
  expect(await on('dso', 'show', '1')).toEqual(wrong('--day belong together'));
  expect(await on('dso', 'peak', '1', '--quarter', '2027-Q5', '--import', '1', '--export', '1')).toEqual(
    wrong('2027-Q2'),
  );
});
