/** What a wallet makes of readings' trees: its own leaf and path, and lists that are not the chain's. */
import {
  chunkRoots,
  type ExportChoice,
  exportReadings,
  fetchFrozenRoots,
  fetchReadingTree,
  memoryTxStore,
  Wallet,
} from '@veilgrid/client-sdk';
import { PointHistory } from '@veilgrid/client-sdk/core/points/dayPoints';
import { parseReadings } from '@veilgrid/client-sdk/core/readings/index';
import { exportDay } from '@veilgrid/client-sdk/disclosure/exportDays';
import { Tree8, verifyPath } from '@veilgrid/protocol/core/crypto/tree';
import { readingCommitment } from '@veilgrid/protocol/core/readings';
import type { Api, RouteResponse } from '@veilgrid/protocol/routes';
import { feedErrors, resourcesOf } from '../sdk/disclosure/support/espiSchema.js';
import { PARAMS } from '../state/support/genesis.js';
import { slotOf } from '../state/support/slot.js';
import { startTestChain, type TestChain } from './support/chain.js';
import { type ClearedMarket, clearedMarket, DAYS, HOMES } from './support/clearedMarket.js';
import { lyingNode, refusal } from './support/lies.js';
import { moveTo, TERMS } from './support/market.js';

type Settlement = RouteResponse<'settlements'>['items'][number];

/** The last household settles late. */
const IN_TIME = HOMES - 1;

let market: ClearedMarket;
let chain: TestChain;
let auctionId: bigint;
beforeAll(async () => {
  chain = await startTestChain();
  market = await clearedMarket(chain);
  ({ auctionId } = market);
  for (const [i, home] of market.homes.entries()) {
    if (i === IN_TIME) await moveTo(chain, TERMS.settleEnd);
    await home.wallet.market.settle(auctionId, market.dayOf(i, i % 2));
  }
}, 120_000);
afterAll(() => chain.close());

const walletOf = (i: number, api: Api = chain.api) =>
  new Wallet({ ...market.homes[i]!.ctx, api }, memoryTxStore());
const leavesOf = async () => {
  const { items } = await chain.api.settlements({ params: { auctionId } });
  return items.map((settlement) => settlement.readingCommitment);
};

test('the node says how many froze, and under which root', async () => {
  const leaves = await leavesOf();
  expect(leaves).toHaveLength(IN_TIME);
  const { root } = new Tree8(chain.hasher, PARAMS.orderDepth, leaves);
  const params = { id: auctionId };
  expect(await chain.api.readings({ params })).toEqual({
    freezes: TERMS.settleEnd,
    count: IN_TIME,
    root,
    frozen: 0,
  });
  expect(await chain.api.frozenReadings({})).toEqual({ total: 1, items: [{ id: auctionId, root }] });
  const growing = await chain.api.readings({ params: { id: market.nextId } });
  expect(growing).toMatchObject({ count: 0, freezes: slotOf(1).times.settleEnd });
  expect(growing.frozen).toBeUndefined();
  const unknown = chain.api.readings({ params: { id: 1n } });
  expect(await refusal(unknown)).toMatchObject({ code: 'NOT_FOUND', field: 'id' });
});

test('every wallet finds its day by seed and public lists alone, and its path opens', async () => {
  const leaves = await leavesOf();
  for (let i = 0; i < IN_TIME; i++) {
    const own = await walletOf(i).market.reading(auctionId);
    expect([own.index, own.status, own.readings]).toEqual([i, 0, DAYS[i % 2]]);
    const leaf = readingCommitment(chain.hasher, own.opening);
    expect(leaf).toBe(leaves[i]);
    expect(verifyPath(chain.hasher, own.root, leaf, own.path)).toBe(true);
  }
});

test('a day that was billed late has no leaf', async () => {
  const late = walletOf(IN_TIME).market.reading(auctionId);
  expect(await refusal(late)).toEqual({ code: 'NOT_FOUND', field: 'nf' });
});

test('before its time nothing is shown', async () => {
  const early = fetchReadingTree(chain, market.nextId, []);
  expect(await refusal(early)).toMatchObject({ code: 'NOT_FOUND' });
});

describe('a list that is not the frozen one', () => {
  const listing = (change: (all: Settlement[]) => Settlement[]): Partial<Api> => ({
    settlements: async (args) => {
      const { items } = await chain.api.settlements(args);
      const told = change(items);
      return { total: told.length, items: told };
    },
  });
  const reading = (i: number, lies: Partial<Api>) =>
    refusal(walletOf(i, lyingNode(chain, lies).api).market.reading(auctionId));

  test.each<[string, (all: Settlement[]) => Settlement[], string]>([
    ['one missing', (all) => all.slice(1), 'count'],
    ['one more', (all) => [...all, { ...all[0]!, readingCommitment: 0n }], 'count'],
    ['none', () => [], 'count'],
    ['two that changed places', ([a, b, ...rest]) => [b!, a!, ...rest], 'root'],
    ['one replaced', ([a, ...rest]) => [{ ...a!, readingCommitment: 5n }, ...rest], 'root'],
  ])('%s', async (_name, change, field) => {
    const refused = await reading(0, listing(change));
    expect(refused).toEqual({ code: 'FACT_INVALID', fact: 'readings', field });
    // The same to everybody, whose ever leaf it was.
    expect(await reading(3, listing(change))).toEqual(refused);
  });

  test('another status beside the own leaf', async () => {
    const lies = listing((all) => all.map((settlement) => ({ ...settlement, status: 1 })));
    expect(await reading(0, lies)).toMatchObject({ code: 'FACT_INVALID', field: 'readingCommitment' });
  });
});

describe('an export', () => {
  const { day } = TERMS;
  const exported = (i: number, choice: Partial<ExportChoice> = {}, api: Api = chain.api) =>
    exportReadings({ ...market.homes[i]!.ctx, api }, { format: 'espi', from: day, to: day + 2, ...choice });
  const LATER = [
    { day: day + 1, reason: 'notFinal' },
    { day: day + 2, reason: 'noAuction' },
  ];

  test('has the days that are settled and final, and names the others', async () => {
    const own = await exported(1);
    const frozenAt = TERMS.settleEnd;
    expect(own.days).toEqual([{ day, status: 0, readings: DAYS[1], frozenAt }]);
    expect([own.position, own.gaps]).toEqual([1, LATER]);
    expect([await feedErrors(own.text), resourcesOf(own.text).length]).toEqual([[], 6 + 2]);
    const values = [...own.text.matchAll(/<value>([0-9]+)<\/value>/g)].map(([, value]) => Number(value));
    expect(values).toEqual([...DAYS[1]!.map((r) => r.imported), ...DAYS[1]!.map((r) => r.exported)]);
  });

  test("is read back by the ledger's own reader", async () => {
    const { text } = await exported(1, { format: 'csv' });
    const { days } = parseReadings('export.csv', new TextEncoder().encode(text), PARAMS);
    expect(days).toEqual(new Map([[day, new Map([['position 1', DAYS[1]]])]]));
  });

  test('has a day that was billed late, which no tree has', async () => {
    const own = await exported(IN_TIME);
    expect(own.days.map(({ status, readings }) => [status, readings])).toEqual([[0, DAYS[IN_TIME % 2]]]);
    expect(own.gaps).toEqual(LATER);
  });

  test('is of one own point', async () => {
    expect((await exported(1, { position: 1 })).days).toHaveLength(1);
    const other = { code: 'POSITION_EMPTY', field: 'position' };
    expect(await refusal(exported(1, { position: 2 }))).toMatchObject(other);
    const { ctx } = market.homes[1]!;
    const history = await PointHistory.fetch(ctx);
    expect(await exportDay(ctx, history, 2, day)).toEqual({ day, reason: 'noPoint' });
  });

  test.each<[string, Partial<ExportChoice>]>([
    ['falls', { to: TERMS.day - 1 }],
    ['is too long', { to: TERMS.day + 4_096 }],
    ['begins before 1970', { from: -1 }],
    ['has no whole days', { from: TERMS.day + 0.5 }],
    ['ends after the year 9999', { from: 2_932_896, to: 2_932_897 }],
  ])('is of no range that %s', async (_name, choice) => {
    expect(await refusal(exported(1, choice))).toMatchObject({ code: 'VALUE_OUT_OF_RANGE', field: 'to' });
  });

  describe('of a node that lies', () => {
    const settlements = (change: (all: Settlement[]) => Settlement[]): Api =>
      lyingNode(chain, {
        settlements: async (args) => {
          const { total, items } = await chain.api.settlements(args);
          return { total, items: change(items) };
        },
      }).api;
    const lateBills = (change: object): Api =>
      lyingNode(chain, {
        lateBills: async (args) => {
          const { total, items } = await chain.api.lateBills(args);
          return { total, items: items.map((bill) => ({ ...bill, ...change })) };
        },
      }).api;
    const memo = new Uint8Array(40);

    test('refuses a list that is not the frozen one', async () => {
      const own = exported(
        1,
        {},
        settlements(([a, b, ...rest]) => [b!, a!, ...rest]),
      );
      expect(await refusal(own)).toMatchObject({ code: 'FACT_INVALID', fact: 'readings' });
    });

    test('says of a memo that does not open that the day is unreadable, and invents nothing', async () => {
      const spoiled = settlements((all) => all.map((settlement) => ({ ...settlement, memo })));
      const unreadable = { days: [], gaps: [{ day, reason: 'unreadable' }, ...LATER] };
      expect(await exported(1, {}, spoiled)).toMatchObject(unreadable);
      expect(await exported(IN_TIME, {}, lateBills({ memo }))).toMatchObject(unreadable);
    });

    test('refuses another status of a late bill', async () => {
      const own = exported(IN_TIME, {}, lateBills({ status: 1 }));
      expect(await refusal(own)).toMatchObject({ code: 'FACT_INVALID', field: 'readingCommitment' });
    });
  });
});

describe('the tree over frozen roots', () => {
  beforeAll(() => moveTo(chain, slotOf(1).times.settleEnd));

  test('has every root in order, and a path to each', async () => {
    const frozen = await fetchFrozenRoots(chain);
    const { items } = await chain.api.frozenReadings({});
    expect(items.map(({ id }) => id)).toEqual([auctionId, market.nextId]);
    expect([frozen.leaves, frozen.time]).toEqual([items.map((item) => item.root), slotOf(1).times.settleEnd]);
    const own = await walletOf(0).market.reading(auctionId);
    expect(frozen.leaves.indexOf(own.root)).toBe(0);
    frozen.leaves.forEach((leaf, i) => {
      expect(verifyPath(chain.hasher, frozen.root, leaf, frozen.path(i))).toBe(true);
    });
    // Of the auction without settlements, the empty tree's.
    expect(frozen.leaves[1]).toBe(new Tree8(chain.hasher, PARAMS.orderDepth).root);
  });

  test('an export knows then that nothing of the next day was settled, and its days stay as they were', async () => {
    const { ctx } = market.homes[1]!;
    const { day } = TERMS;
    const own = await exportReadings(ctx, { format: 'espi', from: day, to: day + 1 });
    expect(own.gaps).toEqual([{ day: day + 1, reason: 'notSettled' }]);
    const earlier = await exportReadings(ctx, { format: 'espi', from: day, to: day });
    expect(resourcesOf(own.text)).toEqual(resourcesOf(earlier.text));
    expect(own.days[0]!.frozenAt).toBe(TERMS.settleEnd);
  });

  test('an older list is shown as what it is', async () => {
    const lies: Partial<Api> = {
      frozenReadings: async () => ({
        total: 1,
        items: (await chain.api.frozenReadings({})).items.slice(0, 1),
      }),
    };
    const older = await fetchFrozenRoots({ ...chain, ...lyingNode(chain, lies) });
    expect([older.leaves.length, older.time]).toEqual([1, TERMS.settleEnd]);
  });
});

test('chunks are those of the leaves, eight at a time in small', async () => {
  const leaves = await leavesOf();
  const size = 8 ** PARAMS.chunkDepth;
  const roots = [leaves.slice(0, size), leaves.slice(size)].map(
    (chunk) => new Tree8(chain.hasher, PARAMS.chunkDepth, chunk).root,
  );
  expect(chunkRoots(chain, { leaves })).toEqual(roots);
});
