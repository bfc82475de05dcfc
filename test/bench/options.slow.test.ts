import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const scripts: Record<string, string> = JSON.parse(readFileSync('package.json', 'utf8')).scripts;
const benches = Object.keys(scripts).flatMap((name) => /^bench:(\w+)$/.exec(name)?.[1] ?? []);
const fileOf = (bench: string) => (bench === 'core' ? 'bench/dist/core/main.js' : `bench/dist/${bench}.js`);

test('there are benches, each run by its script', () => {
  expect(benches.length).toBeGreaterThan(0);
  for (const bench of benches) expect(scripts[`bench:${bench}`]).toContain(`node ${fileOf(bench)}`);
});

test.each(benches)('bench:%s tells its usage and refuses what it does not know', async (bench) => {
  const { stdout, stderr } = await run(process.execPath, [fileOf(bench), '--help']);
  expect(stdout).toContain(`npm run -s bench:${bench} -- [options]`);
  expect(stdout).toContain('--json ');
  expect(stderr).toBe('');
  await expect(run(process.execPath, [fileOf(bench), '--jsno'])).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining(stdout),
  });
});

test('a number out of its range is refused with the usage', async () => {
  const args = [fileOf('market'), '--households', '9'];
  await expect(run(process.execPath, args)).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('a whole number from 10 to 55 is needed, not 9'),
  });
});
