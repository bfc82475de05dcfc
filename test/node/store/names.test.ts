import { readFileSync, writeFileSync } from 'node:fs';
import { textKey } from '@veilgrid/node/store/operations';
import { openStored } from '@veilgrid/node/store/stored';
import { open } from 'lmdb';
import { refusal } from '../support/ledger.js';
import { type Folder, storeWith } from './support/stores.js';

const KEY = textKey('a/1');
const REFUSED = { code: 'STORE_DAMAGED', field: 'store' };

let folder: Folder;
beforeEach(async () => {
  folder = await storeWith(4);
});
afterEach(() => folder.remove());

/** Moves a record of the state to another database of the same file, without the key. */
async function moveTo(name: string): Promise<void> {
  const options = { encoding: 'binary', keyEncoding: 'binary' } as const;
  const root = open({ path: folder.file, ...options, maxDbs: 8, overlappingSync: false });
  const [state, other] = ['state', name].map((of) => root.openDB<Uint8Array, Uint8Array>(of, options));
  await root.transaction(() => {
    other!.put(KEY, state!.get(KEY)!);
    state!.remove(KEY);
  });
  await root.flushed;
  await root.close();
}

/** `statd` + zero becomes `state` without one: in the same place among the names, and LMDB opens another. */
function dropZero(): number {
  const bytes = readFileSync(folder.file);
  const written = Buffer.from('statd\0');
  let renamed = 0;
  for (let at = bytes.indexOf(written); at >= 0; at = bytes.indexOf(written, at + 1)) {
    bytes.write('state', at, 'latin1');
    bytes.writeUInt16LE(5, at - 2);
    bytes.copyWithin(at + 5, at + 6, at + 6 + 48);
    renamed++;
  }
  writeFileSync(folder.file, bytes);
  return renamed;
}

test('a record in a database of nearly the same name is lost, whatever the seal over both says', async () => {
  await moveTo('statd');
  expect(dropZero()).toBeGreaterThan(0);
  expect(await refusal(() => folder.open())).toEqual(REFUSED);
  expect(await refusal(() => openStored(folder.path))).toEqual(REFUSED);
});

test.each(['other', 'n'.repeat(300)])(
  'a database that no ledger has is refused, by verify too',
  async (name) => {
    await moveTo(name);
    expect(await refusal(() => folder.open())).toEqual(REFUSED);
    expect(await refusal(() => openStored(folder.path))).toEqual(REFUSED);
  },
);
