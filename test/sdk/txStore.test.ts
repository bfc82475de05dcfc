import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileTxStore, memoryTxStore } from '@veilgrid/client-sdk';

const bytes = (x: number) => Uint8Array.of(x);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilgrid-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe.each([
  ['in memory', memoryTxStore],
  ['in files', () => fileTxStore(folder)],
])('a settlement kept %s', (_name, open) => {
  test('under other terms is set aside, is never lost and never built again', async () => {
    const store = open();
    await store.keep('settle-aa-11', bytes(1));
    await store.keep('settle-aa-22', bytes(2));
    await store.keep('settle-bb-11', bytes(3));
    await store.setAside('settle-aa-', 'settle-aa-22');
    await store.setAside('settle-aa-', 'settle-aa-22');
    for (const [name, kept] of [
      ['settle-aa-11', 1],
      ['settle-aa-22', 2],
      ['settle-bb-11', 3],
    ] as const) {
      expect(await store.find(name)).toEqual(bytes(kept));
    }
    expect(await store.find('settle-aa-33')).toBeUndefined();
  });
});

test('a file that is set aside says so by its name', async () => {
  const store = fileTxStore(folder);
  await store.keep('settle-aa-11', bytes(1));
  await store.setAside('settle-aa-', 'settle-aa-22');
  expect(await readdir(folder)).toEqual(['settle-aa-11.tx.aside']);
});
