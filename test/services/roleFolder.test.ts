import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRoleFolder, readDataSecret, writeRoleKeys } from '@veilgrid/services';
import { lockFile } from '@veilgrid/services/core/lockFile';

const root = mkdtempSync(join(tmpdir(), 'veilgrid-role-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const code = (expected: string) => expect.objectContaining({ code: expected });
const signKey = new Uint8Array(32).fill(7);
const encKey = new Uint8Array(32).fill(8);

test('keys are private and never replaced; salts stay the same', async () => {
  const dir = join(root, 'dso');
  await writeRoleKeys(dir, { signKey, encKey, dataSecret: 5n });
  for (const file of ['role.key', 'enc.key', 'data.key'])
    expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
  await expect(writeRoleKeys(dir, { signKey, encKey })).rejects.toEqual(code('KEYSTORE_EXISTS'));
  expect(await readDataSecret(dir)).toBe(5n);
  const first = await openRoleFolder(dir);
  await first.secrets.set('share:operator:1', '2');
  await first.close();
  const second = await openRoleFolder(dir);
  expect([second.signKey, second.encKey, second.saltSecret]).toEqual([signKey, encKey, first.saltSecret]);
  expect(await second.secrets.get('share:operator:1')).toBe('2');
  expect(statSync(join(dir, 'secrets.json')).mode & 0o777).toBe(0o600);
  await second.close();
});

test('a folder without keys, or with damaged ones, is refused', async () => {
  const dir = join(root, 'broken');
  await expect(openRoleFolder(dir)).rejects.toEqual(code('NOT_FOUND'));
  await writeRoleKeys(dir, { signKey, encKey });
  writeFileSync(join(dir, 'data.key'), '0\n');
  await expect(readDataSecret(dir)).rejects.toEqual(code('SECRETS_CORRUPT'));
  writeFileSync(join(dir, 'secrets.json'), '[');
  await expect(openRoleFolder(dir)).rejects.toEqual(code('SECRETS_CORRUPT'));
  writeFileSync(join(dir, 'role.key'), 'short\n');
  await expect(openRoleFolder(dir)).rejects.toEqual(code('SECRETS_CORRUPT'));
});

test('a folder is open once: the next waits, and what a killed process left is taken over', async () => {
  const path = join(root, 'a.lock');
  const unlock = await lockFile(path);
  expect(readFileSync(path, 'utf8')).toBe(String(process.pid));
  await expect(lockFile(path, 150)).rejects.toEqual(code('SECRETS_LOCKED'));
  const next = lockFile(path);
  await unlock();
  await (await next)();
  // No process has this number: it is above what Linux and macOS give.
  writeFileSync(path, '99999999');
  await (await lockFile(path, 150))();
});
