/** Whoever follows a chain believes no node: what one may show instead of its blocks, and what comes of it. */
import { Block } from '@veilgrid/protocol/core/block';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import type { Bodies } from '@veilgrid/protocol/kinds';
import type { Api } from '@veilgrid/protocol/routes';
import { encodeTx, type Tx } from '@veilgrid/protocol/tx';
import {
  Follower,
  type FollowerStore,
  memoryFollowerStore,
  ORDER_WATCH,
  settlementWatch,
} from '@veilgrid/services';
import type { Moment } from '@veilgrid/services/core/follower/watch';
import { genesis, signedTx } from '../node/support/chain.js';
import { hasher, refusal } from '../node/support/ledger.js';
import { auctionId, GATE, openDay, order, SLOT } from '../node/support/market.js';
import { REGULATOR_SECRET } from '../state/support/slot.js';
import { openBody } from '../state/support/terms.js';
import { blocksFrom, forkOf, showing } from './support/fork.js';
import { coded, dayWith, foldOf, ORDERS, type OrderDay, orders, seen, watching } from './support/orderDay.js';

let honest: OrderDay;
let blocks: LedgerBlock[];

beforeAll(async () => {
  honest = await dayWith(orders);
  blocks = await blocksFrom(honest.api);
});
afterAll(() => honest.close());

describe('an honest node', () => {
  test('is followed to its newest block, to the number and fold of the orders', async () => {
    const { head, book } = await watching(honest.api).catchUp();
    expect(head.height).toBe(honest.ledger.head.height);
    expect(book.auctions[String(auctionId)]).toMatchObject({
      count: ORDERS,
      fold: foldOf(orders),
      gate: GATE,
    });
  });

  test('is asked for what is new alone, over a restart too', async () => {
    const store = memoryFollowerStore();
    await watching(showing(honest.api, blocks.slice(0, -3)), store).catchUp();
    const asked: number[] = [];
    const api: Api = {
      ...honest.api,
      blocks: (args) => {
        asked.push(args.query!.from!);
        return honest.api.blocks(args);
      },
    };
    expect(await seen(watching(api, store))).toMatchObject({ count: ORDERS, fold: foldOf(orders) });
    expect(asked).toEqual([blocks.length - 2]);
  });

  test.each<[string, (text: string) => string]>([
    ['cut', (text) => text.slice(0, -1)],
    ['of another chain', (text) => text.replace(/"genesis":"..../, '"genesis":"0000')],
    ['of another version', (text) => text.replace('"count"', '"number"')],
  ])('is followed from genesis again where what was kept is %s', async (_name, damage) => {
    const kept = memoryFollowerStore();
    await watching(honest.api, kept).catchUp();
    const text = damage((await kept.load())!);
    const store: FollowerStore = { ...kept, load: async () => text };
    expect(await seen(watching(honest.api, store))).toMatchObject({ count: ORDERS, fold: foldOf(orders) });
  });

  test('shows openings to whoever watches settlements, and orders to nobody else', async () => {
    const follower = new Follower(
      { genesis, hasher, api: honest.api, store: memoryFollowerStore() },
      settlementWatch({ genesis, hasher, verifyMany: (claims) => claims.map(() => undefined) }),
    );
    const { book } = await follower.catchUp();
    const set = book.groups[String(auctionId)];
    expect(set).toMatchObject({ foldA: auctionId, foldB: auctionId, tagsA: [], statuses: [] });
  });
});

test('an opening far ahead, as a development chain may have it, ends no book of today', () => {
  const book = ORDER_WATCH.open();
  const at = { hasher, chainId: genesis.chainId, time: GATE - 1n } as Moment;
  const body = { ...openBody(SLOT), sequence: 0n };
  const { openAuction, order: observe } = ORDER_WATCH.observers;
  openAuction(book, body, at);
  openAuction(book, { ...body, day: body.day + 100 }, at);
  observe(book, orders[0]!.body as Bodies['order'], at);
  expect(book.auctions[String(auctionId)]).toMatchObject({ count: 1 });
  const later = { ...at, time: at.time + 62n * 86_400n };
  openAuction(book, { ...body, day: body.day + 101 }, later);
  expect(book.auctions[String(auctionId)]).toBeUndefined();
});

describe('a lying node', () => {
  const last = () => blocks.length - 1;
  const changed = (at: number, change: (sealed: LedgerBlock) => LedgerBlock) =>
    blocks.map((sealed, i) => (i === at ? change(sealed) : sealed));
  const flipped = (bytes: Uint8Array, at: number) => bytes.with(at, bytes[at]! ^ 1);

  test.each<[string, () => LedgerBlock[], string, string | undefined]>([
    [
      "a bit of an order's proof",
      () => changed(last(), (b) => ({ ...b, block: flipped(b.block, b.block.length - 9) })),
      'BLOCK_INVALID',
      'header.txRoot',
    ],
    [
      'a block without its order',
      () =>
        changed(last(), ({ block, finality }) => {
          const { header } = Block.deserialize(block);
          return { block: Block.serialize({ header, transactions: [] }), finality };
        }),
      'BLOCK_INVALID',
      'header.txRoot',
    ],
    ['a block left out', () => blocks.toSpliced(3, 1), 'BLOCK_INVALID', 'header.height'],
    ['a block that nobody signed', () => changed(2, ({ block }) => ({ block })), 'BLOCK_INVALID', 'finality'],
    [
      'the finality of another block',
      () => changed(2, ({ block }) => ({ block, finality: blocks[3]!.finality })),
      'BLOCK_INVALID',
      'finality',
    ],
    [
      'a signature of nobody',
      () =>
        changed(2, ({ block, finality }) => ({
          block,
          finality: { ...finality!, evidence: flipped(finality!.evidence, 5) },
        })),
      'BLOCK_INVALID',
      'finality',
    ],
    ['fewer blocks than its newest header', () => blocks.slice(0, -2), 'RESPONSE_INVALID', undefined],
    ['no blocks', () => [], 'RESPONSE_INVALID', undefined],
  ])('%s is refused, and a true node followed afterwards', async (_name, shown, code, field) => {
    const store = memoryFollowerStore();
    const before = await seen(watching(showing(honest.api, blocks.slice(0, 2)), store));
    expect(before?.count ?? 0).toBeLessThan(ORDERS);
    const lying = watching(showing(honest.api, shown(), blocks.at(-1)), store);
    expect(await refusal(() => lying.catchUp())).toEqual(coded(code, field));
    expect(await seen(watching(honest.api, store))).toMatchObject({ count: ORDERS, fold: foldOf(orders) });
  });

  test('a newest header that nobody signed is refused before any block', async () => {
    const finality = { epoch: 0, evidence: new Uint8Array(64) };
    const api = showing(honest.api, blocks, { block: blocks.at(-1)!.block, finality });
    expect(await refusal(() => watching(api).catchUp())).toEqual(coded('FACT_INVALID', 'finality'));
  });

  test('that shows a fork is refused, whether it is as long or goes on', async () => {
    const twin = forkOf(genesis, blocks.slice(0, -1), [{ time: GATE - 1n, transactions: [] }]);
    const asLong = watching(showing(honest.api, twin), memoryCopy(await saved(honest.api)));
    expect(await refusal(() => asLong.catchUp())).toEqual(coded('BLOCK_INVALID', 'header'));
    const next = forkOf(genesis, twin, [{ time: GATE, transactions: [] }]);
    const behind = watching(showing(honest.api, next), memoryCopy(await saved(honest.api)));
    expect(await refusal(() => behind.catchUp())).toEqual(coded('BLOCK_INVALID', 'header.prevHash'));
  });
});

/** What a follower of this node keeps. */
async function saved(api: Api): Promise<string> {
  const store = memoryFollowerStore();
  await watching(api, store).catchUp();
  return (await store.load())!;
}

function memoryCopy(text: string): FollowerStore {
  return { load: async () => text, save: async () => {} };
}

describe('a validator', () => {
  const opening = openDay().at(-1)!;
  const encoded = (tx: Tx) => encodeTx(genesis.profile, tx);
  const following = (...transactions: Uint8Array[]) =>
    watching(showing(honest.api, forkOf(genesis, blocks, [{ time: GATE, transactions }])));

  test('moves no gate by an opening that its signers never saw', async () => {
    const body = { ...opening.body, gate: GATE - 3_000n, day: 99_999 };
    const forged = { ...opening, body } as Tx;
    const block = { time: GATE - 3_000n, transactions: [encoded(forged)] };
    const api = showing(honest.api, forkOf(genesis, [], [block]));
    expect(await refusal(() => watching(api).catchUp())).toEqual(coded('SIGNATURE_INVALID', 'signatures.0'));
  });

  test('adds no order after the gate, opens nothing twice, and releases no other book', async () => {
    const release = (change: object) => {
      const book = { count: ORDERS, fold: foldOf(orders), ...change };
      return encoded(
        signedTx('releaseShare', { sequence: 0n, auctionId, scalar: REGULATOR_SECRET, ...book }),
      );
    };
    const impossible = coded('BLOCK_INVALID', 'transactions');
    for (const tx of [
      encoded(order(98_000n)),
      encoded(opening),
      release({ count: 9 }),
      release({ fold: 5n }),
    ]) {
      expect(await refusal(() => following(tx).catchUp())).toEqual(impossible);
    }
    const twice = following(release({}), release({}));
    expect(await refusal(() => twice.catchUp())).toEqual(impossible);
    expect((await seen(following(release({}))))!.release).toMatchObject({ count: ORDERS });
    expect(await refusal(() => following(Uint8Array.of(250)).catchUp())).toEqual(impossible);
  });
});
