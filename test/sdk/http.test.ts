import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApi } from '@veilgrid/client-sdk';
import { allItems, submitBytes } from '@veilgrid/client-sdk/client/submit';

type Answer = (req: IncomingMessage, res: ServerResponse) => void;
const code = (expected: string, data: object = {}) =>
  expect.objectContaining({ code: expected, data: expect.objectContaining(data) });

describe('HTTP client', () => {
  let server: Server;
  let url: string;
  let answer: Answer;
  let requests: IncomingMessage[];

  beforeAll(async () => {
    server = createServer((req, res) => {
      requests.push(req);
      req.resume();
      answer(req, res);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    requests = [];
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  const json =
    (value: unknown, status = 200): Answer =>
    (_, res) => {
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
  const drop: Answer = (req) => req.socket.destroy();

  test('fills paths and queries, and reads big integers back', async () => {
    answer = json({ total: 1, items: [{ cm: '5', asset: '1', origin: 'mint', memo: '00ff' }] });
    const page = await createApi(url).notes({ query: { from: 3, limit: 10 } });
    expect(page.items[0]).toEqual({ cm: 5n, asset: 1n, origin: 'mint', memo: Uint8Array.of(0, 255) });
    expect(requests[0]!.url).toBe('/v1/notes?from=3&limit=10');
    answer = json({ spent: true });
    await createApi(url).nullifier({ params: { nf: 77n } });
    expect(requests[1]!.url).toBe('/v1/nullifiers/77');
    expect(requests[1]!.headers.authorization).toBeUndefined();
  });

  test('sends the token to administration routes only', async () => {
    answer = json({ height: '2', time: '9' });
    const api = createApi(url, { adminToken: 'secret' });
    expect(await api.moveTime({ body: { time: 9 } })).toEqual({ height: 2n, time: 9n });
    expect(requests[0]!.headers.authorization).toBe('Bearer secret');
    answer = json({ sequence: '4' });
    await api.sequence({ params: { role: 'dso' } });
    expect(requests[1]!.headers.authorization).toBeUndefined();
  });

  test("the node's refusals keep their code and data", async () => {
    answer = json({ error: { code: 'GATE_CLOSED', number: 600, field: 'auctionId', at: 5 } }, 409);
    const submit = createApi(url).submit({ body: { tx: Uint8Array.of(1) } });
    await expect(submit).rejects.toEqual(code('GATE_CLOSED', { field: 'auctionId', at: 5 }));
    answer = json({ error: { code: 'OF_A_LATER_VERSION', number: 9999 } }, 400);
    await expect(createApi(url).status({})).rejects.toEqual(
      code('INTERNAL', { remote: 'OF_A_LATER_VERSION' }),
    );
  });

  test('a refusal inside the block is an error, too', async () => {
    const error = { code: 'GATE_CLOSED', number: 600 };
    answer = json({ id: '00'.repeat(32), status: 'rejected', error });
    await expect(submitBytes(createApi(url), Uint8Array.of(1))).rejects.toEqual(code('GATE_CLOSED'));
  });

  test('reading is tried again, acting is not', async () => {
    let drops = 2;
    answer = (req, res) => (drops-- > 0 ? drop(req, res) : json({ sequence: '4' })(req, res));
    expect(await createApi(url).sequence({ params: { role: 'dso' } })).toEqual({ sequence: 4n });
    expect(requests).toHaveLength(3);
    requests = [];
    answer = drop;
    const submit = createApi(url).submit({ body: { tx: Uint8Array.of(1) } });
    await expect(submit).rejects.toEqual(code('NODE_UNREACHABLE'));
    expect(requests).toHaveLength(1);
  });

  test.each<[string, Answer]>([
    ['not JSON', (_, res) => res.end('<html>')],
    ['wrong type', json({ sequence: 4 })],
    ['missing field', json({})],
    ['refusal without a body', json({}, 500)],
    ['too long', (_, res) => res.end('x'.repeat(2000))],
  ])('a malformed answer is a coded error: %s', async (_, bad) => {
    answer = bad;
    const call = createApi(url, { maxResponseBytes: 1000 }).sequence({ params: { role: 'dso' } });
    await expect(call).rejects.toEqual(code('RESPONSE_INVALID'));
  });

  test('gives up on a silent node', async () => {
    answer = () => {};
    const submit = createApi(url, { timeoutMs: 50 }).submit({ body: { tx: Uint8Array.of(1) } });
    await expect(submit).rejects.toEqual(code('NODE_UNREACHABLE', { reason: 'TimeoutError' }));
  });

  test('follows pages to the end, and a list that grows meanwhile', async () => {
    const pages = [
      { total: 3, items: [0, 1] },
      { total: 4, items: [2, 3] },
    ];
    const asked: number[] = [];
    const list = async ({ from }: { from: number }) => {
      asked.push(from);
      return pages.shift()!;
    };
    expect(await allItems(list)).toEqual([0, 1, 2, 3]);
    expect(asked).toEqual([0, 2]);
    // A node that promises more than it gives does not hold its client for ever.
    expect(await allItems(async () => ({ total: 9, items: [] }))).toEqual([]);
  });
});
