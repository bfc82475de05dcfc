import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bytesToHex } from '@noble/hashes/utils.js';
import { replayLedger } from '@veilgrid/node';
import { originOf } from '@veilgrid/node/consensus/solo/origin';
import { balanceOf } from '@veilgrid/node/state/core/money/accounts';
import { nextSequence } from '@veilgrid/node/state/core/sequences';
import { openLmdb } from '@veilgrid/node/store/lmdb';
import { bytesOf, genesis, genesisJson, idOf, mint, VALIDATOR_KEY } from './support/chain.js';
import { hasher } from './support/ledger.js';

/** A node in a process of its own that prints its URL. */
const SCRIPT = `
  import { startNode } from '@veilgrid/node';
  const { genesis, dataDir, key } = JSON.parse(process.env.NODE_OPTIONS_JSON);
  const node = await startNode({ genesis, dataDir, validatorKey: Uint8Array.from(key) });
  console.log(node.url);
`;

const ROUNDS = 2;
const COMMITTED_A_ROUND = 20;

describe('a killed node', () => {
  const dir = mkdtempSync(join(tmpdir(), 'veilgrid-kill-'));
  const dataDir = join(dir, 'ledger');
  let child: ChildProcess | undefined;

  afterAll(() => {
    child?.kill('SIGKILL');
    rmSync(dir, { recursive: true });
  });

  async function startChild(): Promise<string> {
    const options = { genesis: genesisJson(), dataDir, key: [...VALIDATOR_KEY] };
    child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT], {
      env: { ...process.env, NODE_OPTIONS_JSON: JSON.stringify(options) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface(child.stdout!), 'line');
    return line as string;
  }

  /** Keeps transactions coming, and kills as soon as enough of them are said to be committed. */
  async function runAndKill(url: string, from: bigint): Promise<string[]> {
    const committed: string[] = [];
    const waiting: string[] = [];
    for (let sequence = from; committed.length < COMMITTED_A_ROUND; sequence++) {
      const tx = mint(sequence);
      const response = await fetch(`${url}/v1/transactions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ tx: bytesToHex(bytesOf(tx)) }),
      });
      expect(response.status).toBe(200);
      waiting.push(idOf(tx));
      const answer = await fetch(`${url}/v1/transactions/${waiting[0]}`);
      const { status } = (await answer.json()) as { status: string };
      if (status === 'committed') committed.push(waiting.shift()!);
    }
    child!.kill('SIGKILL');
    await once(child!, 'exit');
    return committed;
  }

  test('has lost nothing that it called committed, and its blocks make its state', async () => {
    const committed: string[] = [];
    let next = 0n;
    for (let round = 0; round < ROUNDS; round++) {
      committed.push(...(await runAndKill(await startChild(), next)));

      const store = await openLmdb(dataDir, originOf(genesis, hasher));
      const { height, stateHash } = store.head();
      for (const id of committed) expect(store.placeOf(id)!.height).toBeLessThanOrEqual(height);
      const blocks = Array.from({ length: Number(height) }, (_, i) => ({
        block: store.block(BigInt(i + 1))!,
        finality: store.finality(BigInt(i + 1))!,
      }));
      const report = await replayLedger({ genesis, blocks });
      expect(report.stateHash).toBe(bytesToHex(stateHash));
      next = nextSequence(store, 'issuer');
      expect(report.transactions).toBe(Number(next));
      expect(balanceOf(store, 'supplier')).toBe(5n * next);
      await store.close();
    }
    expect(next).toBeGreaterThanOrEqual(BigInt(ROUNDS * COMMITTED_A_ROUND));
  });
});
