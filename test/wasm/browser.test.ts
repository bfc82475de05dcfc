import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createJsHasher } from '@veilgrid/wasm-core/src/js/hasher';
import { chromium } from 'playwright-core';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = BROWSERS.find(existsSync);
if (!executablePath) console.log(`Skipped: no browser at ${BROWSERS.join(', ')}; apt-get install chromium`);

/** Serves the built packages as they are, with the one bare specifier a bundler would resolve. */
function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    // Isolation gives pages SharedArrayBuffer.
    const headers = {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    };
    const path = request.url ?? '/';
    if (!/^\/(wasm-core|protocol)\/dist\/[\w/.-]+\.js$/.test(path) || path.includes('..')) {
      response.writeHead(200, { ...headers, 'content-type': 'text/html' }).end('<!doctype html>');
      return;
    }
    const source = readFileSync(path.slice(1), 'utf8');
    const resolved = source.replace(/(['"])@veilgrid\/protocol\/([\w-]+)\1/g, '"/protocol/dist/$2.js"');
    response.writeHead(200, { ...headers, 'content-type': 'text/javascript' }).end(resolved);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

(executablePath ? describe : describe.skip)('in a browser', () => {
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
});
