/** A node that makes up the household's own record: a cap at which an order is refused is one bit of its cells. */
import { type Cell, memoryTxStore, nullCells, Wallet } from '@veilgrid/client-sdk';
import { BUY } from '@veilgrid/protocol/core/books/cells';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { DAY_POINTS, NO_POINT_CHANGES, nextPointChanges } from '@veilgrid/protocol/core/dayPoints';
import { pointLeaf } from '@veilgrid/protocol/core/points';
import type { Api, RouteResponse } from '@veilgrid/protocol/routes';
import { PARAMS } from '../state/support/genesis.js';
import { startTestChain, type TestChain } from './support/chain.js';
import { madeUpEntry } from './support/lies.js';
import type { Household } from './support/market.js';
import { openedMarket } from './support/openedMarket.js';

type Change = RouteResponse<'pointChanges'>['items'][number];

let chain: TestChain;
let homes: Household[];
let auctionId: bigint;
const OWN = 3;

beforeAll(async () => {
  chain = await startTestChain();
  ({ homes, auctionId } = await openedMarket(chain, 10));
}, 120_000);
afterAll(() => chain.close());

/** Everything about the points agrees with the made-up record, up to the root of the day in a block that the validator made up too. */
function madeUp(change: Partial<Change>): Partial<Api> {
  const changesOf = async (args: Parameters<Api['pointChanges']>[0]) => {
    const page = await chain.api.pointChanges(args);
    const items = page.items.map((point) => {
      if (point.position !== OWN) return point;
      const other = { ...point, ...change };
      return { ...other, leaf: pointLeaf(chain.hasher, other) };
    });
    return { ...page, items };
  };
  const rootOf = (items: readonly Change[]) =>
    new Tree8(
      chain.hasher,
      PARAMS.pointDepth,
      items.map(({ leaf }) => leaf),
    ).root;
  return {
    pointChanges: changesOf,
    auction: async (args) => {
      const entry = await chain.api.auction(args);
      return { ...entry, pointRoot: rootOf((await changesOf({})).items) };
    },
    logFact: async (args) => {
      const fact = await chain.api.logFact(args);
      const { items } = await changesOf({});
      const digest = items.reduce<Uint8Array>(
        (before, { leaf, revoked: _, ...point }) => nextPointChanges(before, { revoked: 0, leaf, point }),
        NO_POINT_CHANGES,
      );
      const pinned = { ...DAY_POINTS.body.deserialize(fact.body), root: rootOf(items), digest };
      return madeUpEntry(fact, DAY_POINTS.name, DAY_POINTS.body.serialize(pinned));
    },
  };
}

const DAYS: readonly (readonly Cell[])[] = [
  nullCells(PARAMS.K),
  Array.from({ length: PARAMS.K }, () => ({ side: BUY, level: 10, qty: 50 })),
];

function ordering(lies: Partial<Api>, cells: readonly Cell[]) {
  let sent = 0;
  const submit: Api['submit'] = () => {
    sent++;
    throw new Error('sent');
  };
  const { ctx } = homes[OWN]!;
  const wallet = new Wallet({ ...ctx, api: { ...chain.api, submit, ...lies } }, memoryTxStore());
  return wallet.market.order(auctionId, cells).then(
    () => 'sent',
    ({ code, data }) => (sent > 0 ? 'sent' : { code, ...data }),
  );
}

async function refusedAlike(lies: Partial<Api>, field: string): Promise<void> {
  const answers = [await ordering(lies, DAYS[0]!), await ordering(lies, DAYS[1]!)];
  expect(answers[0]).toMatchObject({ code: 'FACT_INVALID', field });
  expect(answers[1]).toEqual(answers[0]);
}

test.each<Partial<Change>>([{ importCap: 49 }, { dayLimit: 0n }, { dayLimit: 1n << 44n }])(
  'an order is refused alike whatever it asks for: %p',
  (change) => refusedAlike(madeUp(change), 'record'),
);

test('so it is where no fact shows the record', () =>
  refusedAlike({ pointFacts: async () => ({ total: 0, items: [] }) }, 'tx'));

test("a record that somebody else signed for is not the household's", async () => {
  const neighbour: Partial<Api> = {
    pointFacts: async (args) => {
      const { total, items } = await chain.api.pointFacts(args);
      return { total, items: items.map(() => items[OWN + 1]!) };
    },
  };
  expect(await ordering(neighbour, DAYS[1]!)).toMatchObject({ code: 'FACT_INVALID', field: 'record' });
});

test('the true record is asked for among others, and once', async () => {
  const asked: unknown[] = [];
  const { ctx } = homes[OWN]!;
  const api: Api = {
    ...chain.api,
    pointFacts: (args) => {
      asked.push(args?.query);
      return chain.api.pointFacts(args);
    },
  };
  const store = memoryTxStore();
  const order = () => new Wallet({ ...ctx, api }, store).market.order(auctionId, DAYS[1]!);
  expect(await order()).toEqual(await order());
  expect(asked).toEqual([{ from: 0, limit: 16 }]);
});
