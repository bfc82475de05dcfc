import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The command as a user starts it. */
const COMMAND = resolve('cli/bin/veilgrid.js');
const folder = mkdtempSync(join(tmpdir(), 'veilgrid-e2e-'));
const running: ChildProcess[] = [];

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function start(...args: string[]) {
  const child = spawn(process.execPath, [COMMAND, ...args], { env: { ...process.env, TMPDIR: folder } });
  running.push(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => {
    output.stdout += text;
  });
  child.stderr.on('data', (text) => {
    output.stderr += text;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const says = async (stream: 'stdout' | 'stderr', pattern: RegExp) => {
    for (let left = 600; !pattern.test(output[stream]); left--) {
      if (left === 0 || child.exitCode !== null) throw new Error(`no ${pattern}:\n${output.stderr}`);
      await new Promise((next) => setTimeout(next, 100));
    }
    return pattern.exec(output[stream])!;
  };
  return { child, output, ended, says };
}

async function veilgrid(...args: string[]) {
  const { output, ended } = start(...args);
  return { code: await ended, ...output };
}

test('a node is made, runs, is audited over HTTP, ends by Ctrl-C and is audited from its folder', async () => {
  const dir = join(folder, 'node');
  const made = await veilgrid('init', '--data', dir, '--small', '--block-interval', '3600', '--json');
  const hash: string = JSON.parse(made.stdout).genesisHash;
  const node = start('node', 'start', '--data', dir, '--port', '0', '--log', 'silent');
  const url = (await node.says('stdout', /(http:\S+) genesis/))[1]!;
  const places = await node.says('stderr', /documentation: (\S+), metrics: (\S+)\n/);
  for (const place of places.slice(1)) expect((await fetch(place)).status).toBe(200);

  const minted = await veilgrid(
    'mint',
    '--data',
    dir,
    '--url',
    url,
    '--account',
    'supplier',
    '--amount',
    '5',
  );
  expect([minted.code, minted.stdout]).toEqual([0, 'Minted 5.00.\n']);

  const over = await veilgrid('verify', '--url', url, '--genesis-hash', hash, '--json');
  expect(over.code).toBe(0);
  const audit = JSON.parse(over.stdout);
  expect(audit).toMatchObject({ verified: true, blocks: 1, transactions: 1, proofsVerified: 0 });
  const independent = await veilgrid('audit', '--url', url, '--genesis-hash', hash, '--json');
  expect(independent.code).toBe(0);
  const { blockHash } = audit;
  const recomputed = { audited: true, blocks: 1, transactions: 1, proofs: 0, blockHash };
  expect(JSON.parse(independent.stdout)).toMatchObject(recomputed);
  node.child.kill('SIGINT');
  expect(await node.ended).toBe(0);

  const stored = await veilgrid('verify', '--data', dir, '--genesis-hash', hash, '--json');
  expect(JSON.parse(stored.stdout)).toEqual(audit);
  const other = await veilgrid('verify', '--data', dir, '--genesis-hash', '0'.repeat(64));
  expect([other.code, other.stderr]).toEqual([
    1,
    expect.stringContaining('GENESIS_INVALID field=genesis-hash'),
  ]);
});

test('Ctrl-C in the middle of the demo closes everything and leaves no ledger behind', async () => {
  const before = readdirSync(folder);
  const demo = start('demo', '--small', '--json');
  await demo.says('stderr', /Sealed orders/);
  demo.child.kill('SIGINT');
  expect(await demo.ended).toBe(130);
  expect(demo.output.stdout).toBe('');
  expect(demo.output.stderr).toContain('interrupted');
  expect(readdirSync(folder)).toEqual(before);
});
