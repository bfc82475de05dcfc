import { once } from 'node:events';
import { createServer } from 'node:http';
import { Duplex } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { events } from '@veilgrid/client-sdk';
import type { SoloLedger } from '@veilgrid/node/consensus/solo/ledger';
import type { LedgerEvent } from '@veilgrid/protocol/events';
import { bytesOf, mint } from './support/chain.js';
import { refusal, testLedger } from './support/ledger.js';
import { GATE, openDay } from './support/market.js';
import { serve } from './support/serve.js';

const LIMITS = { clients: 2, stallMs: 100, heartbeatMs: 30 };
let ledger: SoloLedger;
let serving: Awaited<ReturnType<typeof serve>>;
let minted = 0n;

beforeEach(async () => {
  ledger = testLedger();
  minted = 0n;
  serving = await serve(ledger, { limits: LIMITS });
});
afterEach(() => serving.close());

/** One block more. */
const block = async () => (await ledger.submit(bytesOf(mint(minted++)))).committed;

/** Text of a stream until it holds what is waited for. */
async function read(response: Response, until: RegExp): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk);
    if (until.test(text)) return text;
  }
  return text;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((next) => setTimeout(next, 5));
}

describe('event stream', () => {
  test('is server-sent events: retry, heartbeats, and ids that are heights', async () => {
    const response = await fetch(`${serving.url}/v1/events`);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await block();
    const text = await read(response, /transactions[\s\S]*\n:\n\n/);
    expect(text).toMatch(/^retry: 2000\n\n/);
    const { stateHash } = ledger.head;
    expect(text).toContain('id: 1\nevent: block\ndata: {"type":"block","height":"1"');
    expect(text).toContain(`"stateHash":"${Buffer.from(stateHash).toString('hex')}"`);
  });

  test.each([
    ['from the next block by default', '', undefined, '4'],
    ['from a height', '?from=2', undefined, '2'],
    ['from the beginning', '?from=0', undefined, '1'],
    ['after the last id, which goes before the query', '?from=1', '2', '3'],
  ])('begins %s', async (_name, query, lastEventId, first) => {
    for (let i = 0; i < 3; i++) await block();
    const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const response = await fetch(`${serving.url}/v1/events${query}`, { headers });
    await block();
    expect(/id: (\d+)/.exec(await read(response, /id/))![1]).toBe(first);
  });

  test('the events of a block come before it; what its time begins before what its transactions do', async () => {
    const txs = openDay();
    for (const tx of txs) await (await ledger.submit(bytesOf(tx))).committed;
    await ledger.moveTime(GATE);
    const leaving = new AbortController();
    const seen: LedgerEvent[] = [];
    for await (const event of events(serving.url, { from: 1, signal: leaving.signal })) {
      seen.push(event);
      if (event.height === ledger.head.height && event.type === 'block') leaving.abort();
    }
    const opened = seen.findIndex((event) => event.type === 'auction' && event.phase === 'opened');
    expect(seen[opened]).toMatchObject({ height: BigInt(txs.length) });
    expect(seen[opened + 1]).toMatchObject({ type: 'block', height: BigInt(txs.length) });
    expect(seen.at(-2)).toMatchObject({ type: 'auction', phase: 'gate', time: GATE });
  });

  test.each([
    ['?from=x', {}, 'query.from'],
    ['?from=-1', {}, 'query.from'],
    ['?since=1', {}, 'query'],
    ['', { 'last-event-id': 'x' }, 'last-event-id'],
  ])('refuses %j with %j', async (query, headers, field) => {
    const response = await fetch(`${serving.url}/v1/events${query}`, { headers });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'BAD_REQUEST', field } });
    expect(serving.feed.clients).toBe(0);
  });

  test('takes so many clients and no more, until one leaves', async () => {
    const leaving = new AbortController();
    const [first] = [await fetch(`${serving.url}/v1/events`, { signal: leaving.signal }), await open()];
    const third = await open();
    expect([third.status, await third.json()]).toEqual([
      429,
      { error: expect.objectContaining({ code: 'RATE_LIMITED', field: 'events', limit: 2 }) },
    ]);
    expect(await refusal(() => events(serving.url, { from: 1 }).next())).toEqual({
      code: 'RATE_LIMITED',
      field: 'events',
    });
    leaving.abort();
    await first!.body!.cancel().catch(() => {});
    await until(() => serving.feed.clients === 1);
    expect((await open()).status).toBe(200);
  });

  const open = () => fetch(`${serving.url}/v1/events`);

  test('drops who does not read, and holds little for it', async () => {
    const connection = new Unread();
    serving.server.emit('connection', connection);
    connection.push('GET /v1/events?from=1 HTTP/1.1\r\nHost: x\r\n\r\n');
    await until(() => serving.feed.clients === 1);
    let blocks = 0;
    while (serving.feed.clients === 1) {
      await block();
      blocks++;
    }
    // A small buffer was enough, the rest stayed in the store.
    expect(blocks).toBeGreaterThan(1);
    expect(connection.writableLength).toBeLessThan(40_000);
    expect(connection.destroyed).toBe(true);
  });

  test('ends when the feed closes', async () => {
    const response = await open();
    serving.feed.close();
    // On a busy machine a heartbeat may come before the end.
    expect((await read(response, /never/)).replaceAll(':\n\n', '')).toBe('retry: 2000\n\n');
    expect((await open()).status).toBe(500);
  });
});

describe('events of the SDK', () => {
  test('go on over broken connections, each event once and in order', async () => {
    const leaving = new AbortController();
    const seen: bigint[] = [];
    const reading = (async () => {
      for await (const { height } of events(serving.url, { signal: leaving.signal, retryMs: 5 })) {
        seen.push(height);
      }
    })();
    await until(() => serving.feed.clients === 1);
    for (let i = 1; i <= 12; i++) {
      await block();
      if (i % 4 === 0) serving.server.closeAllConnections();
    }
    await until(() => seen.length === 12);
    expect(seen).toEqual(Array.from({ length: 12 }, (_, i) => BigInt(i + 1)));
    leaving.abort();
    await reading;
    await until(() => serving.feed.clients === 0);
  });

  test('end when they are told to, after a garbage collection too', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage: () => void = runInNewContext('gc');
    const leaving = new AbortController();
    const stream = events(serving.url, { from: 1, signal: leaving.signal });
    await block();
    await stream.next();
    const next = stream.next();
    for (let i = 0; i < 5; i++) {
      collectGarbage();
      await new Promise((passed) => setTimeout(passed, 10));
    }
    leaving.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    await until(() => serving.feed.clients === 0);
  });

  test('take a silent connection for dead', async () => {
    const leaving = new AbortController();
    const stream = events(serving.url, { from: 1, signal: leaving.signal, retryMs: 5, silenceMs: 10 });
    const next = stream.next();
    // Every heartbeat comes too late, and still the block arrives.
    await new Promise((passed) => setTimeout(passed, 100));
    await block();
    expect((await next).value).toMatchObject({ type: 'block', height: 1n });
    await stream.return(undefined);
  });

  test('end at once when nobody wants them any more', async () => {
    const stream = events(serving.url, { signal: AbortSignal.abort() });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test('refuse what is no node', async () => {
    await serving.close();
    expect(await refusal(() => events(serving.url).next())).toMatchObject({ code: 'NODE_UNREACHABLE' });
  });

  test.each([
    ['no event', 'data: {}\n\n', 'event'],
    ['no JSON', 'data: {\n\n', 'event'],
    ['a height left out', `data: ${JSON.stringify({ ...BLOCK(), height: '2' })}\n\n`, 'height'],
    ['a line without end', 'x'.repeat(70_000), undefined],
  ])('refuse %s', async (_name, text, field) => {
    const server = createServer((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(text);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const stream = events(`http://127.0.0.1:${port}`, { from: 1 });
    expect(await refusal(() => stream.next())).toEqual({ code: 'RESPONSE_INVALID', field });
    server.closeAllConnections();
    server.close();
  });
});

function BLOCK() {
  const hash = '0'.repeat(64);
  return { type: 'block', height: '1', time: '1', stateHash: hash, blockHash: hash, transactions: 0 };
}

/** A connection whose other end never reads: no write is ever done. */
class Unread extends Duplex {
  readonly remoteAddress = '127.0.0.1';
  constructor() {
    super({ highWaterMark: 1024 });
  }
  override _read(): void {}
  override _write(): void {}
}
