import { createApi, verifier } from '@veilgrid/client-sdk';
import { blocksOf as readBlocks } from '@veilgrid/client-sdk/client/blocks';
import type { SoloLedger } from '@veilgrid/node/consensus/solo/ledger';
import { sealBlock } from '@veilgrid/node/consensus/solo/sealBlock';
import { BlockHeader, blockHash } from '@veilgrid/protocol/core/block';
import type { Fact, FinalHeaders } from '@veilgrid/protocol/core/fact';
import { Finality } from '@veilgrid/protocol/core/finality';
import { parseGenesis } from '@veilgrid/protocol/core/genesis';
import type { Api } from '@veilgrid/protocol/routes';
import { decodeTx } from '@veilgrid/protocol/tx';
import { SIGNERS, secretOf } from '../state/support/genesis.js';
import {
  bytesOf,
  GENESIS_TIME,
  genesis,
  genesisJson,
  idOf,
  mint,
  mintNote,
  VALIDATOR_KEY,
} from './support/chain.js';
import { blocksOf, refusal, testLedger } from './support/ledger.js';
import { auctionId, openDay } from './support/market.js';
import { serve } from './support/serve.js';

const start = GENESIS_TIME;
const day = openDay();
let ledger: SoloLedger;
let api: Api;
let close: () => Promise<void>;

/** Block 1: a whole day's opening; then a block every minute; the last one holds one transaction. */
beforeAll(async () => {
  ledger = testLedger();
  const pending = await Promise.all(day.map((tx) => ledger.submit(bytesOf(tx))));
  await Promise.all(pending.map(({ committed }) => committed));
  for (const minute of [1n, 2n]) await ledger.moveTime(BigInt(start) + 60n * minute);
  await (await ledger.submit(bytesOf(mintNote(3n)))).committed;
  const served = await serve(ledger);
  api = createApi(served.url);
  close = served.close;
});
afterAll(() => close());

const factOf = (index: number) => api.fact({ params: { id: idOf(day[index]!) } });
const heightsOf = ({ headers }: FinalHeaders) =>
  headers.map((bytes) => Number(BlockHeader.deserialize(bytes).height));

describe('a fact', () => {
  test('of every transaction holds by genesis alone, and takes little', async () => {
    for (const [index, tx] of day.entries()) {
      const fact = await factOf(index);
      expect(fact.tx).toEqual(bytesOf(tx));
      expect(fact).toMatchObject({ index, size: day.length });
      expect(verifier.verifyFact(genesis, fact)).toMatchObject({ height: 1n, time: BigInt(start) });
      const parts = [...fact.path, ...fact.headers, fact.finality];
      expect(parts.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(568);
      expect([fact.headers[0]!.length, fact.finality.length]).toEqual([176, 72]);
    }
  });

  test('of what is alone in its block has no path', async () => {
    const fact = await api.fact({ params: { id: idOf(mintNote(3n)) } });
    expect([fact.index, fact.size, fact.path]).toEqual([0, 1, []]);
    expect(verifier.verifyFact(genesis, fact).height).toBe(4n);
  });

  test('of what is in no block does not exist', async () => {
    for (const id of ['0'.repeat(64), idOf(mint(99n))]) {
      expect(await refusal(() => api.fact({ params: { id } }))).toEqual({ code: 'NOT_FOUND', field: 'id' });
    }
  });

  const other = 7;
  test.each<[string, (fact: Fact, another: Fact, last: FinalHeaders) => Partial<Fact>, string]>([
    ['another transaction', (_, { tx }) => ({ tx }), 'path'],
    ['a transaction cut', ({ tx }) => ({ tx: tx.slice(0, -1) }), 'path'],
    ['the path of another place', (_, { path }) => ({ path }), 'path'],
    ['the place of another', (_, { index }) => ({ index }), 'path'],
    ['another size', ({ size }) => ({ size: 2 * size }), 'path'],
    ['a place beyond its size', ({ size }) => ({ index: size }), 'path'],
    ['a path too short', ({ path }) => ({ path: path.slice(1) }), 'path'],
    ['a path too long', ({ path }) => ({ path: [...path, path[0]!] }), 'path'],
    ['no header', () => ({ headers: [] }), 'headers'],
    ['the header of another block', (_, __, last) => last, 'path'],
    ['a header of 175 bytes', ({ headers }) => ({ headers: [headers[0]!.slice(1)] }), 'headers.0'],
    [
      'a header of 177 bytes',
      ({ headers }) => ({ headers: [Uint8Array.of(...headers[0]!, 0)] }),
      'headers.0',
    ],
    ['a header twice', ({ headers }) => ({ headers: [headers[0]!, headers[0]!] }), 'headers.1'],
    [
      'headers with one left out',
      ({ headers }, _, last) => ({ ...last, headers: [headers[0]!, ...last.headers] }),
      'headers.1',
    ],
    ['the finality of another block', (_, __, { finality }) => ({ finality }), 'finality'],
    ['no finality', () => ({ finality: new Uint8Array() }), 'finality'],
    ['another epoch', ({ finality }) => ({ finality: finality.with(0, 1) }), 'finality'],
    ['evidence of 63 bytes', ({ finality }) => ({ finality: finality.slice(0, -1) }), 'finality'],
    ['evidence of 65 bytes', ({ finality }) => ({ finality: Uint8Array.of(...finality, 0) }), 'finality'],
  ])('is refused with %s', async (_name, change, field) => {
    const [fact, another, last] = await Promise.all([factOf(3), factOf(other), api.headers({})]);
    const forged = { ...fact, ...change(fact, another, last) };
    expect(await refusal(() => verifier.verifyFact(genesis, forged))).toEqual({
      code: 'FACT_INVALID',
      field,
    });
  });

  test.each(['height', 'time', 'prevHash', 'txRoot', 'noteRoot', 'logRoot', 'stateHash'] as const)(
    'is refused under a header with another %s',
    async (field) => {
      const fact = await factOf(0);
      const header = BlockHeader.deserialize(fact.headers[0]!);
      const value = header[field];
      const changed = { ...header, [field]: typeof value === 'bigint' ? value + 1n : new Uint8Array(32) };
      const forged = { ...fact, headers: [BlockHeader.serialize(changed)] };
      // Of block 1 alone it is known what it points back to.
      const at = field === 'prevHash' ? 'headers.0' : 'finality';
      expect(await refusal(() => verifier.verifyFact(genesis, forged))).toEqual({
        code: 'FACT_INVALID',
        field: at,
      });
    },
  );

  test('is refused under another genesis, and signed by anybody else', async () => {
    const fact = await factOf(0);
    const otherChain = parseGenesis(genesisJson({ roleBond: '7' }));
    expect(await refusal(() => verifier.verifyFact(otherChain, fact))).toMatchObject({ field: 'headers.0' });
    const header = BlockHeader.deserialize(fact.headers[0]!);
    const { noteRoot, logRoot, stateHash, time } = header;
    const head = { height: 0n, time: 0n, stateHash, blockHash: genesis.hash };
    const next = { time, roots: { noteRoot, logRoot, stateHash }, transactions: day.map(bytesOf) };
    const own = sealBlock(head, next, secretOf(SIGNERS.dso));
    expect(own.head.blockHash).toEqual(blockHash(header));
    const finality = Finality.serialize(own.finality);
    expect(await refusal(() => verifier.verifyFact(genesis, { ...fact, finality }))).toMatchObject({
      field: 'finality',
    });
    const right = Finality.serialize(sealBlock(head, next, VALIDATOR_KEY).finality);
    expect(verifier.verifyFact(genesis, { ...fact, finality: right })).toEqual(header);
  });

  test('may lead over several headers to a later one that is final', async () => {
    const [fact, rest] = [await factOf(5), await api.headers({ query: { from: 1, limit: 10 } })];
    expect(heightsOf(rest)).toEqual([1, 2, 3, 4]);
    expect(verifier.verifyFact(genesis, { ...fact, ...rest }).height).toBe(1n);
  });
});

describe('headers', () => {
  test('from a height on, and the newest without being asked for any', async () => {
    expect(heightsOf(await api.headers({}))).toEqual([4]);
    expect(heightsOf(await api.headers({ query: { from: 2 } }))).toEqual([2]);
    expect(heightsOf(await api.headers({ query: { limit: 3 } }))).toEqual([1, 2, 3]);
    const all = await api.headers({ query: { from: 2, limit: 1000 } });
    expect(verifier.verifyHeaders(genesis, all).map(({ height }) => height)).toEqual([2n, 3n, 4n]);
    for (const from of [0, 5]) {
      expect(await refusal(() => api.headers({ query: { from } }))).toEqual({
        code: 'NOT_FOUND',
        field: 'from',
      });
    }
  });

  test.each([
    [0, 1],
    [59, 1],
    [60, 2],
    [119, 2],
  ])('around %d s after the beginning: the last one up to it and the next', async (seconds, height) => {
    const at = start + seconds;
    const answer = await api.headers({ query: { at } });
    const bytes = [...answer.headers, answer.finality].reduce((sum, { length }) => sum + length, 0);
    expect(bytes).toBe(424);
    expect(verifier.verifyHeadersAt(genesis, BigInt(at), answer).height).toBe(BigInt(height));
    for (const wrong of [BigInt(start) - 1n, BigInt(start) + 60n * BigInt(height)]) {
      expect(await refusal(() => verifier.verifyHeadersAt(genesis, wrong, answer))).toEqual({
        code: 'FACT_INVALID',
        field: 'headers',
      });
    }
  });

  test.each([-1, 120, 10_000])(
    'around %d s: nothing was yet, or nothing shows that it is over',
    async (seconds) => {
      expect(await refusal(() => api.headers({ query: { at: start + seconds } }))).toEqual({
        code: 'NOT_FOUND',
        field: 'at',
      });
    },
  );

  test('either around a time or from a height', async () => {
    expect(await refusal(() => api.headers({ query: { at: start, from: 1 } }))).toMatchObject({
      code: 'BAD_REQUEST',
    });
  });
});

describe('blocks', () => {
  test('come as frames, each with its finality, in as many answers as it takes', async () => {
    const read: unknown[] = [];
    for await (const block of readBlocks(api, 1, 4)) read.push(block);
    expect(read).toEqual(blocksOf(ledger));
    const { frames } = await api.blocks({ query: { from: 5 } });
    expect(frames).toHaveLength(0);
    expect(await refusal(() => api.blocks({ query: { from: 6 } }))).toEqual({
      code: 'NOT_FOUND',
      field: 'from',
    });
  });

  test('a node that stops before its head is refused', async () => {
    const silent: Api = { ...api, blocks: async () => ({ frames: new Uint8Array() }) };
    const read = async () => {
      for await (const _ of readBlocks(silent, 1, 4));
    };
    expect(await refusal(read)).toMatchObject({ code: 'RESPONSE_INVALID' });
  });
});

test("an auction's facts are those of its own transactions", async () => {
  const facts = await api.auctionFacts({ params: { auctionId } });
  expect(Object.keys(facts)).toEqual(['publishTariff', 'openAuction']);
  for (const [kind, fact] of Object.entries(facts) as [string, Fact][]) {
    verifier.verifyFact(genesis, fact);
    expect(decodeTx('small', fact.tx).kind).toBe(kind);
  }
  expect(await refusal(() => api.auctionFacts({ params: { auctionId: 5n } }))).toMatchObject({
    code: 'AUCTION_UNKNOWN',
  });
});

test('nothing stands in the log of a ledger without publications', async () => {
  const asked = [
    { name: 'aggregate', key: '00'.repeat(32) },
    { name: 'nothing', key: '00' },
  ];
  for (const params of asked) {
    expect(await refusal(() => api.logFact({ params }))).toEqual({ code: 'NOT_FOUND', field: 'key' });
  }
  expect(await refusal(() => api.logFact({ params: { name: 'a/b', key: '00' } }))).toMatchObject({
    code: 'BAD_REQUEST',
  });
});
