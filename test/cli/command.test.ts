import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProgram } from '@veilgrid/cli/main';
import { parseGenesis } from '@veilgrid/protocol/core/genesis';
import type { Command } from 'commander';
import { veilgrid } from './support/veilgrid.js';

const HASH = '0'.repeat(64);

/** Every command that runs something, by its words. */
function leaves(command: Command): string[][] {
  const below = command.commands.flatMap((child) => leaves(child).map((path) => [child.name(), ...path]));
  return command.commands.length > 0 ? below : [[]];
}
const COMMANDS = leaves(createProgram()).filter(([name]) => name !== 'help');

test.each(COMMANDS.map((path) => [path.join(' '), path]))(
  '%s explains itself, exit codes included',
  async (_, path) => {
    const { code, stdout } = await veilgrid(...path, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: veilgrid ${path.join(' ')}`);
    expect(stdout).toContain('Exit codes: 0');
  },
);

test.each(COMMANDS.map((path) => [path.join(' '), path]))(
  '%s refuses an option it does not know',
  async (_, path) => {
    const { code, stdout, stderr } = await veilgrid(...path, '--fast');
    expect([code, stdout]).toEqual([2, '']);
    // What is required comes first.
    expect(stderr).toMatch(/error: (unknown option '--fast'|required option|missing required argument)/);
  },
);

test('help groups the commands by who uses them', async () => {
  const { stdout } = await veilgrid('--help');
  for (const group of ['Households:', 'Organisations:', 'Anybody:', 'Who runs a node:'])
    expect(stdout).toContain(group);
});

test('a reader that stops reading is no error', async () => {
  const child = spawn(process.execPath, ['cli/bin/veilgrid.js', '--help'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const [code] = await once(child, 'close');
  expect([code, Buffer.concat(said).toString()]).toEqual([0, '']);
});

test.each([
  ['an unknown command', ['trade'], 'unknown command'],
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
  ['a port beyond 65535', ['node', 'start', '--data', '.', '--port', '65536'], 'from 0 to 65535'],
  ['an unknown clock', ['init', '--data', '.', '--clock', 'sun'], 'Allowed choices'],
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

test('init makes a valid chain once, with private keys for its owner only', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'veilgrid-cli-'));
  try {
    const made = await veilgrid('init', '--data', dir, '--small', '--json');
    expect(made.code).toBe(0);
    const genesis = parseGenesis(JSON.parse(readFileSync(join(dir, 'genesis.json'), 'utf8')));
    expect(genesis.profile).toBe('small');
    expect(JSON.parse(made.stdout).genesisHash).toBe(Buffer.from(genesis.hash).toString('hex'));
    const roles = ['dso', 'supplier', 'operator', 'regulator', 'statistician', 'issuer'];
    for (const file of [
      'validator.key',
      'roles/dso/data.key',
      ...roles.map((role) => `roles/${role}/role.key`),
    ]) {
      expect([file, statSync(join(dir, file)).mode & 0o777]).toEqual([file, 0o600]);
    }
    const again = await veilgrid('init', '--data', dir, '--small');
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('FILE_EXISTS field=data')]);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
