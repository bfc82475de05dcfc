import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CIRCUITS, ensureArtifacts } from '@veilgrid/circuits';
import { createApi, createProver, deriveKeys, newPhrase, seedOf, Wallet } from '@veilgrid/client-sdk';
import { submitTx } from '@veilgrid/client-sdk/client/submit';
import { Block } from '@veilgrid/protocol/core/block';
import { decodeFrames } from '@veilgrid/protocol/core/ledgerFile';
import { decodeTx } from '@veilgrid/protocol/tx';
import { untilNotesAreReady } from '../services/support/market.js';
import { genesis, genesisJson, mint, signedTx, VALIDATOR_KEY } from './support/chain.js';
import { hasher } from './support/ledger.js';
import { TOKEN } from './support/serve.js';

const NODE = new URL('../../node/dist/index.js', import.meta.url);
/** A file, because the node's verifier processes start with the same flags. */
const SCRIPT = `
  import { startNode } from '${NODE}';
  const { genesis, dataDir, key } = JSON.parse(process.env.NODE_OPTIONS_JSON);
  const node = await startNode({ genesis, dataDir, validatorKey: Uint8Array.from(key) });
  console.log(node.url);
`;

/** When the node dies: with the request on its way, or with the answer. */
const MOMENTS = ['the request', 'the answer'] as const;

describe.each(MOMENTS)('a node killed with %s on its way', (moment) => {
  const dir = mkdtempSync(join(tmpdir(), 'veilgrid-resubmit-'));
  const dataDir = join(dir, 'ledger');
  const script = join(dir, 'node.mjs');
  let child: ChildProcess;
  let url: string;
  let sent: string[] = [];
  let armed = false;

  async function start(): Promise<void> {
    const options = { genesis: genesisJson(), dataDir, key: [...VALIDATOR_KEY] };
    child = spawn(process.execPath, [script], {
      env: { ...process.env, VEILGRID_ADMIN_TOKEN: TOKEN, NODE_OPTIONS_JSON: JSON.stringify(options) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    [url] = (await once(createInterface(child.stdout!), 'line')) as [string];
  }

  /** The first submission never has its answer; whatever comes next meets the node that was started again. */
  const lossy: typeof fetch = async (input, init) => {
    const target = new URL(String(input));
    target.port = new URL(url).port;
    if (init?.method === 'POST') sent.push(String(init.body));
    if (init?.method !== 'POST' || !armed) return fetch(target, init);
    armed = false;
    const answer = fetch(target, init).catch(() => {});
    if (moment === 'the answer') await answer;
    child.kill('SIGKILL');
    await once(child, 'exit');
    await start();
    throw new TypeError('the connection is gone');
  };

  beforeAll(async () => {
    await ensureArtifacts('small', CIRCUITS);
    writeFileSync(script, SCRIPT);
    await start();
  }, 120_000);
  afterAll(() => {
    child.kill('SIGKILL');
    rmSync(dir, { recursive: true });
  });

  const blocksOf = async (api: ReturnType<typeof createApi>) => {
    const { frames } = await api.blocks({});
    return decodeFrames(frames);
  };

  test('gets the same bytes again, and takes a payment and a role’s transaction once', async () => {
    const api = createApi(url, { fetch: lossy, adminToken: TOKEN });
    const prover = createProver('small');
    const walletOf = async () => {
      const keys = deriveKeys(hasher, await seedOf(newPhrase()));
      return new Wallet({ genesis, hasher, prover, api, keys });
    };
    const [payer, payee] = [await walletOf(), await walletOf()];
    const { slip, proof } = await payer.mintSlip(1_000n);
    const paidIn = signedTx('mintNote', { sequence: 0n, slip });
    await submitTx(api, 'small', { ...paidIn, proofs: proof });
    await untilNotesAreReady({ api });

    for (const act of [() => payer.transfer(payee.address, 300n), () => submitTx(api, 'small', mint(1n))]) {
      sent = [];
      armed = true;
      await act();
      expect(armed).toBe(false);
      expect(sent.length).toBeGreaterThan(1);
      expect(new Set(sent).size).toBe(1);
    }

    await payee.sync();
    expect([payer.notes.balance, payee.notes.balance]).toEqual([700n, 300n]);
    expect((await api.supply({})).accounts.supplier).toBe(5n);
    const txs = (await blocksOf(api)).flatMap(({ block }) => Block.deserialize(block).transactions);
    expect(txs.map((tx) => decodeTx('small', tx).kind)).toEqual(['mintNote', 'transfer', 'mintAccount']);
    await prover.close();
  }, 240_000);
});
