/** Measures the store: its seal at start, and what a commit takes. See USAGE. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Commit } from '@veilgrid/node/store/ledgerStore';
import { ledgerFolders, openLmdb } from '@veilgrid/node/store/lmdb';
import { usageOf, wantsJson } from './options.js';
import { figure, print } from './rows.js';
import { secondsOf } from './timing.js';

const USAGE = usageOf(
  'store',
  `A ledger on disk of a million records: how long a start takes, which reads every page and seals every record, and
how long a block of one transaction takes until it is on disk, the record of what was signed included.`,
);

const RECORDS = 1_000_000;
const A_COMMIT = 50_000;
const COMMITS = 200;

const json = wantsJson(USAGE);
const dir = mkdtempSync(join(tmpdir(), 'veilgrid-bench-'));
process.once('exit', () => rmSync(dir, { recursive: true, force: true }));

const filled = (fill: number, length = 32) => new Uint8Array(length).fill(fill);
const origin = {
  genesisHash: filled(1),
  head: { height: 0n, time: 0n, stateHash: filled(2), blockHash: filled(1) },
  writes: [],
};
let height = 0n;

/** A block with records of the length of most: 64 bytes under a key of 30. */
function block(records: number): Commit {
  const from = Number(height) * A_COMMIT;
  height++;
  const writes = Array.from(
    { length: records },
    (_, i) => [`notes/leaf/${String((from + i) * 7919).padStart(19, '0')}`, filled(i % 256, 64)] as const,
  ).sort(([a], [b]) => (a < b ? -1 : 1));
  const blockHash = filled(Number(height % 251n) + 2);
  return {
    head: { height, time: height, stateHash: filled(2), blockHash },
    block: filled(1, 500),
    finality: { epoch: 0, evidence: filled(3, 64) },
    ids: [height.toString(16).padStart(64, '0')],
    writes,
  };
}

const open = () => openLmdb(ledgerFolders(dir), origin);

let store = await open();
while (height < RECORDS / A_COMMIT) await store.commit(block(A_COMMIT));
await store.close();
const start = await secondsOf(async () => {
  store = await open();
});
const commits = await secondsOf(async () => {
  for (let i = 0; i < COMMITS; i++) await store.commit(block(20));
});
await store.close();
print(
  [
    figure('start: pages and seal of 1,000,000 records', start, 's'),
    figure('commit of a block, on disk', (commits / COMMITS) * 1000, 'ms'),
  ],
  json,
);
