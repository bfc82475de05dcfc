import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { veilgrid } from './support/veilgrid.js';

const dir = mkdtempSync(join(tmpdir(), 'veilgrid-usage-'));
const file = (name: string, text: string) => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};
const here = ['--data', dir];
/** Nobody listens there. */
const NOWHERE = ['--url', 'http://127.0.0.1:1'];
const DAY = ['--day', '2013-06-13'];

beforeAll(() => {
  process.env.VEILGRID_PASSPHRASE = 'eleven plain words';
});
afterAll(() => {
  delete process.env.VEILGRID_PASSPHRASE;
  rmSync(dir, { recursive: true, force: true });
});

test.each<[string, string[], string]>([
  ['init: a time without offset', ['init', '--time', '2013-06-12T12:00'], "option '--time"],
  ['init: a fee with nine decimals', ['init', '--transfer-fee', '0.000000001'], "option '--transfer-fee"],
  ['init: a role that is none', ['init', '--organisation', 'king=Arthur'], "option '--organisation"],
  ['role new: a role that is none', ['role', 'new', '--role', 'owner'], "option '--role"],
  ['node time: no token', ['node', 'time', '--to', '2013-06-12T12:00Z'], '--admin-token'],
  ['mint: no amount', ['mint', '--account', 'dso'], '--amount'],
  ['mint: an amount of zero', ['mint', '--account', 'dso', '--amount', '0.00'], "option '--amount"],
  ['mint: an amount below zero', ['mint', '--account', 'dso', '--amount=-5'], "option '--amount"],
  [
    'mint: an amount beyond 64 bits',
    ['mint', '--account', 'dso', '--amount', '184467440737.09551616'],
    "option '--amount",
  ],
  ['mint: nobody to pay', ['mint', '--amount', '1'], 'either --slip or --account'],
  [
    'mint: two to pay',
    ['mint', '--amount', '1', '--slip', 'a.json', '--account', 'dso'],
    'either --slip or --account',
  ],
  [
    'mint: an account of the statistician',
    ['mint', '--amount', '1', '--account', 'statistician'],
    'no account',
  ],
  ['transfer: nobody to pay', ['transfer', '--amount', '1'], '--to'],
  ['redeem: no reference', ['redeem', '--amount', '1'], '--reference'],
  ['redeem: a long reference', ['redeem', '--amount', '1', '--reference', 'x'.repeat(33)], '1 to 32 bytes'],
  ['a url that is none', ['wallet', 'balance', '--url', 'ftp://example.org'], "option '--url"],
  [
    'a genesis hash in capitals',
    ['wallet', 'balance', '--genesis-hash', 'A'.repeat(64)],
    "option '--genesis-hash",
  ],
  ['meter new: no file', ['meter', 'new'], '--out'],
  [
    'meter sign: no key',
    ['meter', 'sign', '--csv', 'x', '--position', '1', '--out', 'y', ...DAY],
    'either --meter or --dso',
  ],
  ['meter sign: a day that is none', ['meter', 'sign', '--csv', 'x', '--day', '2013-02-30'], "option '--day"],
  ['point enrol: no meter', ['point', 'enrol', '--import-cap', '1', '--day-limit', '1'], '--meter'],
  [
    'point enrol: a cap beyond 24 bits',
    ['point', 'enrol', '--import-cap', '16777216'],
    "option '--import-cap",
  ],
  [
    'point enrol: a limit beyond a lane',
    ['point', 'enrol', '--day-limit', '351843.72088832'],
    "option '--day-limit",
  ],
  ['point change: taking over nothing', ['point', 'change', '--take-over'], '--take-over needs --position'],
  ['point revoke: no position', ['point', 'revoke'], '--position'],
  ['point sign: no request', ['point', 'sign', '--role', 'dso'], "argument 'request'"],
  ['point sign: a role that is none', ['point', 'sign', '--role', 'meter', 'x'], "option '--role"],
  ['point submit: no request', ['point', 'submit'], "argument 'request'"],
  ['tariff publish: no prices', ['tariff', 'publish', ...DAY], '--csv'],
  ['tariff show: no day', ['tariff', 'show'], '--day'],
  ['auction open: no tiers', ['auction', 'open', ...DAY], '--tiers'],
  ['auction open: tiers that fall', ['auction', 'open', ...DAY, '--tiers', '30,15'], 'ascending'],
  ['auction open: five tiers', ['auction', 'open', ...DAY, '--tiers', '1,2,3,4,5'], '1 to 4'],
  ['auction open: no tick', ['auction', 'open', ...DAY, '--tiers', '1', '--tick', '0'], "option '--tick"],
  ['auction share: no file', ['auction', 'share', ...DAY], '--out'],
  ['auction status: no auction', ['auction', 'status'], 'either --day or --auction'],
  [
    'auction status: two auctions',
    ['auction', 'status', ...DAY, '--auction', '1'],
    'either --day or --auction',
  ],
  ['auction release: a number that is none', ['auction', 'release', '--auction', '0x1'], "option '--auction"],
  ['auction clear: a zone beyond 32 bits', ['auction', 'clear', '--zone', '4294967296'], "option '--zone"],
  ['auction close: no auction', ['auction', 'close'], 'either --day or --auction'],
  ['auction void: no auction', ['auction', 'void'], 'either --day or --auction'],
  ['auction forget: no auction', ['auction', 'forget'], 'either --day or --auction'],
  ['measure asset: no file', ['measure', 'asset'], 'file'],
  ['measure post: no key', ['measure', 'post', '1', ...DAY, '--csv', 'x'], '--meter-key or --signature'],
  ['measure withdraw: no reason', ['measure', 'withdraw', '1', ...DAY], '--reason'],
  ['measure peak: a quarter that is none', ['measure', 'peak', '1', '--quarter', '2027-Q0'], '--quarter'],
  ['order submit: nothing to order', ['order', 'submit', ...DAY], 'one of --csv, --forecast and --idle'],
  [
    'order submit: two orders',
    ['order', 'submit', ...DAY, '--idle', '--csv', 'x'],
    'one of --csv, --forecast and --idle',
  ],
  [
    'order submit: a forecast without limits',
    ['order', 'submit', ...DAY, '--forecast', 'x'],
    '--buy-limit and --sell-limit',
  ],
  ['order submit: a limit with decimals', ['order', 'submit', '--buy-limit', '1.5'], "option '--buy-limit"],
  ['order show: no auction', ['order', 'show'], 'either --day or --auction'],
  ['status-list post: no readings', ['status-list', 'post', ...DAY], '--readings'],
  ['settle: verified in some other way', ['settle', ...DAY, '--verify', 'half'], "option '--verify"],
  ['strike post: no complaint', ['strike', 'post', ...DAY], '--complaint'],
  ['release-held post: no auction', ['release-held', 'post'], 'either --day or --auction'],
  ['release-bond post: no auction', ['release-bond', 'post'], 'either --day or --auction'],
  ['bill: no auction', ['bill'], 'either --day or --auction'],
  ['masksum: no role', ['masksum', ...DAY], '--role'],
  ['masksum: a role that is none', ['masksum', ...DAY, '--role', 'dso'], 'A or B'],
  ['masksum: confirmed by nobody', ['masksum', ...DAY, '--role', 'A', '--confirmed-by', 'C'], 'A or B'],
  ['forget-keys: no role', ['forget-keys'], '--role'],
  ['aggregate show: no auction', ['aggregate', 'show'], 'either --day or --auction'],
  ['aggregate publish: no auction', ['aggregate', 'publish'], 'either --day or --auction'],
  ['invoices: no auction', ['invoices'], 'either --day or --auction'],
  ['demo: a module that is none', ['demo', 'town'], 'Allowed choices'],
  ['demo core: what is of the market', ['demo', 'core', '--small', '--days', '2'], "option '--days'"],
  ['completion: a shell that is none', ['completion', 'tcsh'], 'Allowed choices'],
])('%s is wrong usage', async (_name, args, message) => {
  const { code, stdout, stderr } = await veilgrid(...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});

test.each<[string, () => string[], string]>([
  ['a node that is not there', () => ['auction', 'list', ...here, ...NOWHERE], 'NODE_UNREACHABLE url='],
  [
    'a genesis that is no JSON',
    () => ['init', '--data', join(dir, 'new'), '--genesis', file('no.json', '{')],
    'FILE_INVALID field=genesis',
  ],
  [
    'a genesis that is none',
    () => ['init', '--data', join(dir, 'new'), '--genesis', file('empty.json', '{}')],
    'GENESIS_INVALID field=name',
  ],
  [
    'a statistician that is the DSO',
    () => [
      'init',
      '--data',
      join(dir, 'new'),
      '--organisation',
      'dso=One',
      '--organisation',
      'statistician=One',
    ],
    'GENESIS_INVALID field=roles.statistician',
  ],
  [
    'an operator that is the regulator',
    () => [
      'init',
      '--data',
      join(dir, 'new'),
      '--organisation',
      'operator=One',
      '--organisation',
      'regulator=One',
    ],
    'GENESIS_INVALID field=roles.regulator',
  ],
  ['a wallet that is not there', () => ['wallet', 'show', ...here], 'NOT_FOUND field=path'],
  [
    'a wallet that is none',
    () => ['wallet', 'show', '--wallet', file('wrong.json', '{}')],
    'KEYSTORE_CORRUPT field=version',
  ],
  [
    'a passphrase file that is not there',
    () => ['wallet', 'new', ...here, '--passphrase-file', join(dir, 'none')],
    'NOT_FOUND field=passphrase-file',
  ],
  [
    'a short passphrase',
    () => ['wallet', 'new', ...here, '--passphrase-file', file('short', 'seven..\n')],
    'PASSPHRASE_SHORT field=passphrase',
  ],
  [
    'a passphrase file that is a folder',
    () => ['wallet', 'new', ...here, '--passphrase-file', dir],
    'FILE_INVALID field=passphrase-file',
  ],
  [
    'a file without end',
    () => ['wallet', 'new', ...here, '--passphrase-file', huge()],
    'TOO_LARGE field=passphrase-file',
  ],
  [
    'an address with a typing error',
    () => ['transfer', ...here, '--to', `vg1${'0'.repeat(136)}`, '--amount', '1'],
    'ADDRESS_INVALID field=address',
  ],
  [
    'a meter signing for no chain',
    () => ['meter', 'sign', ...here, '--csv', 'x', '--dso', '--position', '1', '--out', 'y', ...DAY],
    'NOT_FOUND field=data',
  ],
])('%s is refused with a code that names the field', async (_name, args, message) => {
  const { code, stdout, stderr } = await veilgrid(...args());
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(message);
});

test('a refused init writes nothing, not even a key', async () => {
  const data = join(dir, 'fresh');
  mkdirSync(data);
  const args = ['--organisation', 'supplier=One', '--organisation', 'statistician=One'];
  expect((await veilgrid('init', '--data', data, ...args)).code).toBe(1);
  expect(readdirSync(data)).toEqual([]);
});

test('a validator makes its key, private and once', async () => {
  const args = ['role', 'new', '--role', 'validator', '--data', join(dir, 'node'), '--json'];
  const { validatorKey } = JSON.parse((await veilgrid(...args)).stdout);
  expect(validatorKey).toMatch(/^[0-9a-f]{64}$/);
  expect(statSync(join(dir, 'node', 'validator.key')).mode & 0o777).toBe(0o600);
  expect((await veilgrid(...args)).stderr).toContain('FILE_EXISTS field=data');
});

test('a role makes its folder once', async () => {
  const args = ['role', 'new', '--role', 'dso', '--data', join(dir, 'org'), '--json'];
  const { role, publicKey, dsoDataKey } = JSON.parse((await veilgrid(...args)).stdout);
  expect([role, publicKey, dsoDataKey.x]).toEqual([
    'dso',
    expect.stringMatching(/^[0-9a-f]{64}$/),
    expect.any(String),
  ]);
  const again = await veilgrid(...args);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('KEYSTORE_EXISTS field=key')]);
});

/** Two megabytes of nothing. */
function huge(): string {
  const path = file('huge', '');
  truncateSync(path, 2 * 1024 * 1024);
  return path;
}
