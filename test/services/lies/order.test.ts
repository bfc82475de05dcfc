/** A lying node before an order: nothing is built on what signed and included facts do not say. */
import { memoryTxStore, Wallet } from '@veilgrid/client-sdk';
import { parseGenesis } from '@veilgrid/protocol/core/genesis';
import type { Api, RouteResponse } from '@veilgrid/protocol/routes';
import { decodeTx, signTx, type Tx, txDigest } from '@veilgrid/protocol/tx';
import { mintNote } from '@veilgrid/services';
import { genesisJson, SIGNERS, secretOf } from '../../state/support/genesis.js';
import { PROFILE } from '../../state/support/profile.js';
import { startTestChain, type TestChain } from '../support/chain.js';
import {
  type Facts,
  lyingNode,
  madeUp,
  OPENING_LIES,
  ORDERS,
  proving,
  refusal,
  refusedAlike,
  telling,
} from '../support/lies.js';
import { type Household, household, moveTo, TERMS } from '../support/market.js';
import { type OpenedMarket, openedMarket } from '../support/openedMarket.js';

type Leaf = RouteResponse<'notes'>['items'][number];

/** Who signs an opening. */
const OPENERS = ['operator', 'regulator', 'supplier'] as const;

let market: OpenedMarket;
let chain: TestChain;
let homes: Household[];
let auctionId: bigint;
let nextId: bigint;
beforeAll(async () => {
  chain = await startTestChain();
  market = await openedMarket(chain, 10, 2);
  ({ homes, auctionId } = market);
  nextId = market.auctionIds[1]!;
}, 120_000);
afterAll(() => chain.close());

const ordering = (lies: Partial<Api>) =>
  refusedAlike(market, lies, (wallet, which) => wallet.market.order(auctionId, ORDERS[which]!));

describe('a note root that marks the payer', () => {
  const listing = (change: (leaves: readonly Leaf[]) => readonly Leaf[]): Partial<Api> => ({
    notes: async () => {
      const items = [...change((await chain.api.notes({})).items)];
      return { total: items.length, items };
    },
  });
  const noRoot = { code: 'FACT_INVALID', fact: 'noteRoot', field: 'notes' };

  test('by a shorter list, one with a note of the node, or one in another order', async () => {
    expect(await ordering(listing((leaves) => leaves.slice(0, -1)))).toEqual(noRoot);
    const own = (leaf: Leaf): Leaf => ({ ...leaf, cm: leaf.cm + 1n });
    expect(await ordering(listing((leaves) => [own(leaves[0]!), ...leaves]))).toEqual(noRoot);
    expect(await ordering(listing((leaves) => leaves.toReversed()))).toEqual(noRoot);
  });

  test('by a list that is told once: the next one is followed from its beginning', async () => {
    const { ctx } = homes[0]!;
    const honest = new Wallet(ctx);
    await honest.sync();
    const lies: Partial<Api>[] = [
      listing((leaves) => leaves.toReversed()),
      listing((leaves) => [...leaves, leaves[0]!]),
    ];
    const api: Api = { ...chain.api, notes: (args) => (lies.shift()?.notes ?? chain.api.notes)(args) };
    const wallet = new Wallet({ ...ctx, api });
    await expect(wallet.sync()).rejects.toMatchObject({ code: 'FACT_INVALID' });
    await expect(wallet.sync()).rejects.toMatchObject({ code: 'RESPONSE_INVALID' });
    await wallet.sync();
    expect(wallet.notes.unspent).toEqual(honest.notes.unspent);
  });

  test('by headers of another time', async () => {
    const early: Api['headers'] = (args) =>
      chain.api.headers(args.query?.at === undefined ? args : { query: { from: 1, limit: 2 } });
    expect(await ordering({ headers: early })).toEqual({
      code: 'FACT_INVALID',
      fact: 'noteRoot',
      field: 'headers',
    });
  });

  test('by an older head: which ten minutes are meant says the own clock', async () => {
    const { time } = await chain.api.status({});
    const tenMinutes = (time / 600n + 1n) * 600n;
    await moveTo(chain, tenMinutes - 100n);
    const { height } = await chain.api.status({});
    await moveTo(chain, tenMinutes + 100n);
    const older: Api['headers'] = (args) =>
      chain.api.headers(args.query === undefined ? { query: { from: Number(height), limit: 1 } } : args);
    const { ctx } = homes[0]!;
    const consensus = { ...ctx.genesis.consensus, clock: 'block' as const };
    const clock = () => Number(tenMinutes) + 100;
    for (const api of [chain.api, { ...chain.api, headers: older }]) {
      const wallet = new Wallet({ ...ctx, api, clock, genesis: { ...ctx.genesis, consensus } });
      await wallet.sync();
      expect(wallet.notes.under?.at).toBe(tenMinutes - 600n);
    }
  });

  test('what is newer than the root is shown and not spent', async () => {
    const { ctx } = household(chain, 'a late payee');
    const wallet = new Wallet(ctx);
    await mintNote(chain.signers.issuer, await wallet.mintSlip(7_000n));
    await wallet.sync();
    const { time } = await chain.api.status({});
    const { notes } = wallet;
    expect([notes.balance, notes.ready.length]).toEqual([7_000n, 0]);
    expect(notes.readyBy! - time).toBeGreaterThanOrEqual(600n);
    expect(notes.readyBy! - time).toBeLessThanOrEqual(1_200n);
    expect(await refusal(wallet.transfer(wallet.address, 1n))).toMatchObject({
      code: 'NO_NOTE_LARGE_ENOUGH',
      balance: '7000',
      ready: '0',
      readyBy: String(notes.readyBy),
      waitSeconds: String(notes.readyBy! - time),
    });
    const [before, until] = [notes.root, notes.readyBy!];
    await moveTo(chain, until - 1n);
    await wallet.sync();
    expect(notes.ready).toHaveLength(0);
    await moveTo(chain, until);
    await wallet.sync();
    expect(notes.root).not.toBe(before);
    expect([notes.ready.length, notes.readyBy]).toEqual([1, undefined]);
    // Who comes new to the chain finds the same root.
    const fresh = new Wallet(ctx);
    await fresh.recover();
    expect([fresh.notes.root, fresh.notes.ready]).toEqual([notes.root, notes.ready]);
  });
});

test.each(OPENING_LIES)('a lie about %s %s', async (fact, field, lie) => {
  const lies = telling(chain, (entry) => lie(entry, nextId));
  expect(await ordering(lies)).toEqual({ code: 'FACT_INVALID', fact, field });
});

test.each(['openAuction', 'publishTariff'] as const)('%s of another auction', async (fact) => {
  const other = async () => {
    const { [fact]: foreign } = await chain.api.auctionFacts({ params: { auctionId: nextId } });
    return { [fact]: foreign };
  };
  const field = fact === 'openAuction' ? 'auctionId' : 'day';
  expect(await ordering(proving(chain, other))).toEqual({ code: 'FACT_INVALID', fact, field });
});

test('a false floor or tier that nobody signed, though the validator calls its block final', async () => {
  const forged = ({ openAuction }: Facts) => {
    const tx = decodeTx(PROFILE, openAuction.tx) as Extract<Tx, { kind: 'openAuction' }>;
    const tiers = tx.body.tiers.map((tier) => tier / 2n);
    return { openAuction: madeUp(openAuction, { ...tx, body: { ...tx.body, tiers } }) };
  };
  expect(await ordering(proving(chain, forged))).toEqual({
    code: 'FACT_INVALID',
    fact: 'openAuction',
    field: 'signatures.0',
  });
});

test('a window that is too short, though all its roles signed it and a block holds it', async () => {
  const short = { settleEnd: TERMS.settleFrom };
  const shortened = ({ openAuction }: Facts) => {
    const tx = decodeTx(PROFILE, openAuction.tx) as Extract<Tx, { kind: 'openAuction' }>;
    const draft = { kind: tx.kind, body: { ...tx.body, ...short } };
    const digest = txDigest(PROFILE, chain.genesis.chainId, draft);
    const signatures = OPENERS.map((role) => signTx(role, digest, secretOf(SIGNERS[role])));
    return { openAuction: madeUp(openAuction, { ...tx, ...draft, signatures }) };
  };
  const lies = { ...proving(chain, shortened), ...telling(chain, () => short) };
  expect(await ordering(lies)).toMatchObject({ code: 'AUCTION_TIMES_INVALID', field: 'settleEnd' });
});

test('what the roles signed, in no block', async () => {
  const unproven = ({ openAuction, publishTariff }: Facts) => ({
    openAuction: { ...openAuction, headers: publishTariff.headers, finality: publishTariff.finality },
  });
  expect(await ordering(proving(chain, unproven))).toEqual({
    code: 'FACT_INVALID',
    fact: 'openAuction',
    field: 'path',
  });
});

test('facts of another chain', async () => {
  const genesis = parseGenesis(genesisJson({ name: 'another' }));
  const { api } = lyingNode(chain, {});
  const wallet = new Wallet({ ...homes[0]!.ctx, genesis, api }, memoryTxStore());
  expect(await refusal(wallet.market.order(auctionId, ORDERS[1]!))).toMatchObject({
    code: 'FACT_INVALID',
    fact: 'openAuction',
  });
});

test('a transaction of another kind', async () => {
  const swapped = ({ publishTariff }: Facts) => ({ openAuction: publishTariff });
  expect(await ordering(proving(chain, swapped))).toEqual({
    code: 'FACT_INVALID',
    fact: 'openAuction',
    field: 'kind',
  });
});

test('the auction of a day, by which cells are made, is checked as well', async () => {
  const { api } = lyingNode(
    chain,
    telling(chain, ({ floor }) => ({ floor: floor - 100 })),
  );
  const { market } = new Wallet({ ...homes[0]!.ctx, api }, memoryTxStore());
  expect(await refusal(market.auctionOf(TERMS.day))).toMatchObject({
    code: 'FACT_INVALID',
    field: 'floor',
  });
  expect(await refusal(market.auction(auctionId))).toMatchObject({ code: 'FACT_INVALID', field: 'floor' });
});
