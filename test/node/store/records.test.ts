import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Operation } from '@veilgrid/node/store/databases';
import { Databases } from '@veilgrid/node/store/databases';
import { HEAD, heightKey, SEAL, textKey } from '@veilgrid/node/store/operations';
import { refusal } from '../support/ledger.js';
import { blockAt, type Folder, filled, origin, storeWith } from './support/stores.js';

const HEIGHT = 8;

let folder: Folder;
beforeEach(async () => {
  folder = await storeWith(HEIGHT);
});
afterEach(() => folder.remove());

/** A record of every database, as it stands. */
const RECORDS: readonly Omit<Operation, 'value'>[] = [
  { database: 'state', key: textKey('a/1') },
  { database: 'state', key: textKey('a/2') },
  { database: 'blocks', key: heightKey(3n) },
  { database: 'blocks', key: heightKey(4n) },
  { database: 'finality', key: heightKey(3n) },
  { database: 'heights', key: textKey(blockAt(2).ids[0]!) },
  { database: 'meta', key: HEAD },
  { database: 'meta', key: textKey('genesis') },
];

describe.each(RECORDS)('of %j', ({ database, key }) => {
  const other = { state: 'b/1', blocks: 'x', finality: 'x', heights: 'ff', meta: 'more' }[database];

  test('a changed record is found before anything is answered', async () => {
    const databases = new Databases(folder.file);
    const value = Buffer.concat([databases.get(database, key)!, Buffer.of(1)]);
    await databases.close();
    await folder.change({ database, key, value });
    expect(await refusal(() => folder.open())).toEqual({ code: 'STORE_DAMAGED', field: 'store' });
  });

  test('a lost record is', async () => {
    await folder.change({ database, key, value: undefined });
    expect(await refusal(() => folder.open())).toEqual({ code: 'STORE_DAMAGED', field: 'store' });
  });

  test('an added record is', async () => {
    await folder.change({ database, key: textKey(other), value: filled(1, 0) });
    expect(await refusal(() => folder.open())).toEqual({ code: 'STORE_DAMAGED', field: 'store' });
  });

  test('a record under the name of another database is', async () => {
    const databases = new Databases(folder.file);
    const value = databases.get(database, key)!.slice();
    await databases.close();
    const moved = database === 'heights' ? 'state' : 'heights';
    await folder.change({ database, key, value: undefined }, { database: moved, key, value });
    expect(await refusal(() => folder.open())).toMatchObject({ code: 'STORE_DAMAGED' });
  });
});

test('two records that change places are found', async () => {
  await folder.change(
    { database: 'state', key: textKey('a/1'), value: filled(8, 0) },
    { database: 'state', key: textKey('a/2'), value: filled(9, 3) },
  );
  expect(await refusal(() => folder.open())).toMatchObject({ code: 'STORE_DAMAGED' });
});

test('parts of two old copies do not fit each other', async () => {
  const read = async () => {
    const databases = new Databases(folder.file);
    const meta = [HEAD, SEAL].map((key) => ({
      database: 'meta' as const,
      key,
      value: databases.get('meta', key)!.slice(),
    }));
    await databases.close();
    return meta;
  };
  const old = await read();
  const store = await folder.open();
  await store.commit(blockAt(HEIGHT + 1));
  await store.close();
  const now = await read();
  // Records of now under the head and seal of before, the seal alone, the head alone.
  for (const meta of [old, old.slice(1), old.slice(0, 1)]) {
    await folder.change(...meta);
    expect(await refusal(() => folder.open())).toMatchObject({ code: 'STORE_DAMAGED' });
    await folder.change(...now);
  }
  await (await folder.open()).close();
});

test('a store without its key, or with another, is refused', async () => {
  const file = join(folder.path, 'store.key');
  const key = readFileSync(file, 'utf8');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  rmSync(file);
  expect(await refusal(() => folder.open())).toEqual({ code: 'STORE_DAMAGED', field: 'store.key' });
  writeFileSync(file, `${'ab'.repeat(32)}\n`);
  expect(await refusal(() => folder.open())).toEqual({ code: 'STORE_DAMAGED', field: 'store' });
  writeFileSync(file, 'no key');
  expect(await refusal(() => folder.open())).toEqual({ code: 'STORE_DAMAGED', field: 'store.key' });
  writeFileSync(file, key);
  await (await folder.open()).close();
});

test('no block of a height that was signed is made anew', async () => {
  const before = folder.backup('before');
  let store = await folder.open();
  await store.commit(blockAt(HEIGHT + 1));
  await store.close();
  const last = folder.backup('last');

  // The copy just before makes the very block that was signed, whole.
  folder.restore(before);
  store = await folder.open();
  expect(store.head()).toEqual(blockAt(HEIGHT + 1).head);
  expect(store.block(BigInt(HEIGHT + 1))).toEqual(blockAt(HEIGHT + 1).block);
  expect(store.placeOf(blockAt(HEIGHT + 1).ids[0]!)).toEqual({ height: BigInt(HEIGHT + 1), index: 0 });
  await store.commit(blockAt(HEIGHT + 2));
  await store.close();

  // Two blocks back is too old.
  folder.restore(before);
  expect(await refusal(() => folder.open())).toEqual({ code: 'STORE_BEHIND', field: 'store' });
  folder.restore(last);
  store = await folder.open();
  expect(store.head()).toEqual(blockAt(HEIGHT + 2).head);
  await store.close();

  rmSync(folder.folders.ledgerDir, { recursive: true });
  expect(await refusal(() => folder.open())).toEqual({ code: 'STORE_BEHIND', field: 'store' });
});

test('nor where the other block of the height is in the store', async () => {
  const before = folder.backup('before');
  const signed = readFileSync(join(folder.path, 'last.signed'));
  let store = await folder.open();
  await store.commit(blockAt(HEIGHT + 1));
  await store.close();
  const other = readFileSync(join(folder.path, 'last.signed'));
  folder.restore(before);
  writeFileSync(join(folder.path, 'last.signed'), signed);
  store = await folder.open();
  await store.commit(blockAt(HEIGHT + 1, 100));
  await store.close();
  writeFileSync(join(folder.path, 'last.signed'), other);
  expect(await refusal(() => folder.open())).toEqual({ code: 'STORE_BEHIND', field: 'store' });
});

test('what was signed last is on record, whole', async () => {
  const file = join(folder.path, 'last.signed');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const bytes = readFileSync(file);
  rmSync(file);
  expect(await refusal(() => folder.open())).toEqual({ code: 'STORE_BEHIND', field: 'last.signed' });
  for (const at of [0, 40, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 1;
    writeFileSync(file, changed);
    expect(await refusal(() => folder.open())).toEqual({ code: 'STORE_DAMAGED', field: 'last.signed' });
  }
  writeFileSync(file, bytes.subarray(0, 20));
  expect(await refusal(() => folder.open())).toEqual({ code: 'STORE_DAMAGED', field: 'last.signed' });
});

test('an empty file, and one without records, is no new ledger once there was one', async () => {
  writeFileSync(folder.file, '');
  expect(await refusal(() => folder.open())).toEqual({ code: 'STORE_DAMAGED', field: 'store' });
  rmSync(folder.file);
  const empty = new Databases(folder.file);
  await empty.close();
  expect(await refusal(() => folder.open())).toEqual({ code: 'STORE_DAMAGED', field: 'store' });
  expect(origin.head.height).toBe(0n);
});

test('a removed, a replaced and a cut file are known, and take no block', async () => {
  const store = await folder.open();
  store.check();
  const before = folder.backup('before');
  folder.restore(before);
  expect(await refusal(() => store.check())).toEqual({ code: 'STORE_GONE', field: 'dataDir' });
  rmSync(folder.folders.ledgerDir, { recursive: true });
  expect(await refusal(() => store.check())).toEqual({ code: 'STORE_GONE', field: 'dataDir' });
  const signed = readFileSync(join(folder.path, 'last.signed'));
  expect(await refusal(() => store.commit(blockAt(HEIGHT + 1)))).toMatchObject({ code: 'STORE_GONE' });
  expect(readFileSync(join(folder.path, 'last.signed'))).toEqual(signed);
  await store.close();
});
