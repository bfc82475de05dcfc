import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { feedErrors, resourcesOf } from '../sdk/disclosure/support/espiSchema.js';
import { blocksOf, startWalk, type Walk } from './support/walk.js';

const dir = mkdtempSync(join(tmpdir(), 'veilgrid-walk-'));
let walk: Walk | undefined;
let node: ChildProcess | undefined;
let first: string[];
/** Variables that the first block exports hold for all. */
let exports: string;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function runBlock(number: number) {
  const ran = await walk!.run(`${exports}\n${first[number]}`);
  if (ran.code !== 0) throw new Error(`exit code ${ran.code} of\n${first[number]}\n${ran.stderr}`);
  return ran.stdout;
}

const json = async (command: string) => {
  const ran = await walk!.run(`${exports}\n${command} --json`);
  if (ran.code !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout);
};

beforeAll(async () => {
  const port = await freePort();
  const blocks = blocksOf(resolve('docs/cli.md'), port);
  first = blocks.first;
  exports = first[0]!
    .split('\n')
    .filter((line) => line.startsWith('export '))
    .join('\n');
  // Two households, a recovery and an audit as their users run them.
  walk = await startWalk(dir, /home[12]\.json|^wallet recover|^verify/);
  await runBlock(0);
  node = spawn(
    'bash',
    ['-c', `${exports}\nexec ${blocks.second.replace('veilgrid', `node ${resolve('cli/bin/veilgrid.js')}`)}`],
    {
      cwd: dir,
      env: walk!.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await once(node.stdout!, 'data');
});

afterAll(async () => {
  if (node) {
    const ended = once(node, 'exit');
    node.kill('SIGINT');
    await ended;
  }
  await walk?.close();
  rmSync(dir, { recursive: true, force: true });
});

const sum = (values: readonly string[]) => values.reduce((total, value) => total + BigInt(value), 0n);
const ON_DAY = '--day 2013-06-13';

test('docs/cli.md is a whole day, line by line', async () => {
  let printed = '';
  for (let i = 1; i < first.length; i++) printed += await runBlock(i);
  expect(printed).toContain('Verified ');
  expect(printed).toContain('Recomputed ');
});

test('the published load is the net of the readings in the file, to the Wh', async () => {
  const rows = readFileSync(resolve('docs/examples/readings.csv'), 'utf8').trim().split('\n').slice(1);
  const total = (column: number) =>
    ['00', '06', '12', '18'].map((hour) =>
      sum(
        rows
          .map((row) => row.split(','))
          .filter(([, at]) => at!.includes(`T${hour}:`))
          .map((row) => row[column]!),
      ),
    );
  const published = await json(`veilgrid aggregate show ${ON_DAY}`);
  expect(published.members).toBe(11);
  const [imports, exports] = [total(2), total(3)];
  expect(published.nets).toEqual(imports.map((imported, k) => String(imported - exports[k]!)));
  // Few export: no side is shown.
  expect([...published.imports, ...published.exports].every((wh: string) => wh === '0')).toBe(true);
});

test('anybody computes again what was opened, over how many and under which rule', async () => {
  const { verified, figures } = await json(
    `veilgrid verify figures --genesis-hash "$(awk '/^Genesis/ { print $2 }' chain.txt)" --url "$VEILGRID_URL"`,
  );
  const { auctions, counts } = await json(`veilgrid aggregate show ${ON_DAY}`);
  expect(verified).toBe(true);
  // One word of each side, and who is active.
  const [exporters, importers, active] = counts;
  expect(active).toBe(10);
  expect(figures).toMatchObject([{ auctions, members: 11, active }]);
  expect(figures[0].words).toEqual([{ word: 0, shows: 'net', importers, exporters }]);
});

test('the bill adds up, line by line, and the market traded', async () => {
  const bill = await json(`veilgrid bill --wallet home1.json ${ON_DAY}`);
  expect(bill.periods).toHaveLength(4);
  const lines = bill.periods.flatMap((line: Record<string, string>) => [
    line.trade,
    line.residual,
    line.network,
  ]);
  expect(sum([...lines, bill.fixed])).toBe(BigInt(bill.cost));
  expect(BigInt(bill.deposit) - BigInt(bill.cost)).toBe(BigInt(bill.refund) - BigInt(bill.shortfall));
  expect(bill.periods.some((line: Record<string, number>) => line.buyFill! + line.sellFill! > 0)).toBe(true);
  const { traded } = (await json(`veilgrid auction status ${ON_DAY}`)).result;
  expect(BigInt(traded)).toBeGreaterThan(0n);
});

test('a household takes its readings along, by words alone, and is told what is missing', async () => {
  const days = '--from 2013-06-12 --to 2013-06-13';
  const exporting = (options: string) =>
    walk!.run(`${exports}\nveilgrid disclose export --wallet again.json ${days} ${options}`);
  const csv = await exporting('--format csv');
  const missing = 'Position 1: 1 of 2 days exported.\nMissing: 2013-06-12, nothing was opened.\n';
  expect([csv.code, csv.stderr]).toEqual([0, missing]);
  const rows = readFileSync(resolve('docs/examples/readings.csv'), 'utf8').split('\n');
  const own = rows
    .filter((row) => row.startsWith('house-1,'))
    .map((row) => row.replace('house-1', 'position 1'));
  expect(csv.stdout).toBe(`${[rows[0], ...own].join('\n')}\n`);
  const espi = await exporting('--format espi --out again.xml');
  expect([espi.code, espi.stdout]).toEqual([0, missing]);
  const feed = readFileSync(join(dir, 'again.xml'), 'utf8');
  expect([await feedErrors(feed), resourcesOf(feed).length]).toEqual([[], 8]);
  expect(statSync(join(dir, 'again.xml')).mode & 0o777).toBe(0o600);
  const again = await exporting('--format espi --out again.xml');
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('FILE_EXISTS')]);
  const read = await json(
    `veilgrid disclose export --wallet home10.json --format espi --from 2013-06-13 --to 2013-06-13`,
  );
  expect(read).toMatchObject({ position: 10, days: [{ day: '2013-06-13', status: 1 }], gaps: [] });
  expect(read.text.match(/<quality>8</g)).toHaveLength(8);
});

test('words alone bring back the money that was left', async () => {
  const again = await json('veilgrid wallet balance --wallet again.json');
  expect(again).toEqual(await json('veilgrid wallet balance --wallet home1.json'));
  expect(BigInt(again.balance)).toBeGreaterThan(0n);
});

test('who has left or changed shows in the registry, and the operator has nothing left to open', async () => {
  const { points } = await json('veilgrid point list');
  expect(
    points.map((p: { position: number; revoked: boolean }) => p.revoked && p.position).filter(Boolean),
  ).toEqual([4]);
  // Of that day: another auction and a need wait for their orders.
  const { auctionId } = await json(`veilgrid auction status ${ON_DAY}`);
  const share = `share:operator:${BigInt(auctionId).toString(16).padStart(64, '0')}`;
  const secrets = readFileSync(join(dir, 'town/roles/operator/secrets.json'), 'utf8');
  expect(secrets).not.toContain(share);
  expect(secrets.match(/share:operator:[0-9a-f]{64}/g)).toHaveLength(2);
  // What the household of the ended point did on that day stays its own to read.
  expect((await json(`veilgrid order show --wallet home4.json ${ON_DAY}`)).position).toBe(4);
});

test('keys and secrets are for their owner only', () => {
  const files = ['home1.json', 'meter1.json', 'enrol10.json.kA', 'enrol10.json.kB', 'town/validator.key'];
  const roles = ['dso', 'supplier', 'operator', 'regulator', 'statistician', 'issuer'];
  for (const file of [...files, ...roles.map((role) => `town/roles/${role}/role.key`)]) {
    expect([file, statSync(join(dir, file)).mode & 0o777]).toEqual([file, 0o600]);
  }
});
