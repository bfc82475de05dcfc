/**
 * A lying node's list of points: it is held against what the day pinned before the wallet looks for its own point in
 * it, so that whoever is left out or given another record stops as everybody else does.
 */

import { bytesToHex } from '@noble/hashes/utils.js';
import { memoryTxStore, nullCells, Wallet } from '@veilgrid/client-sdk';
import { DAY_POINTS } from '@veilgrid/protocol/core/dayPoints';
import { pointLeaf } from '@veilgrid/protocol/core/points';
import { U32 } from '@veilgrid/protocol/core/ssz';
import type { Api, RouteResponse } from '@veilgrid/protocol/routes';
import { K } from '../../state/support/profile.js';
import { startTestChain, type TestChain } from '../support/chain.js';
import { lyingNode, madeUpEntry, refusal, telling } from '../support/lies.js';
import { type Household, household, TERMS } from '../support/market.js';
import { type OpenedMarket, openedMarket } from '../support/openedMarket.js';

type Change = RouteResponse<'pointChanges'>['items'][number];

const VICTIM = 3;
const OTHER = 4;

let market: OpenedMarket;
let chain: TestChain;
let homes: Household[];
let auctionId: bigint;
beforeAll(async () => {
  chain = await startTestChain();
  market = await openedMarket(chain, 10, 2);
  ({ homes, auctionId } = market);
}, 120_000);
afterAll(() => chain.close());

const listing = (change: (items: readonly Change[]) => readonly Change[]): Partial<Api> => ({
  pointChanges: async () => {
    const items = [...change((await chain.api.pointChanges({})).items)];
    return { total: items.length, items };
  },
});
const victim = (change: Partial<Change>) => (item: Change) =>
  item.position === VICTIM ? { ...item, ...change } : item;
const dropped = listing((items) => items.filter(({ position }) => position !== VICTIM));
const INVALID = { code: 'FACT_INVALID', fact: 'dayPoints', field: 'changes' };

/** What the node is asked, until the wallet stops. */
async function asking(who: number, lies: Partial<Api>, act: (wallet: Wallet) => Promise<unknown>) {
  const { api, sent } = lyingNode(chain, lies);
  const asked: [string, unknown][] = [];
  const heard = Object.fromEntries(
    Object.entries(api).map(([name, call]) => [
      name,
      (args: never) => {
        asked.push([name, args]);
        return (call as (args: never) => unknown)(args);
      },
    ]),
  ) as unknown as Api;
  const before = chain.proofs();
  const said = await refusal(act(new Wallet({ ...homes[who]!.ctx, api: heard }, memoryTxStore())));
  expect([chain.proofs() - before, sent()]).toEqual([0, 0]);
  return { said, asked };
}

/** Of everybody alike, up to what is asked. */
async function alike(lies: Partial<Api>, act: (wallet: Wallet) => Promise<unknown>): Promise<object> {
  const [one, other] = [await asking(VICTIM, lies, act), await asking(OTHER, lies, act)];
  expect(one).toEqual(other);
  return one.said;
}

const ordering = (wallet: Wallet) => wallet.market.order(auctionId, nullCells(K));

test.each<[string, () => Partial<Api>]>([
  ['lacks one', () => dropped],
  ['ends early', () => listing((items) => items.slice(0, VICTIM))],
  ['has one twice', () => listing((items) => [...items.slice(0, VICTIM + 1), ...items.slice(VICTIM)])],
  ['has another order', () => listing((items) => items.toReversed())],
  ['has an owner of the node', () => listing((items) => items.map(victim({ ownerPk: 5n })))],
  ['says that one is revoked', () => listing((items) => items.map(victim({ revoked: true })))],
  ['has another leaf', () => listing((items) => items.map(victim({ leaf: 5n })))],
  [
    'has a forged record with its leaf',
    () =>
      listing((items) =>
        items.map((item) => {
          const forged = victim({ dayLimit: 1n })(item);
          return { ...forged, leaf: pointLeaf(chain.hasher, forged) };
        }),
      ),
  ],
  [
    'has a key to sign that no leaf holds',
    () => listing((items) => items.map(victim({ ownerSigPk: new Uint8Array(32).fill(9) }))),
  ],
])('a list that %s tells nothing of who asks', async (_name, lies) => {
  expect(await alike(lies(), ordering)).toEqual(INVALID);
});

test('nor does it where a wallet looks for its auction, settles, or is restored', async () => {
  expect(await alike(dropped, (wallet) => wallet.market.auctionOf(TERMS.day))).toEqual(INVALID);
  expect(await alike(dropped, (wallet) => wallet.market.settle(auctionId))).toEqual(INVALID);
  expect(await alike(dropped, (wallet) => wallet.recover())).toEqual(INVALID);
});

test('a root or number of changes that the day did not pin', async () => {
  const root = telling(chain, ({ pointRoot }) => ({ pointRoot: pointRoot + 1n }));
  expect(await alike(root, ordering)).toEqual({ ...INVALID, field: 'pointRoot' });
  const fewer = telling(chain, ({ pointChanges }) => ({ pointChanges: pointChanges - 1 }));
  expect(await alike(fewer, ordering)).toEqual({ ...INVALID, field: 'pointChanges' });
});

test('the points of another day, or an entry that no block holds', async () => {
  const key = bytesToHex(U32.serialize(TERMS.day + 1));
  const next: Partial<Api> = {
    logFact: ({ params }) => chain.api.logFact({ params: { ...params, key } }),
  };
  expect(await alike(next, ordering)).toEqual({ ...INVALID, field: 'body' });
  const early: Partial<Api> = {
    logFact: async (args) => {
      const fact = await chain.api.logFact(args);
      const body = DAY_POINTS.body.serialize({
        ...DAY_POINTS.body.deserialize(fact.body),
        changes: VICTIM,
      });
      return { ...fact, body };
    },
  };
  expect(await alike(early, ordering)).toEqual({ ...INVALID, field: 'path' });
});

test('an auction under the day of another one, whose points those who are restored may not have', async () => {
  const lies = telling(chain, ({ day }) => ({ day: day + 1 }));
  expect(await alike(lies, (wallet) => wallet.recover())).toEqual({
    code: 'FACT_INVALID',
    fact: 'openAuction',
    field: 'auctionId',
  });
});

test('a body of the wrong form in a block that the validator made up', async () => {
  const lies: Partial<Api> = {
    logFact: async (args) => {
      const fact = await chain.api.logFact(args);
      return madeUpEntry(fact, DAY_POINTS.name, fact.body.slice(0, -1));
    },
  };
  expect(await alike(lies, ordering)).toEqual({ ...INVALID, field: 'body' });
});

test('a day that nothing pinned has no auction', async () => {
  expect(await alike({}, (wallet) => wallet.market.auctionOf(TERMS.day + 9))).toMatchObject({
    code: 'AUCTION_UNKNOWN',
  });
});

test('the truth is ordered by whoever was left out, and nobody has no part in it', async () => {
  const order = await homes[VICTIM]!.wallet.market.order(auctionId, nullCells(K));
  expect(order.point.position).toBe(VICTIM);
  const { ctx } = household(chain, 'nobody');
  expect(await refusal(new Wallet(ctx, memoryTxStore()).market.order(auctionId, nullCells(K)))).toMatchObject(
    {
      code: 'POSITION_EMPTY',
    },
  );
});
