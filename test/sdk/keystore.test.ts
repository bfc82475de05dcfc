import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Keystore, openKeystore, readKeystore, sealKeystore, writeKeystore } from '@veilgrid/client-sdk';

const ENTROPY = Uint8Array.from({ length: 32 }, (_, i) => i);
/** Far below the default, to be quick. */
const N = 2 ** 10;
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('keystore', () => {
  let directory: string;
  let sealed: Keystore;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'keystore-'));
    sealed = await sealKeystore(ENTROPY, 'correct horse', N);
  });
  afterAll(() => rm(directory, { recursive: true }));

  test('opens with its password only', async () => {
    expect(await openKeystore(sealed, 'correct horse')).toEqual(ENTROPY);
    await expect(openKeystore(sealed, 'correct horsf')).rejects.toEqual(code('KEYSTORE_PASSWORD'));
    await expect(openKeystore(sealed, '')).rejects.toEqual(code('KEYSTORE_PASSWORD'));
  });

  test('never seals alike twice, and holds nothing in clear', async () => {
    const again = await sealKeystore(ENTROPY, 'correct horse', N);
    expect(again.cipher.data).not.toBe(sealed.cipher.data);
    expect(JSON.stringify(sealed)).not.toContain(Buffer.from(ENTROPY.subarray(0, 8)).toString('hex'));
  });

  test.each<[string, (k: Keystore) => unknown]>([
    [
      'data',
      (k) => ({
        ...k,
        cipher: { ...k.cipher, data: k.cipher.data.replace(/^./, (c) => (c === '0' ? '1' : '0')) },
      }),
    ],
    ['nonce', (k) => ({ ...k, cipher: { ...k.cipher, nonce: '00'.repeat(24) } })],
    ['weaker N', (k) => ({ ...k, kdf: { ...k.kdf, N: 2 ** 11 } })],
    ['N not a power of two', (k) => ({ ...k, kdf: { ...k.kdf, N: 3000 } })],
    ['N that eats all memory', (k) => ({ ...k, kdf: { ...k.kdf, N: 2 ** 30 } })],
    ['version', (k) => ({ ...k, version: 2 })],
    ['extra field', (k) => ({ ...k, extra: 1 })],
    ['nothing', () => null],
  ])('a damaged file is told from a wrong password: %s', async (_, damage) => {
    await expect(openKeystore(damage(sealed), 'correct horse')).rejects.toEqual(code('KEYSTORE_CORRUPT'));
  });

  test('the file is private, whole, and never replaced', async () => {
    const path = join(directory, 'wallet.json');
    await writeKeystore(path, sealed);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readKeystore(path, 'correct horse')).toEqual(ENTROPY);
    const other = await sealKeystore(
      ENTROPY.map((x) => x ^ 1),
      'other',
      N,
    );
    await expect(writeKeystore(path, other)).rejects.toEqual(code('KEYSTORE_EXISTS'));
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(sealed);
    expect(await readdir(directory)).toEqual(['wallet.json']);
    await expect(readKeystore(join(directory, 'none'), '')).rejects.toEqual(code('NOT_FOUND'));
    await writeFile(join(directory, 'half.json'), '{"version":');
    await expect(readKeystore(join(directory, 'half.json'), '')).rejects.toEqual(code('KEYSTORE_CORRUPT'));
  });
});
