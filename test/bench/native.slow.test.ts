import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

test('without cargo and Go, bench:native says so and has no rows', async () => {
  const args = ['bench/dist/native.js', '--json'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env: { PATH: '' } });
  expect(JSON.parse(stdout)).toEqual([]);
  for (const tool of ['cargo', 'go'])
    expect(stderr).toContain(`${tool} is not installed: rows of these peers are left out`);
  expect(stderr).toContain('without peers there is nothing to measure');
});
