import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Origin } from '@veilgrid/node/store/ledgerStore';
import { ledgerFolders, openLmdb } from '@veilgrid/node/store/lmdb';
import { refusal } from './support/ledger.js';

const bytes = (fill: number, length = 32) => new Uint8Array(length).fill(fill);
const origin: Origin = {
  genesisHash: bytes(1),
  head: { height: 0n, time: 7n, stateHash: bytes(2), blockHash: bytes(3) },
  writes: [
    ['a/1', bytes(9, 3)],
    ['a/2', bytes(8, 0)],
  ],
};
const block = (height: bigint) => ({
  head: { height, time: 7n + height, stateHash: bytes(4), blockHash: bytes(5) },
  block: bytes(Number(height), 300),
  finality: { epoch: 0, evidence: bytes(Number(height), 64) },
  ids: [height.toString(16).padStart(64, '0'), height.toString(16).padStart(64, 'f')],
  writes: [
    ['a/1', undefined],
    [`b/${height}`, bytes(Number(height), 10)],
  ] as const,
});

describe('LMDB store', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'veilgrid-lmdb-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  test('starts from its origin and keeps every block over a reopening', async () => {
    let store = await openLmdb(ledgerFolders(dir), origin);
    expect(store.head()).toEqual(origin.head);
    expect(store.get('a/1')).toEqual(bytes(9, 3));
    expect(store.get('a/2')).toEqual(bytes(8, 0));
    for (const height of [1n, 2n, 300n]) await store.commit(block(height));
    await store.close();

    store = await openLmdb(ledgerFolders(dir), { ...origin, writes: [['never', bytes(1)]] });
    expect(store.head()).toEqual(block(300n).head);
    expect(store.get('a/1')).toBeUndefined();
    expect(store.get('never')).toBeUndefined();
    expect(store.get('b/2')).toEqual(bytes(2, 10));
    expect(store.block(1n)).toEqual(bytes(1, 300));
    expect(store.header(1n)).toEqual(bytes(1, 176));
    expect(store.finality(2n)).toEqual({ epoch: 0, evidence: bytes(2, 64) });
    expect([store.block(3n), store.header(3n), store.finality(3n)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(block(300n).ids.map((id) => store.placeOf(id))).toEqual([
      { height: 300n, index: 0 },
      { height: 300n, index: 1 },
    ]);
    expect(store.placeOf('ff')).toBeUndefined();
    await store.close();
  });

  test('values are plain arrays that later commits leave alone', async () => {
    const store = await openLmdb(ledgerFolders(dir), origin);
    await store.commit(block(1n));
    const value = store.get('b/1')!;
    expect(value.constructor.name).toBe('Uint8Array');
    await store.commit({ ...block(2n), writes: [['b/1', bytes(77, 10)]] });
    expect(value).toEqual(bytes(1, 10));
    await store.close();
  });

  test('refuses the ledger of another genesis', async () => {
    await (await openLmdb(ledgerFolders(dir), origin)).close();
    expect(await refusal(() => openLmdb(ledgerFolders(dir), { ...origin, genesisHash: bytes(6) }))).toEqual({
      code: 'GENESIS_INVALID',
      field: 'dataDir',
    });
  });

  test('a folder has one ledger at a time', async () => {
    const one = await openLmdb(ledgerFolders(dir), origin);
    expect(await refusal(() => openLmdb(ledgerFolders(dir), origin))).toEqual({
      code: 'STORE_LOCKED',
      field: 'dataDir',
    });
    await one.commit(block(1n));
    await one.close();
    await (await openLmdb(ledgerFolders(dir), origin)).close();
  });
});
