import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseGenesis } from '@veilgrid/protocol/genesis';
import { veilgrid } from './support/veilgrid.js';

const HASH = '0'.repeat(64);

test.each([
  [['--help']],
  [['demo', '--help']],
  [['node', 'start', '--help']],
  [['verify', '--help']],
  [['audit', '--help']],
])('%j explains itself, exit codes included', async (args) => {
  const { code, stdout } = await veilgrid(...args);
  expect(code).toBe(0);
  expect(stdout).toContain('Usage: veilgrid');
  expect(stdout).toContain('Exit codes: 0');
});

test.each([
  ['an unknown command', ['trade'], 'unknown command'],
  ['an unknown option', ['demo', '--fast'], 'unknown option'],
  ['too few households', ['demo', '--households', '9'], 'from 10 to 55'],
  ['too many households', ['demo', '--households', '56'], 'from 10 to 55'],
  ['a number that is none', ['demo', '--households', '1e1'], 'from 10 to 55'],
  ['no day', ['demo', '--days', '0'], 'from 1 to 31'],
  ['too many days', ['demo', '--days', '32'], 'from 1 to 31'],
  ['days of own meters', ['demo', '--days', '2', '--csv', 'x.csv'], 'cannot be used with'],
  ['a day that is none', ['demo', '--day', '2013-02-30'], 'A date from'],
  ['a day in words', ['demo', '--day', 'today'], 'A date from'],
  ['no genesis hash', ['verify', '--url', 'http://127.0.0.1:1'], '--genesis-hash'],
  ['a short genesis hash', ['verify', '--genesis-hash', 'ab', '--data', '.'], '64 lower-case hex'],
  ['no ledger', ['verify', '--genesis-hash', HASH], 'either --url or --data'],
  ['no ledger to audit', ['audit', '--genesis-hash', HASH], 'either --url or --data'],
  ['two ledgers', ['verify', '--genesis-hash', HASH, '--url', 'x', '--data', 'y'], 'either --url or --data'],
  ['block 0', ['verify', '--genesis-hash', HASH, '--data', '.', '--from', '0'], 'block height'],
  ['a port beyond 65535', ['node', 'start', '--data', '.', '--port', '65536'], 'up to 65535'],
  ['an unknown clock', ['node', 'start', '--data', '.', '--clock', 'sun'], 'Allowed choices'],
])('%s is wrong usage', async (_name, args, message) => {
  const { code, stdout, stderr } = await veilgrid(...args);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(message);
});

test.each([
  [
    'a folder without a ledger',
    ['verify', '--genesis-hash', HASH, '--data', tmpdir()],
    'NOT_FOUND field=data',
  ],
  [
    'a node that is not there',
    ['verify', '--genesis-hash', HASH, '--url', 'http://127.0.0.1:1'],
    'NODE_UNREACHABLE',
  ],
  [
    'a node without genesis',
    ['node', 'start', '--data', join(tmpdir(), 'not-there')],
    'NOT_FOUND field=data',
  ],
])('%s is refused with a code', async (_name, args, message) => {
  const { code, stderr } = await veilgrid(...args);
  expect(code).toBe(1);
  expect(stderr).toContain(message);
});

test('node init makes a valid chain once, with private keys for its owner only', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'veilgrid-cli-'));
  try {
    const made = await veilgrid('node', 'init', '--data', dir, '--small');
    expect(made.code).toBe(0);
    const genesis = parseGenesis(JSON.parse(readFileSync(join(dir, 'genesis.json'), 'utf8')));
    expect(genesis.profile).toBe('small');
    expect(made.stdout.trim()).toBe(Buffer.from(genesis.hash).toString('hex'));
    for (const file of ['validator.key', 'roles.json']) {
      expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
    }
    const again = await veilgrid('node', 'init', '--data', dir, '--small');
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('BAD_REQUEST')]);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
