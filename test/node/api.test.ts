import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type RunningNode, startNode } from '@veilgrid/node';
import { createApp } from '@veilgrid/node/api/http/server';
import { handlersOf } from '@veilgrid/node/api/index';
import { PRODUCTION_WINDOWS } from '@veilgrid/protocol/core/windows';
import { MAX_TX_BYTES } from '@veilgrid/protocol/params';
import { pino } from 'pino';
import { consensusJson } from '../state/support/genesis.js';
import { bytesOf, GENESIS_TIME, genesis, genesisJson, idOf, mint, VALIDATOR_KEY } from './support/chain.js';
import { refusal, testLedger } from './support/ledger.js';
import { openDay } from './support/market.js';

const TOKEN = 'a test token';
let node: RunningNode;
const start = (change = {}) =>
  startNode({
    genesis: genesisJson(),
    validatorKey: VALIDATOR_KEY,
    adminToken: TOKEN,
    verifierThreads: 1,
    ...change,
  });

beforeAll(async () => {
  node = await start();
});
afterAll(() => node.close());

interface Answer {
  status: number;
  json: Record<string, unknown> & { error?: Record<string, unknown> };
}

async function call(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(node.url + path, init);
  return { status: response.status, json: (await response.json()) as Answer['json'] };
}

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  call(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
const submit = (hex: string, query = '') => post(`/v1/transactions${query}`, JSON.stringify({ tx: hex }));

describe('HTTP API', () => {
  test('tells who it is', async () => {
    const { status, json } = await call('/v1/status');
    expect(status).toBe(200);
    expect(json).toMatchObject({ chainId: String(genesis.chainId), profile: 'small', production: false });
    expect((await call('/v1/genesis')).json).toEqual(genesisJson());
  });

  test('takes a transaction, commits it, and shows it', async () => {
    const tx = mint(0n);
    const { status, json } = await submit(bytesToHex(bytesOf(tx)), '?wait=committed');
    expect(status).toBe(200);
    expect(json).toEqual({ id: idOf(tx), status: 'committed', height: expect.any(String) });
    expect((await call(`/v1/transactions/${idOf(tx)}`)).json).toEqual(json);
    expect((await call(`/v1/blocks?from=${json.height}`)).json.frames).toContain(bytesToHex(bytesOf(tx)));
    expect((await call('/v1/supply')).json).toMatchObject({ minted: '5', accounts: { supplier: '5' } });
    expect((await call('/v1/roles/issuer/sequence')).json).toEqual({ sequence: '1' });
    expect((await call(`/v1/transactions/${'0'.repeat(64)}`)).json.status).toBe('unknown');
    expect(await submit(bytesToHex(bytesOf(tx)))).toMatchObject({
      status: 409,
      json: { error: { code: 'TX_DUPLICATE', number: 1000 } },
    });
  });

  test('pages through a list', async () => {
    const points = openDay().filter(({ kind }) => kind === 'enrolPoint');
    for (const point of points.slice(0, 2)) await submit(bytesToHex(bytesOf(point)), '?wait=committed');
    const all = (await call('/v1/points')).json as unknown as { total: number; items: unknown[] };
    expect(all.total).toBe(2);
    expect((await call('/v1/points?from=1&limit=5')).json).toEqual({ total: 2, items: all.items.slice(1) });
    expect((await call('/v1/points?from=9')).json).toEqual({ total: 2, items: [] });
  });

  test('moves time for the administrator only', async () => {
    const body = JSON.stringify({ time: GENESIS_TIME + 100 });
    for (const authorization of ['', 'Bearer', 'Bearer x', `Bearer ${TOKEN}x`, TOKEN]) {
      const answer = await post('/v1/dev/time', body, authorization ? { authorization } : {});
      expect(answer).toMatchObject({ status: 401, json: { error: { code: 'UNAUTHORISED' } } });
    }
    const authorization = `Bearer ${TOKEN}`;
    const moved = await post('/v1/dev/time', body, { authorization });
    expect(moved).toMatchObject({ status: 200, json: { time: String(GENESIS_TIME + 100) } });
    const back = await post('/v1/dev/time', JSON.stringify({ time: GENESIS_TIME }), { authorization });
    expect(back).toMatchObject({
      status: 409,
      json: { error: { code: 'TIME_NOT_MONOTONIC', field: 'time' } },
    });
  });

  const tooLong = 'ab'.repeat(MAX_TX_BYTES + 64);
  const refused: [name: string, answer: () => Promise<Answer>, status: number, error: object][] = [
    ['an unknown route', () => call('/v1/nothing'), 404, { code: 'NOT_FOUND', field: 'path' }],
    [
      'another method',
      () => call('/v1/status', { method: 'POST' }),
      405,
      { code: 'BAD_REQUEST', field: 'method' },
    ],
    [
      'another content type',
      () => post('/v1/transactions', '{}', { 'content-type': 'text/plain' }),
      400,
      { code: 'BAD_REQUEST', field: 'content-type' },
    ],
    ['no JSON', () => post('/v1/transactions', '{"tx":'), 400, { code: 'BAD_REQUEST', field: 'body' }],
    [
      'a body that is no object',
      () => post('/v1/transactions', '[]'),
      400,
      { code: 'BAD_REQUEST', field: 'body' },
    ],
    ['a missing field', () => post('/v1/transactions', '{}'), 400, { code: 'BAD_REQUEST', field: 'body.tx' }],
    [
      'an unknown field',
      () => post('/v1/transactions', '{"tx":"","x":1}'),
      400,
      { code: 'BAD_REQUEST', field: 'body' },
    ],
    ['bad hex', () => submit('0g'), 400, { code: 'BAD_REQUEST', field: 'body.tx' }],
    ['half a byte', () => submit('abc'), 400, { code: 'BAD_REQUEST', field: 'body.tx' }],
    ['a body beyond the limit', () => submit(tooLong), 413, { code: 'TOO_LARGE', field: 'body' }],
    [
      'a compressed body',
      () => post('/v1/transactions', '{}', { 'content-encoding': 'gzip' }),
      400,
      { code: 'BAD_REQUEST', field: 'body' },
    ],
    ['a malformed transaction', () => submit('01'), 400, { code: 'MALFORMED' }],
    [
      'a wrong sequence number',
      () => submit(bytesToHex(bytesOf(mint(90n)))),
      409,
      { code: 'SEQUENCE_WRONG', number: 203, field: 'sequence' },
    ],
    ['an unknown query', () => call('/v1/notes?x=1'), 400, { code: 'BAD_REQUEST', field: 'query' }],
    [
      'a page too long',
      () => call('/v1/notes?limit=1001'),
      400,
      { code: 'BAD_REQUEST', field: 'query.limit' },
    ],
    [
      'a query given twice',
      () => call('/v1/notes?from=1&from=2'),
      400,
      { code: 'BAD_REQUEST', field: 'query.from' },
    ],
    [
      'a negative height',
      () => call('/v1/blocks?from=-1'),
      400,
      { code: 'BAD_REQUEST', field: 'query.from' },
    ],
    ['a height to come', () => call('/v1/blocks?from=999'), 404, { code: 'NOT_FOUND', field: 'from' }],
    ['a broken path', () => call('/v1/transactions/%ff'), 400, { code: 'BAD_REQUEST', field: 'path' }],
    ['a bad id', () => call('/v1/transactions/xyz'), 400, { code: 'BAD_REQUEST', field: 'params.id' }],
    [
      'a field element beyond the modulus',
      () => call(`/v1/nullifiers/${'9'.repeat(77)}`),
      400,
      { code: 'BAD_REQUEST', field: 'params.nf' },
    ],
    ['an unknown auction', () => call('/v1/auctions/5'), 404, { code: 'AUCTION_UNKNOWN' }],
    ['its orders', () => call('/v1/auctions/5/orders'), 404, { code: 'AUCTION_UNKNOWN' }],
    ['its settlements', () => call('/v1/auctions/5/settlements'), 404, { code: 'AUCTION_UNKNOWN' }],
    ['its aggregate', () => call('/v1/auctions/5/aggregate'), 404, { code: 'AUCTION_UNKNOWN' }],
    [
      'an unknown role',
      () => call('/v1/roles/nobody/sequence'),
      400,
      { code: 'BAD_REQUEST', field: 'params.role' },
    ],
  ];

  test.each(refused)('refuses %s', async (_name, answer, status, error) => {
    const { status: got, json } = await answer();
    expect(json.error).toMatchObject(error);
    expect(got).toBe(status);
  });

  test('outlives a body that breaks off', async () => {
    const socket = connect(Number(new URL(node.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.end(
      'POST /v1/transactions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"tx":"ab',
    );
    await once(socket.resume(), 'close');
    expect((await call('/v1/status')).status).toBe(200);
  });
});

describe('starting a node', () => {
  const onWallClock = consensusJson({ clock: 'block' });
  const production = {
    genesis: genesisJson({ production: true, consensus: onWallClock, windows: PRODUCTION_WINDOWS }),
  };
  test.each([
    ['a malformed genesis', { genesis: {} }, 'GENESIS_INVALID', 'name'],
    [
      'keys of other circuits',
      { genesis: genesisJson({ verificationKeys: '00'.repeat(32) }) },
      'GENESIS_INVALID',
      'verificationKeys',
    ],
    [
      "another validator's key",
      { validatorKey: new Uint8Array(32).fill(1) },
      'GENESIS_INVALID',
      'validatorKey',
    ],
    ['half a key', { validatorKey: new Uint8Array(16) }, 'GENESIS_INVALID', 'validatorKey'],
    ['development keys in production', production, 'DEVELOPMENT_KEYS', undefined],
  ])('refuses %s', async (_name, change, code, field) => {
    expect(await refusal(() => start(change))).toEqual({ code, field });
  });

  test('refuses a port in use, and leaves nothing behind', async () => {
    await expect(start({ port: Number(new URL(node.url).port) })).rejects.toThrow('EADDRINUSE');
  });

  test('a wall clock cannot be moved', async () => {
    const wall = await start({ genesis: genesisJson({ consensus: onWallClock }) });
    expect(await refusal(() => wall.ledger.moveTime(2n ** 33n))).toEqual({
      code: 'BAD_REQUEST',
      field: 'time',
    });
    await wall.close();
  });

  test.each([undefined, ''])('makes a token of its own when given %p', async (adminToken) => {
    const own = await start({ adminToken });
    expect(own.adminToken).toMatch(/^[0-9a-f]{64}$/);
    await own.close();
  });
});

test('limits the requests of an address that is not this machine', async () => {
  const handlers = handlersOf(testLedger());
  const app = createApp({ handlers, adminToken: TOKEN, rateLimit: 2, log: pino({ level: 'silent' }) });
  // Lets the test pretend to call from elsewhere.
  app.set('trust proxy', 1);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/status`;
  const from = async (address: string) =>
    (await fetch(url, { headers: { 'x-forwarded-for': address } })).status;
  const far = [await from('192.0.2.1'), await from('192.0.2.1'), await from('192.0.2.1')];
  expect([...far, await from('192.0.2.2'), await from('127.0.0.1')]).toEqual([200, 200, 429, 200, 200]);
  server.closeAllConnections();
  server.close();
});
