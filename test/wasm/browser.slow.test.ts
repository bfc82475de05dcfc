import type { AddressInfo } from 'node:net';
import { provingArtifacts, verificationKey } from '@veilgrid/circuits';
import { createProver } from '@veilgrid/client-sdk/prover/prover';
import { createHasher } from '@veilgrid/wasm-core';
import { createJsHasher } from '@veilgrid/wasm-core/js/hasher';
import { VerifyErrorCode } from '@veilgrid/wasm-core/verifier/codes';
import { createVerifier } from '@veilgrid/wasm-core/verifier/verifier';
import { chromium } from 'playwright-core';
import { buildReference } from '../circuits/support/reference.js';
import { builders } from '../soundness/cases.js';
import { executablePath, serve } from './support/browser.js';

/** A settlement of the small profile, proven for real; bigints do not travel to a page, decimals do. */
async function provenSettlement() {
  const [hasher, reference] = await Promise.all([createHasher(), buildReference()]);
  const prover = createProver('small', { workers: 1 });
  try {
    const inputs = builders(hasher, reference).settle();
    const { proof, publicSignals } = await prover.prove('settle', inputs);
    return {
      key: verificationKey('small', 'settle'),
      proof: [...proof.a, ...proof.b.flat(), ...proof.c].map(String),
      signals: publicSignals.map(String),
    };
  } finally {
    await prover.close();
  }
}

(executablePath ? describe : describe.skip)('in a browser', () => {
  test('verifies a real settlement, on the page and in threads, and refuses it changed', async () => {
    const settlement = await provenSettlement();
    const server = await serve();
    const browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const got = await page.evaluate(async ({ key, proof, signals }) => {
        const folder = '/wasm-core/dist/src/verifier/';
        const { createVerifier }: typeof import('@veilgrid/wasm-core/verifier/verifier') = await import(
          `${folder}verifier.js`
        );
        const { createVerifierPool }: typeof import('@veilgrid/wasm-core/verifier/pool') = await import(
          `${folder}pool.js`
        );
        const [a0, a1, x0, x1, y0, y1, c0, c1] = proof.map(BigInt) as [
          bigint,
          bigint,
          bigint,
          bigint,
          bigint,
          bigint,
          bigint,
          bigint,
        ];
        const item = {
          key: 'settle',
          publicSignals: signals.map(BigInt),
          proof: {
            a: [a0, a1] as const,
            b: [[x0, x1] as const, [y0, y1] as const] as const,
            c: [c0, c1] as const,
          },
        };
        const changed = { ...item, publicSignals: item.publicSignals.map((x, i) => (i === 0 ? x + 1n : x)) };
        const verifier = await createVerifier({ settle: key });
        const pool = createVerifierPool({ keys: { settle: key }, workers: 2 });
        const pooled = await pool.verifyMany([item, changed, item, item]);
        await pool.close();
        return { alone: [verifier.verify(item), verifier.verify(changed)], pooled };
      }, settlement);
      const refusal = { ok: false, code: VerifyErrorCode.EQUATION_FAILS };
      expect(got.alone).toEqual([{ ok: true }, refusal]);
      expect(got.pooled).toEqual([{ ok: true }, refusal, { ok: true }, { ok: true }]);
    } finally {
      await browser.close();
      server.close();
    }
  });

  test('hashes, builds trees in workers and clears', async () => {
    const server = await serve();
    const browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const got = await page.evaluate(async () => {
        const url = '/wasm-core/dist/index.js';
        const core: typeof import('@veilgrid/wasm-core') = await import(url);
        const hasher = await core.createHasher();
        const context = await core.WasmContext.create();
        const pool = await core.HashPool.create(2);
        const leaves = core.toBytes(Array.from({ length: 100 }, (_, i) => BigInt(i)));
        const shared = new Uint8Array(new SharedArrayBuffer(leaves.length));
        shared.set(leaves);
        const trees = [
          await core.WasmTree8.build(context, 3, leaves, pool),
          await core.WasmTree8.build(context, 3, shared, pool),
        ];
        const local = new core.WasmTree8(context, 3);
        local.write(0, leaves);
        pool.close();
        const matcher = await core.createMatcher();
        return {
          hash: String(hasher.permute([1n, 2n], 5n, 1)[0]),
          roots: [...trees, local].map((tree) => String(tree.root)),
          cleared: matcher.clearPeriod({ level: [9], qty: [5] }, { level: [7], qty: [3] }),
        };
      });
      const [want] = (await createJsHasher()).permute([1n, 2n], 5n, 1);
      expect(got.hash).toBe(String(want));
      expect(new Set(got.roots).size).toBe(1);
      expect(got.cleared).toMatchObject({ level: 9, volume: 3, lambdaBuy: 3, traded: true });
    } finally {
      await browser.close();
      server.close();
    }
  });

  test('keeps what a wallet sends on disk, for the page that comes after', async () => {
    const server = await serve();
    const browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const keep = (bytes: number[]) =>
        page.evaluate(async (values) => {
          const url = '/client-sdk/dist/wallet/indexedDbTxStore.js';
          const { indexedDbTxStore }: typeof import('@veilgrid/client-sdk/wallet/indexedDbTxStore') =
            await import(url);
          const store = indexedDbTxStore('wallet');
          const kept = await store.keep('settle-aa-11', Uint8Array.from(values));
          await store.setAside('settle-aa-', 'settle-aa-22');
          return [[...kept], [...(await store.find('settle-aa-11'))!]];
        }, bytes);
      expect(await keep([1, 2])).toEqual([
        [1, 2],
        [1, 2],
      ]);
      await page.reload();
      expect(await keep([3])).toEqual([
        [1, 2],
        [1, 2],
      ]);
    } finally {
      await browser.close();
      server.close();
    }
  });

  test.each([true, false])('proves on the small profile, threads sharing memory: %s', async (isolated) => {
    const { wasm, zkey } = await provingArtifacts('small', 'transfer');
    const input = builders(await createHasher(), await buildReference()).transfer(
      [700n, 45n],
      [600n, 100n],
      45n,
    );
    const server = await serve({ '/circuit.wasm': wasm, '/circuit.zkey': zkey }, isolated);
    const browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const got = await page.evaluate(
        async (text) => {
          const url = '/wasm-core/dist/src/prover/prover.js';
          const { createProver }: typeof import('@veilgrid/wasm-core/prover/prover') = await import(url);
          const bytes = async (name: string) => new Uint8Array(await (await fetch(name)).arrayBuffer());
          const numbers = JSON.parse(text, (_, x) => (typeof x === 'string' ? BigInt(x) : x));
          const prover = createProver({ workers: 2 });
          const files = { wasm: await bytes('/circuit.wasm'), zkey: await bytes('/circuit.zkey') };
          const result = await prover.prove(files, numbers);
          await prover.close();
          const shared = typeof SharedArrayBuffer !== 'undefined';
          return {
            shared,
            result: JSON.stringify(result, (_, x) => (typeof x === 'bigint' ? String(x) : x)),
          };
        },
        JSON.stringify(input, (_, x) => (typeof x === 'bigint' ? String(x) : x)),
      );
      expect(got.shared).toBe(isolated);
      const { proof, publicSignals } = JSON.parse(got.result, (_, x) =>
        typeof x === 'string' ? BigInt(x) : x,
      );
      const verifier = await createVerifier({ transfer: verificationKey('small', 'transfer') });
      expect(verifier.verify({ key: 'transfer', proof, publicSignals })).toEqual({ ok: true });
      expect(publicSignals.length).toBe(verificationKey('small', 'transfer').nPublic);
    } finally {
      await browser.close();
      server.close();
    }
  });
});
