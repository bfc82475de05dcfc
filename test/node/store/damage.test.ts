import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync, truncateSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readMeta } from '@veilgrid/node/store/file/meta';
import { Random } from '../../economy/support/random.js';
import { refusal } from '../support/ledger.js';
import { type Folder, storeWith } from './support/stores.js';

const HEIGHT = 60;
const RANDOM_CUTS = 60;
const ROUNDS = 150;
const MAIN = resolve('test/dist/node/store/support/damageMain.js');

let folder: Folder;
let bytes: Buffer;
let used: number;
let pageSize: number;

beforeAll(async () => {
  folder = await storeWith(HEIGHT);
  const fd = openSync(folder.file, 'r');
  const meta = readMeta(fd)!;
  pageSize = meta.pageSize;
  used = meta.pages * pageSize;
  bytes = Buffer.alloc(used);
  readSync(fd, bytes, 0, used, 0);
  closeSync(fd);
});
afterAll(() => folder.remove());

test('a file cut at any page, or at any byte, is refused', async () => {
  writeFileSync(folder.file, bytes);
  await (await folder.open()).close();
  writeFileSync(folder.file, bytes);
  const random = new Random(1);
  const cuts = [
    ...Array.from({ length: RANDOM_CUTS }, () => random.int(1, used - 1)),
    ...Array.from({ length: used / pageSize }, (_, page) => page * pageSize),
  ].sort((a, b) => b - a);
  for (const cut of cuts) {
    truncateSync(folder.file, cut);
    expect(await refusal(() => folder.open())).toEqual({ code: 'STORE_DAMAGED', field: 'store' });
  }
  expect(cuts.length).toBeGreaterThan(RANDOM_CUTS + 20);
});

test('a piece taken out of the middle is refused', async () => {
  const random = new Random(2);
  for (let round = 0; round < 20; round++) {
    const at = random.int(0, used - 1);
    const length = round % 2 ? pageSize : random.int(1, used - at);
    writeFileSync(folder.file, Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]));
    expect(await refusal(() => folder.open())).toEqual({ code: 'STORE_DAMAGED', field: 'store' });
  }
});

test(`${ROUNDS} files with bytes changed at random are refused, or hold: none ends the process`, () => {
  writeFileSync(folder.file, bytes);
  const child = spawnSync(process.execPath, [MAIN, folder.path, String(ROUNDS), '3'], { encoding: 'utf8' });
  expect({ status: child.status, signal: child.signal }).toEqual({
    status: 0,
    signal: null,
  });
  const tally = JSON.parse(child.stdout) as Record<'refused' | 'held' | 'believed', number>;
  expect(tally.refused).toBeGreaterThan(ROUNDS / 3);
  expect(tally.refused + tally.held).toBe(ROUNDS);
  // What is no more than a file was read, and written to, by LMDB itself.
  expect(tally.believed).toBeGreaterThan(ROUNDS / 10);
  expect(readFileSync(folder.file).length).toBeGreaterThan(0);
});
