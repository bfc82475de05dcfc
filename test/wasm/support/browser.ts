/** Chromium, where there is one, on a page that has the packages. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from 'playwright-core';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const executablePath = BROWSERS.find(existsSync);
if (!executablePath) console.log(`Skipped: no browser at ${BROWSERS.join(', ')}; apt-get install chromium`);

/** Serves the built packages as they are, with the one bare specifier a bundler would resolve, and files by name. */
export function serve(files: Readonly<Record<string, string>> = {}, isolated = true): Promise<Server> {
  const server = createServer((request, response) => {
    // Isolation gives pages SharedArrayBuffer.
    const headers = isolated
      ? { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }
      : {};
    const path = request.url ?? '/';
    const file = files[path];
    if (file !== undefined) {
      response.writeHead(200, headers).end(readFileSync(file));
      return;
    }
    if (!/^\/(wasm-core|protocol|client-sdk)\/dist\/[\w/.-]+\.js$/.test(path) || path.includes('..')) {
      response.writeHead(200, { ...headers, 'content-type': 'text/html' }).end('<!doctype html>');
      return;
    }
    const source = readFileSync(path.slice(1), 'utf8');
    const resolved = source.replace(/(['"])@veilgrid\/protocol\/([\w/-]+)\1/g, '"/protocol/dist/$2.js"');
    response.writeHead(200, { ...headers, 'content-type': 'text/javascript' }).end(resolved);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Runs on an isolated page of a browser of its own, with these switches. */
export async function onPage<T>(
  switches: readonly string[],
  files: Readonly<Record<string, string>>,
  run: (page: Page) => Promise<T>,
): Promise<T> {
  const server = await serve(files);
  const browser = await chromium.launch({
    executablePath: executablePath!,
    args: ['--no-sandbox', ...switches],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return await run(page);
  } finally {
    await browser.close();
    server.close();
  }
}
