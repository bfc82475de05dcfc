import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createApi } from '@veilgrid/client-sdk';
import { type DatabaseName, Databases } from '@veilgrid/node/store/databases';
import { heightKey, textKey } from '@veilgrid/node/store/operations';
import { genesisHashHex } from '@veilgrid/protocol/core/genesis';
import { bytesOf, genesis, genesisJson, mint, VALIDATOR_KEY } from './support/chain.js';
import { refusal } from './support/ledger.js';
import { NodeFolder, NodeProcess } from './support/nodeProcess.js';

const COMMAND = resolve('cli/bin/veilgrid.js');

const folder = new NodeFolder({ genesis: genesisJson(), validatorKey: VALIDATOR_KEY });
const file = join(folder.path, 'ledger', 'ledger.mdb');
let node: NodeProcess;
afterAll(() => {
  node.child.kill('SIGKILL');
  folder.remove();
});

/** Starts a node that is to say no. */
async function refusedStart(): Promise<string> {
  const other = new NodeProcess(folder.path);
  expect(await other.ended).toBe(1);
  return other.output;
}

function verify(...args: string[]): { status: number | null; text: string } {
  const hash = genesisHashHex(genesis);
  const command = [COMMAND, 'verify', '--data', folder.path, '--genesis-hash', hash, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  return { status, text: stdout + stderr };
}

/** What somebody with the disk, and without the key, does to a record. */
async function change(database: DatabaseName, key: Uint8Array, value?: Uint8Array) {
  const databases = new Databases(file);
  const before = databases.get(database, key)?.slice();
  await databases.write([{ database, key, value }]);
  await databases.close();
  return () => change(database, key, before);
}

test('one process has the folder, and nobody beside it reads what it writes', async () => {
  node = new NodeProcess(folder.path);
  const url = await node.url();
  const api = createApi(url);
  for (const sequence of [0n, 1n, 2n]) {
    await api.submit({ body: { tx: bytesOf(mint(sequence)) }, query: { wait: 'committed' } });
  }
  expect(await refusedStart()).toContain('STORE_LOCKED');
  expect(verify().text).toContain('STORE_LOCKED');
  expect((await fetch(`${url}/ready`)).status).toBe(200);
  node.child.kill('SIGTERM');
  expect(await node.ended).toBe(0);
  expect(verify()).toMatchObject({ status: 0 });
});

test('a record that was changed or lost is refused at start, and verify names it', async () => {
  const databases = new Databases(file);
  const keys = [...databases.records('state')].map(([k]) => Buffer.from(k).toString());
  await databases.close();
  const name = keys.find((k) => k.includes('balance')) ?? keys[0]!;
  const undo = await change('state', textKey(name), new Uint8Array(8).fill(9));
  expect(await refusedStart()).toContain('STORE_DAMAGED');
  const { status, text } = verify();
  expect({ status, named: text.includes(`changed state/${name}`) }).toEqual({ status: 1, named: true });
  await undo();

  const restore = await change('blocks', heightKey(2n));
  expect(verify().text).toMatch(/STORE_DAMAGED.*lost blocks\/2/);
  await restore();

  const unsign = await change('finality', heightKey(2n), new Uint8Array(246));
  expect(verify().text).toMatch(/STORE_DAMAGED.*finality\/2/);
  await unsign();
  const resign = await change('finality', heightKey(2n));
  expect(verify().text).toMatch(/STORE_DAMAGED.*lost finality\/2/);
  await resign();
  expect(verify()).toMatchObject({ status: 0 });
});

test('without its key it is refused, until verify has taken it as it is', async () => {
  rmSync(join(folder.path, 'store.key'));
  rmSync(join(folder.path, 'last.signed'));
  expect(await refusedStart()).toMatch(/STORE_DAMAGED field=store.key.*verify --data/);
  expect(verify('--seal')).toMatchObject({ status: 0 });
});

test('a folder that is removed under a node ends its readiness, and nothing more is accepted', async () => {
  node = new NodeProcess(folder.path);
  const url = await node.url();
  expect((await fetch(`${url}/ready`)).status).toBe(200);
  rmSync(join(folder.path, 'ledger'), { recursive: true });
  const ready = await fetch(`${url}/ready`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ ready: false, store: 'STORE_GONE' });
  const submitted = createApi(url).submit({ body: { tx: bytesOf(mint(3n)) } });
  expect(await refusal(() => submitted)).toMatchObject({ code: 'STORE_GONE' });
  node.child.kill('SIGTERM');
  await node.ended;
  // What was signed is not signed anew by an empty folder.
  expect(await refusedStart()).toContain('STORE_BEHIND');
});
