import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { ledgerFolders, openLmdb } from '@veilgrid/node/store/lmdb';
import { refusal } from '../support/ledger.js';
import { blockAt, type Folder, origin, storeWith } from './support/stores.js';

let folder: Folder;
beforeEach(async () => {
  folder = await storeWith(4);
});
afterEach(() => folder.remove());

test('a copy of a ledger is refused while a node signs with the same key folder, and fits no more afterwards', async () => {
  const copy = join(folder.path, 'copy');
  cpSync(folder.folders.ledgerDir, join(copy, 'ledger'), { recursive: true });
  const openCopy = () => openLmdb(ledgerFolders(copy, folder.folders.keysDir), origin);
  const store = await folder.open();
  expect(await refusal(openCopy)).toEqual({ code: 'STORE_LOCKED', field: 'dataDir' });
  for (const height of [5, 6]) await store.commit(blockAt(height));
  await store.close();
  expect(await refusal(openCopy)).toEqual({ code: 'STORE_BEHIND', field: 'store' });
  await (await folder.open()).close();
});
