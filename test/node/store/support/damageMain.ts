/**
 * Opens a ledger file again and again with some of its bytes changed: as a node does, and as `verify` does, which
 * gives LMDB whatever is a file. A process of its own, because a signal would be the end of it.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLmdb } from '@veilgrid/node/store/lmdb';
import { openStored } from '@veilgrid/node/store/stored';
import { ProtocolError } from '@veilgrid/protocol/errors';
import { Random } from '../../../economy/support/random.js';
import { blockAt, origin } from './stores.js';

const [dir, rounds, seed] = process.argv.slice(2);
const ledgerDir = join(dir!, 'ledger');
const file = join(ledgerDir, 'ledger.mdb');
const bytes = readFileSync(file);
const signed = readFileSync(join(dir!, 'last.signed'));
const random = new Random(Number(seed));
const tally = { refused: 0, held: 0, believed: 0 };

/** Every third is hit in a field of a page's head, or of a node, where a number counts. */
function damage(): Buffer {
  const copy = Buffer.from(bytes);
  const page = 4096 * random.int(0, bytes.length / 4096 - 1);
  const hits = random.int(1, 4);
  for (let i = 0; i < hits; i++) {
    const at = page + (random.chance(0.5) ? random.int(0, 200) : random.int(0, 4095));
    copy[at] = random.chance(0.3) ? 255 : random.int(0, 255);
  }
  return copy;
}

async function refused(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch (error) {
    if (error instanceof ProtocolError && error.code === 'STORE_DAMAGED') return true;
    throw error;
  }
}

for (let round = 0; round < Number(rounds); round++) {
  const damaged = damage();
  writeFileSync(file, damaged);
  const isFile = !(await refused(async () => {
    const stored = openStored(dir!);
    for (const { value } of stored.records()) if (value.length > 0) value.at(-1);
    await stored.reseal(dir!);
    await stored.close();
  }));
  if (isFile) tally.believed++;
  writeFileSync(file, damaged);
  writeFileSync(join(dir!, 'last.signed'), signed);
  const wasRefused = await refused(async () => {
    const store = await openLmdb({ ledgerDir, keysDir: dir! }, origin);
    const next = Number(store.head().height) + 1;
    for (let height = next; height < next + 3; height++) await store.commit(blockAt(height));
    await store.close();
    // All of it is still there.
    await (await openLmdb({ ledgerDir, keysDir: dir! }, origin)).close();
  });
  tally[wasRefused ? 'refused' : 'held']++;
  rmSync(`${file}-lock`, { force: true });
}
process.stdout.write(JSON.stringify(tally));
