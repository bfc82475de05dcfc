import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileTxStore, indexedDbTxStore, memoryTxStore } from '@veilgrid/client-sdk';
import 'fake-indexeddb/auto';

const bytes = (x: number) => Uint8Array.of(x);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilgrid-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe.each([
  ['in memory', memoryTxStore],
  ['in files', () => fileTxStore(folder)],
  ['in a database of the browser', () => indexedDbTxStore(folder)],
])('what is kept %s', (_name, open) => {
  test('is the first under its name and only the first, of several at once too', async () => {
    const store = open();
    expect(await store.find('settle-1')).toBeUndefined();
    expect(await store.keep('settle-1', Uint8Array.of(1, 2))).toEqual(Uint8Array.of(1, 2));
    expect(await store.keep('settle-1', bytes(3))).toEqual(Uint8Array.of(1, 2));
    expect(await store.find('settle-1')).toEqual(Uint8Array.of(1, 2));
    const kept = await Promise.all([1, 2, 3].map((x) => store.keep('race', bytes(x))));
    expect(new Set(kept.map(([x]) => x)).size).toBe(1);
    expect(await store.find('race')).toEqual(kept[0]);
  });

  test('is set aside where another one takes its place, is never lost and never replaced', async () => {
    const store = open();
    await store.keep('settle-aa-22', bytes(2));
    await store.keep('settle-aa-11', bytes(1));
    await store.keep('settle-bb-11', bytes(3));
    expect(await store.names('settle-aa-')).toEqual(['settle-aa-11', 'settle-aa-22']);
    await store.setAside('settle-aa-', 'settle-aa-22');
    expect(await store.names('settle-')).toEqual(['settle-aa-22', 'settle-bb-11']);
    await store.setAside('settle-aa-', 'settle-aa-22');
    expect(await store.keep('settle-aa-11', bytes(4))).toEqual(bytes(1));
    for (const [name, kept] of [
      ['settle-aa-11', 1],
      ['settle-aa-22', 2],
      ['settle-bb-11', 3],
    ] as const) {
      expect(await store.find(name)).toEqual(bytes(kept));
    }
    expect(await store.find('settle-aa-33')).toBeUndefined();
  });

  test('is a part of a larger buffer as it is whole', async () => {
    const store = open();
    await store.keep('order-1', Uint8Array.of(9, 1, 2, 9).subarray(1, 3));
    expect(await store.find('order-1')).toEqual(Uint8Array.of(1, 2));
  });
});

test.each([
  ['files', fileTxStore],
  ['databases', indexedDbTxStore],
])('%s are found again by another store of their name, and by no other', async (_name, open) => {
  await open(folder).keep('order-1', bytes(1));
  expect(await open(folder).find('order-1')).toEqual(bytes(1));
  expect(await open(tmpdir()).find('order-1')).toBeUndefined();
});

test('a file that is set aside says so by its name', async () => {
  const store = fileTxStore(folder);
  await store.keep('settle-aa-11', bytes(1));
  await store.setAside('settle-aa-', 'settle-aa-22');
  expect(await readdir(folder)).toEqual(['settle-aa-11.tx.aside']);
});
