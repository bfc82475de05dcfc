import { runDay } from '@veilgrid/cli/demo/market/day';
import { type MarketTown, marketTown } from '@veilgrid/cli/demo/market/marketTown';
import type { DayOutcome } from '@veilgrid/cli/demo/market/outcome';
import { DEFAULT_DAY, SEED } from '@veilgrid/cli/demo/market/scenario';
import { Stages } from '@veilgrid/cli/demo/town/stages';
import { settleTown, townChain } from '@veilgrid/cli/demo/town/town';
import { interruptible } from '@veilgrid/cli/terminal/interrupt';
import { createApi, events } from '@veilgrid/client-sdk';
import type { OpenApi } from '@veilgrid/node/api/http/openapi';
import { parseGenesis } from '@veilgrid/protocol/core/genesis';
import { Fr } from '@veilgrid/protocol/core/ssz';
import type { LedgerEvent } from '@veilgrid/protocol/events';
import type { Api } from '@veilgrid/protocol/routes';
import { NodeFolder, NodeProcess } from '../node/support/nodeProcess.js';
import { Documented } from './support/documented.js';
import { keysOf, quantitiesOf, wordsOf } from './support/secrets.js';

const quiet = { stage() {}, step() {}, stop() {} };
/** One of them is listed, and hides nobody: ten are left. */
const HOUSES = 11;
const options = { profile: 'small', households: HOUSES, date: DEFAULT_DAY, seed: SEED } as const;

/** One whole day, every proof real, on a node in a process of its own that logs all it can. */
describe('a node that serves a market day', () => {
  const chain = townChain(marketTown(options));
  const folder = new NodeFolder(chain);
  const seen: LedgerEvent[] = [];
  const leaving = new AbortController();
  let node: NodeProcess;
  let url: string;
  let api: Api;
  let town: MarketTown;
  let outcome: DayOutcome;
  let watching: Promise<void>;

  beforeAll(async () => {
    node = new NodeProcess(folder.path, '--log', 'trace');
    url = await node.url();
    api = createApi(url);
    watching = watch(events(url, { signal: leaving.signal }));
    const access = { url, adminToken: node.adminToken, genesis: parseGenesis(chain.genesis) };
    await interruptible(async (closers, signal) => {
      town = await settleTown(access, chain, marketTown(options), closers);
      outcome = await runDay(town, new Stages(quiet, signal));
    });
  }, 600_000);
  afterAll(() => {
    leaving.abort();
    node.child.kill('SIGKILL');
    folder.remove();
  });

  async function watch(stream: AsyncIterable<LedgerEvent>) {
    for await (const event of stream) seen.push(event);
  }

  async function caughtUp(): Promise<bigint> {
    const { height } = await api.status({});
    while ((seen.at(-1)?.height ?? 0n) < height) await new Promise((next) => setTimeout(next, 20));
    return height;
  }

  test('told of every block and every phase, in order, as they happened', async () => {
    const height = await caughtUp();
    const blocks = seen.filter((event) => event.type === 'block');
    expect(blocks.map((block) => block.height)).toEqual(
      Array.from({ length: Number(height) }, (_, i) => BigInt(i + 1)),
    );
    expect(blocks.at(-1)!.stateHash).toBe((await api.status({})).stateHash);
    const phases = seen.filter((event) => event.type === 'auction');
    expect(phases.map(({ phase }) => phase)).toEqual([
      'opened',
      'gate',
      'released',
      'closed',
      'settling',
      'settled',
      'published',
    ]);
    expect(new Set(phases.map(({ auctionId }) => auctionId))).toEqual(new Set([outcome.auction.auctionId]));
    const timeOf = (name: string) => phases.find(({ phase }) => phase === name)!.time;
    const { gate, settleFrom, settleEnd } = outcome.auction;
    expect([timeOf('gate'), timeOf('settling'), timeOf('settled')]).toEqual([gate, settleFrom, settleEnd]);
  });

  test('tells the same again from any height', async () => {
    const height = Number(await caughtUp());
    for (const from of [1, Math.floor(height / 2), height]) {
      const again: LedgerEvent[] = [];
      for await (const event of events(url, { from })) {
        again.push(event);
        if (event.type === 'block' && event.height === BigInt(height)) break;
      }
      expect(again).toEqual(seen.filter((event) => event.height >= BigInt(from)));
    }
  });

  test('answers every route as its OpenAPI document says', async () => {
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApi;
    const documented = new Documented(document);
    const { auctionId, tariffId, day } = outcome.auction;
    const json = { 'content-type': 'application/json' };
    const time = Number((await api.status({})).time);
    const calls: [operation: string, path: string, init?: RequestInit][] = [
      ['status', '/v1/status'],
      ['genesis', '/v1/genesis'],
      ['transaction', `/v1/transactions/${'0'.repeat(64)}`],
      ['transaction', '/v1/transactions/0'],
      ['submit', '/v1/transactions', { method: 'POST', headers: json, body: '{"tx":"ff00"}' }],
      ['fact', `/v1/transactions/${'0'.repeat(64)}/fact`],
      ['headers', '/v1/headers'],
      ['headers', '/v1/headers?from=1&limit=10'],
      ['headers', '/v1/headers?at=1'],
      ['blocks', '/v1/blocks?limit=5'],
      ['blocks', '/v1/blocks?from=999999'],
      ['logFact', `/v1/log/aggregate/${Buffer.from(Fr.serialize(auctionId)).toString('hex')}`],
      ['notes', '/v1/notes'],
      ['nullifier', '/v1/nullifiers/1'],
      ['asset', '/v1/assets/1'],
      ['points', '/v1/points'],
      ['pointChanges', '/v1/points/changes'],
      ['pointFacts', '/v1/points/facts'],
      ['pointDays', '/v1/points/days'],
      ['networkAssets', '/v1/measures/assets'],
      ['measured', '/v1/measures/1/1'],
      ['parties', '/v1/parties'],
      ['party', '/v1/parties/32'],
      ['partyFacts', '/v1/parties/32/facts'],
      ['tariff', `/v1/tariffs/${tariffId}/${day}`],
      ['auctions', '/v1/auctions'],
      ['auction', `/v1/auctions/${auctionId}`],
      ['auctionFacts', `/v1/auctions/${auctionId}/facts`],
      ['orders', `/v1/auctions/${auctionId}/orders`],
      ['orderCommitments', `/v1/auctions/${auctionId}/order-commitments`],
      ['clearing', `/v1/auctions/${auctionId}/clearing`],
      ['settlements', `/v1/auctions/${auctionId}/settlements`],
      ['lateBills', `/v1/auctions/${auctionId}/late-bills`],
      ['statusList', `/v1/auctions/${auctionId}/status-list`],
      ['statusMemos', `/v1/auctions/${auctionId}/status-memos`],
      ['statusFacts', `/v1/auctions/${auctionId}/status-facts`],
      ['aggregate', `/v1/auctions/${auctionId}/aggregate`],
      ['frozenReadings', '/v1/readings/frozen'],
      ['readings', `/v1/readings/${auctionId}`],
      ['readings', '/v1/readings/1'],
      ['areas', '/v1/areas'],
      ['daysOff', '/v1/calendar'],
      ['flexChanges', '/v1/flex/changes'],
      ['needs', '/v1/needs'],
      // No need was opened: what one answers is in test/sdk/flexibility/needs.slow.test.ts.
      ['need', '/v1/needs/1'],
      ['needFacts', '/v1/needs/1/facts'],
      ['offers', '/v1/needs/1/offers'],
      ['offerCommitments', '/v1/needs/1/offer-commitments'],
      ['payments', '/v1/needs/1/settlements'],
      ['needSums', '/v1/needs/1/sums'],
      ['readingChunks', '/v1/readings/1/1/chunks'],
      ['purposes', '/v1/purposes'],
      ['consents', '/v1/consents'],
      // Nobody asked for data: what an answer has is in test/node/disclosure.test.ts.
      ['purpose', '/v1/purposes/0'],
      ['purposeFacts', '/v1/purposes/0/facts'],
      ['consent', `/v1/consents/${'0'.repeat(64)}`],
      ['recipientKey', '/v1/recipients/0'],
      ['receipts', '/v1/receipts/0'],
      ['receiptFacts', '/v1/receipts/0/facts'],
      ['supply', '/v1/supply'],
      ['sequence', '/v1/roles/dso/sequence'],
      ['moveTime', '/v1/dev/time', { method: 'POST', headers: json, body: JSON.stringify({ time }) }],
      [
        'moveTime',
        '/v1/dev/time',
        {
          method: 'POST',
          headers: { ...json, authorization: `Bearer ${node.adminToken}` },
          body: JSON.stringify({ time }),
        },
      ],
      ['events', '/v1/events?from=x'],
      ['health', '/health'],
      ['ready', '/ready'],
      ['metrics', '/metrics'],
      ['openapi', '/openapi.json'],
      ['docs', '/docs'],
    ];
    const statuses: number[] = [];
    for (const [operation, path, init] of calls) {
      const response = await fetch(url + path, init);
      statuses.push(response.status);
      expect([operation, await documented.errorsOf(operation, response)]).toEqual([operation, []]);
    }
    expect([...documented.missing]).toEqual([]);
    expect(statuses.filter((status) => status !== 200)).toEqual([
      ...[400, 400],
      ...Array(19).fill(404),
      ...[401, 400],
    ]);
  });

  test('counts its transactions, proofs and requests', async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    const value = (metric: string) =>
      Number(
        text
          .split('\n')
          .find((l) => l.startsWith(`${metric} `))
          ?.split(' ')[1],
      );
    const committed = (kind: string) =>
      value(`veilgrid_transactions_total{kind="${kind}",result="committed"}`);
    expect(['order', 'settle', 'close', 'publish'].map(committed)).toEqual([HOUSES, HOUSES, 1, 1]);
    expect(value('veilgrid_transactions_total{kind="unknown",result="refused"}')).toBe(1);
    const proofs = (circuit: string) =>
      value(`veilgrid_proof_verification_seconds_count{circuit="${circuit}"}`);
    const made = Object.entries(outcome.proofs).filter(([, count]) => count > 0);
    expect(made.map(([circuit]) => [circuit, proofs(circuit)])).toEqual(made);
    expect(made).toHaveLength(7);
    expect(value('veilgrid_block_height')).toBe(Number((await api.status({})).height));
    expect(value('veilgrid_event_clients')).toBe(1);
    expect(
      value('veilgrid_http_request_seconds_count{route="auction",method="GET",status="200"}'),
    ).toBeGreaterThan(10);
    // Paths hold ids and nullifiers; labels never do.
    expect(text).not.toContain('/v1/');
    expect(text).not.toContain(String(outcome.auction.auctionId));
  });

  test('ends when it is asked to, and has said nothing that is private', async () => {
    await caughtUp();
    node.child.kill('SIGTERM');
    expect(await node.ended).toBe(0);
    leaving.abort();
    await watching;

    const lines = node.output.split('\n').filter((line) => line.startsWith('{'));
    const messages = new Set(lines.map((line) => (JSON.parse(line) as { msg: string }).msg));
    expect([...messages].sort()).toEqual([
      'block',
      'closed',
      'listening',
      'request',
      'transaction accepted',
      'transaction committed',
      'transaction refused',
    ]);
    const keys = keysOf(town, chain);
    expect(keys.filter((key) => lines.some((line) => line.includes(key)))).toEqual([]);
    const quantities = quantitiesOf(town);
    const words = new Set(lines.flatMap(wordsOf));
    expect([...words].filter((word) => quantities.has(word))).toEqual([]);
    // What looks for secrets finds what is there.
    expect(words).toContain(String(town.access.genesis.chainId));
    expect(quantities.size).toBeGreaterThan(100);
  });
});
