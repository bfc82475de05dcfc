/** `veilgrid flex` on a real node, as far as no proof is needed: register, opening, what is refused, a gateway with nothing to do. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { entropyOf, sealKeystore } from '@veilgrid/client-sdk';
import { type RunningNode, startNode } from '@veilgrid/node';
import { Machines, refused } from './support/machines.js';
import { veilgrid } from './support/veilgrid.js';

const POINTS = 10;
const NEED = ['--area', '5', '--day', '2013-06-20'];
const TERMS = resolve('docs/examples/need-small.json');
const machines = new Machines('flexibility');
const { at, on, done } = machines;
let node: RunningNode;

beforeAll(async () => {
  process.env.VEILGRID_PASSPHRASE = 'eleven plain words';
  await veilgrid('init', '--small', '--clock', 'manual', '--time', '2013-06-18T12:00Z', '--data', at('town'));
  node = await startNode({
    genesis: JSON.parse(readFileSync(at('town', 'genesis.json'), 'utf8')),
    validatorKey: Buffer.from(readFileSync(at('town', 'validator.key'), 'utf8').trim(), 'hex'),
  });
  process.env.VEILGRID_URL = node.url;
  for (const role of ['dso', 'operator', 'regulator']) {
    cpSync(at('town', 'roles', role), at(role, 'roles', role), { recursive: true });
  }
  for (const role of ['dso', 'supplier', 'operator', 'regulator']) {
    await done('town', 'mint', '--account', role, '--amount', '10000');
  }
  const { words } = await done('town', 'wallet', 'new');
  // The same wallet with a key derivation a hundred times cheaper: it is opened twenty times below.
  const cheap = await sealKeystore(entropyOf(words), 'eleven plain words', 2 ** 10);
  writeFileSync(at('town', 'wallet.json'), JSON.stringify(cheap));
  const caps = ['--import-cap', '110400', '--export-cap', '22080', '--day-limit', '10'];
  for (let i = 0; i < POINTS; i++) {
    await veilgrid('meter', 'new', '--out', at(`meter${i}`));
    await done('town', 'point', 'enrol', '--meter', at(`meter${i}.pub`), '--position', `${i}`, ...caps);
  }
  const tariff = resolve('docs/examples/tariff-small.csv');
  await done('town', 'tariff', 'publish', '--day', '2013-06-20', '--csv', tariff, '--fixed-per-day', '0.20');
  await done('town', 'auction', 'open', '--day', '2013-06-20', '--tiers', '15,30,60');
}, 300_000);
afterAll(async () => {
  delete process.env.VEILGRID_PASSPHRASE;
  delete process.env.VEILGRID_URL;
  await node.close();
  machines.remove();
});

test('an area is published once, and tells how many auctions it has of a day', async () => {
  const publish = ['flex', 'area', 'publish', '--area', '5', '--places', '7,9', '--zones', '1'];
  await done('dso', ...publish);
  expect(await on('dso', ...publish)).toEqual(refused('AREA_EXISTS'));
  const { areas } = await done('home', 'flex', 'area', 'list', '--day', '2013-06-20');
  expect(areas).toEqual([{ areaId: 5, places: [7, 9], zones: [1], auctions: 1 }]);
});

test('days off are published ahead', async () => {
  const publish = ['flex', 'calendar', 'publish', '--days'];
  expect(await on('dso', ...publish, '2013-06-24')).toEqual(refused('CALENDAR_INVALID'));
  await done('dso', ...publish, '2013-08-26,2013-12-25');
  expect(await done('home', 'flex', 'calendar', 'show', '--from', '2013-08-27')).toEqual({
    days: ['2013-12-25'],
  });
});

describe('the register', () => {
  const register = (file: string, ...more: string[]) =>
    done(
      'town',
      'flex',
      'register',
      '--place',
      '7',
      '--down',
      '2000',
      '--position',
      '1',
      '--out',
      at(file),
      ...more,
    );

  test("takes a leaf that the DSO has seen, at the network's place", async () => {
    await register('flex.json', '--up', '500');
    const enrol = ['flex', 'enrol', at('flex.json'), '--place'];
    expect(await on('dso', ...enrol, '9')).toEqual(refused('VALUE_OUT_OF_RANGE field=place'));
    expect(await done('dso', ...enrol, '7')).toEqual({ position: 1, place: 7, capDown: 2000, capUp: 500 });
    // The owner signed one number.
    expect(await on('dso', ...enrol, '7')).toEqual(refused('SIGNATURE_INVALID field=request.sequence'));
  });

  test('takes no file whose opening is not the one of the leaf that was signed', async () => {
    await register('first.json');
    await register('second.json', '--up', '2');
    const [first, second] = ['first.json', 'second.json'].map((name) =>
      JSON.parse(readFileSync(at(name), 'utf8')),
    );
    writeFileSync(at('mixed.json'), JSON.stringify({ ...first, opening: second.opening }));
    const mixed = await on('dso', 'flex', 'enrol', at('mixed.json'), '--place', '7');
    expect(mixed).toEqual(refused('FILE_INVALID field=request.opening'));
    writeFileSync(
      at('bare.json'),
      JSON.stringify({ ...first, request: { ...first.request, signatures: [] } }),
    );
    const bare = await on('dso', 'flex', 'enrol', at('bare.json'), '--place', '7');
    expect(bare).toEqual(refused('SIGNATURE_MISSING'));
    const more = await on(
      'town',
      'flex',
      'register',
      '--place',
      '7',
      '--position',
      '1',
      '--up',
      '132481',
      '--out',
      at('x'),
    );
    expect(more).toEqual(refused('VALUE_OUT_OF_RANGE field=capUp'));
  });

  test('is left by the DSO alone', async () => {
    expect(await done('dso', 'flex', 'leave', '--position', '1')).toEqual({ position: 1 });
    expect(await on('dso', 'flex', 'leave', '--position', '1')).toEqual(refused('POSITION_EMPTY'));
  });
});

test('a need is opened by three on three machines, each with its own half, and is refused by the ledger alone', async () => {
  const request = at('open.json');
  const open = ['flex', 'open', TERMS, '--ceiling', '--out', request];
  expect(await on('dso', ...open)).toEqual(refused('NOT_FOUND'));
  for (const role of ['operator', 'regulator']) {
    await done(role, 'flex', 'share', '--role', role, ...NEED, '--out', at(`${role}.half`));
  }
  const halves = (operator: string, regulator: string) => [
    ...['--operator-share', at(operator), '--regulator-share', at(regulator)],
  ];
  const opened = await done('dso', ...open, ...halves('operator.half', 'regulator.half'));
  expect(opened.missing).toEqual(['operator', 'regulator']);
  expect(opened.ceilings).toEqual([
    // 2,000 of 2,000 + 50 % of 22,000; and twice 21,000 less 22,000.
    { period: 2, ceiling: '22000', share: 1538, margin: '20000' },
    { period: 3, ceiling: '22000', share: 1538, margin: '38480' },
  ]);
  const sign = (role: string, file = request) => on(role, 'flex', 'sign', '--role', role, file);
  expect(await on('dso', 'flex', 'submit', request)).toEqual(refused('SIGNATURE_MISSING'));
  // Another's half in the own one's place.
  const swapped = at('swapped.json');
  await done('dso', ...open.slice(0, -1), swapped, ...halves('regulator.half', 'operator.half'));
  expect(await sign('operator', swapped)).toEqual(refused('SHARE_MISMATCH'));
  const late = at('late.json');
  writeFileSync(at('terms.json'), readFileSync(TERMS, 'utf8').replace('06-22T06:00Z', '06-21T06:00Z'));
  await done(
    'dso',
    'flex',
    'open',
    at('terms.json'),
    '--out',
    late,
    ...halves('operator.half', 'regulator.half'),
  );
  expect(await sign('regulator', late)).toEqual(refused('NEED_TIMES_INVALID field=deliverFrom'));
  for (const role of ['operator', 'regulator']) expect((await sign(role)).code).toBe(0);
  expect(await on('dso', 'flex', 'submit', request)).toEqual(refused('BASELINE_SHORT'));
});

test.each<[string, string[]]>([
  ['dso', ['call', ...NEED, '--periods', '2']],
  ['anybody', ['show', ...NEED]],
  ['anybody', ['report', ...NEED]],
  ['anybody', ['event', ...NEED]],
  ['town', ['status', ...NEED]],
  ['town', ['settle', ...NEED]],
  ['town', ['baseline', ...NEED]],
  ['town', ['masksum', ...NEED, '--role', 'A']],
  ['town', ['release-deposits', 'post', ...NEED]],
])('%s hears of a need that is not there: %j', async (who, args) => {
  expect(await on(who, 'flex', ...args)).toEqual(refused('NEED_UNKNOWN'));
});

test('nothing is listed where nothing was opened', async () => {
  expect(await done('anybody', 'flex', 'needs')).toEqual({ needs: [] });
});

test('a gateway with nothing to do ends at once with --once, and else by Ctrl-C alone', async () => {
  const once = await on('town', 'flex', 'watch', '--once', '--openadr', at('events'));
  expect([once.code, once.stdout]).toEqual([0, '']);
  const running = on('town', 'flex', 'watch');
  while (process.listenerCount('SIGINT') === 0) await new Promise((again) => setTimeout(again, 10));
  process.emit('SIGINT');
  expect(await running).toMatchObject({ code: 130, stdout: '' });
});
