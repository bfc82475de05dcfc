import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { Validator } from '@seriousme/openapi-schema-validator';
import { startNode } from '@veilgrid/node';
import { openApi } from '@veilgrid/node/api/http/openapi';
import type { SoloLedger } from '@veilgrid/node/consensus/solo/ledger';
import { originOf } from '@veilgrid/node/consensus/solo/origin';
import { memoryLedger } from '@veilgrid/node/store/memoryLedger';
import { ROUTES } from '@veilgrid/protocol/routes';
import { pino } from 'pino';
import { bytesOf, genesis, genesisJson, mint, VALIDATOR_KEY } from './support/chain.js';
import { hasher, testLedger } from './support/ledger.js';
import { openDay, order } from './support/market.js';
import { serve, TOKEN } from './support/serve.js';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serving(ledger: SoloLedger = testLedger(), options: Parameters<typeof serve>[1] = {}) {
  const { url, close } = await serve(ledger, options);
  closers.push(close);
  return url;
}

describe('OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate({ ...openApi() });
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  test('a validator that finds nothing would find this', async () => {
    const { paths, ...rest } = structuredClone(openApi());
    const wrong = { ...rest, paths: { 'v1/status': paths['/v1/status'] } };
    expect((await new Validator().validate({ ...wrong })).valid).toBe(false);
  });

  test('has every route of the table, with its parameters, once', () => {
    const { paths } = openApi();
    for (const [name, route] of Object.entries(ROUTES)) {
      const operation = paths[route.path.replace(/:(\w+)/g, '{$1}')]![route.method]!;
      expect(operation.operationId).toBe(name);
      const inPath = (operation.parameters ?? []).filter((p) => p.in === 'path').map((p) => p.name);
      expect(inPath).toEqual([...route.path.matchAll(/:(\w+)/g)].map(([, key]) => key));
    }
    const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map((o) => o.operationId));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('every reference leads somewhere', () => {
    const { components } = openApi();
    const refs = JSON.stringify(openApi()).matchAll(/"#\/components\/schemas\/(\w+)"/g);
    for (const [, name] of refs) expect(components.schemas).toHaveProperty(name!);
  });

  test('is a page too, which needs nothing from elsewhere and no script', async () => {
    const url = await serving();
    const response = await fetch(`${url}/docs`);
    const html = await response.text();
    for (const { path } of Object.values(ROUTES)) expect(html).toContain(path.replace(/:(\w+)/g, '{$1}'));
    expect(html).not.toMatch(/<script|src=|https?:|url\(|style="/);
    const style = /<style>([\s\S]*)<\/style>/.exec(html)![1]!;
    const hash = createHash('sha256').update(style).digest('base64');
    const policy = response.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
    // Every link within the page has its end.
    for (const [, id] of html.matchAll(/href="#(\w+)"/g)) expect(html).toContain(`id="${id}"`);
  });
});

describe('metrics', () => {
  const scrape = async (url: string, headers: Record<string, string>) => {
    const response = await fetch(`${url}/metrics`, { headers });
    return [response.status, response.headers.get('content-type')] as const;
  };

  test('are for this machine and for who has the token', async () => {
    const url = await serving();
    const text = 'text/plain; version=0.0.4; charset=utf-8';
    const json = 'application/json; charset=utf-8';
    const authorization = `Bearer ${TOKEN}`;
    expect(await scrape(url, {})).toEqual([200, text]);
    for (const header of ['x-forwarded-for', 'forwarded', 'via']) {
      // A proxy on this machine may speak for anybody.
      expect(await scrape(url, { [header]: '127.0.0.1' })).toEqual([401, json]);
      expect(await scrape(url, { [header]: '192.0.2.1', authorization })).toEqual([200, text]);
    }
    expect(await scrape(url, { via: 'x', authorization: 'Bearer x' })).toEqual([401, json]);
  });

  test('count outcomes by kind', async () => {
    let now = 0n;
    const clock = { after: (previous: bigint) => (now > previous ? now : previous), move() {} };
    const ledger = testLedger({ clock });
    const url = await serving(ledger);
    for (const tx of openDay()) await (await ledger.submit(bytesOf(tx))).committed;
    const { committed } = await ledger.submit(bytesOf(order(1n)));
    now = 2n ** 39n;
    await committed.catch(() => {});
    const text = await (await fetch(`${url}/metrics`)).text();
    const count = (kind: string, result: string) =>
      Number(
        new RegExp(`veilgrid_transactions_total{kind="${kind}",result="${result}"} (\\d+)`).exec(text)?.[1],
      );
    expect([count('enrolPoint', 'accepted'), count('enrolPoint', 'committed')]).toEqual([10, 10]);
    expect([count('order', 'accepted'), count('order', 'rejected')]).toEqual([1, 1]);
    expect(text).toContain('veilgrid_mempool_transactions 0');
    expect(text).toContain('process_resident_memory_bytes');
  });
});

describe('health', () => {
  const ready = async (url: string) => {
    const response = await fetch(`${url}/ready`);
    return [response.status, await response.json()] as const;
  };
  const fine = { ready: true, ledger: 'ok', store: 'ok', verifier: 'ok' };

  test('is ready, and says so', async () => {
    const url = await serving();
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect(await ready(url)).toEqual([200, fine]);
  });

  test('is not ready once the ledger has halted, and still alive', async () => {
    const store = {
      ...memoryLedger(originOf(genesis, hasher)),
      commit: () => Promise.reject(new Error('the disk is full')),
    };
    const ledger = testLedger({ store });
    const url = await serving(ledger);
    await expect((await ledger.submit(bytesOf(mint(0n)))).committed).rejects.toThrow();
    const state = { ...fine, ready: false, ledger: 'halted after block 0' };
    expect(await ready(url)).toEqual([503, state]);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('veilgrid_ledger_stopped 1');
  });

  test('is not ready while its store cannot be read', async () => {
    const store = memoryLedger(originOf(genesis, hasher));
    const get = () => {
      throw new Error('closed');
    };
    const url = await serving(testLedger({ store: { ...store, get } }));
    expect(await ready(url)).toEqual([503, { ...fine, ready: false, store: 'cannot be read' }]);
  });

  test('is not ready once a thread that checks proofs has died', async () => {
    const options = { genesis: genesisJson(), validatorKey: VALIDATOR_KEY, verifierThreads: 1 } as const;
    const threads = watchThreads();
    const node = await startNode(options);
    closers.push(() => node.close());
    for (const tx of openDay()) await node.ledger.submit(bytesOf(tx));
    // Nonsense, but it starts the thread.
    await node.ledger.submit(bytesOf(order(1n))).catch(() => {});
    expect(await ready(node.url)).toEqual([200, fine]);
    expect(threads.size).toBe(1);
    for (const thread of threads) await thread.terminate();
    let state = await ready(node.url);
    while (state[0] === 200) state = await ready(node.url);
    expect(state).toEqual([503, { ...fine, ready: false, verifier: 'a thread that checks proofs has died' }]);
  });
});

/** The threads that are sent messages from now on. */
function watchThreads(): Set<Worker> {
  const seen = new Set<Worker>();
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (this: Worker, ...message: Parameters<typeof postMessage>) {
    seen.add(this);
    return postMessage.apply(this, message);
  };
  closers.push(async () => {
    Worker.prototype.postMessage = postMessage;
  });
  return seen;
}

describe('request ids', () => {
  test.each([
    ['one that is well-formed', 'client-7.A_b', 'client-7.A_b'],
    ['none', undefined, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
    ['one too long', 'x'.repeat(65), /^[0-9a-f-]{36}$/],
    ['one that would break a log', 'a"b', /^[0-9a-f-]{36}$/],
  ])('given %s', async (_name, given, expected) => {
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
    const url = await serving(testLedger(), { log });
    const headers: Record<string, string> = given === undefined ? {} : { 'x-request-id': given };
    const response = await fetch(`${url}/v1/nullifiers/x`, { headers });
    const id = response.headers.get('x-request-id')!;
    expect(id).toMatch(expected);
    expect(await response.json()).toMatchObject({ error: { code: 'BAD_REQUEST', requestId: id } });
    while (lines.length === 0) await new Promise((next) => setTimeout(next, 5));
    const { time: _, pid: __, hostname: ___, ms: ____, ...line } = JSON.parse(lines[0]!);
    const route = { method: 'GET', route: 'nullifier', status: 400 };
    expect(line).toEqual({ level: 30, requestId: id, ...route, msg: 'request' });
  });
});
