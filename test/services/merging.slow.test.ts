/** A wallet that has enough money in too many notes merges them, and pays once whatever comes between. */
import {
  type Merging,
  memoryTxStore,
  nullCells,
  type TxStore,
  Wallet,
  type WalletContext,
} from '@veilgrid/client-sdk';
import { BUY, type Cell } from '@veilgrid/protocol/core/books/cells';
import { ProtocolError } from '@veilgrid/protocol/errors';
import type { Api } from '@veilgrid/protocol/routes';
import { decodeTx, type TxOf } from '@veilgrid/protocol/tx';
import { mintNote } from '@veilgrid/services';
import { PARAMS } from '../state/support/genesis.js';
import { slotOf } from '../state/support/slot.js';
import { startTestChain, type TestChain } from './support/chain.js';
import { refusal } from './support/lies.js';
import { type Household, moveTo, publishTariff, TERMS, untilNotesAreReady } from './support/market.js';
import { openedMarket } from './support/openedMarket.js';

/** 1e-8 currency. */
const TIER = 1_500_000_000n;
const LOW_TIER = 100_000_000n;
const NOTE = 150_000_000n;
/** Three of them are the least that pay the low tier. */
const CRUMB = 40_000_000n;
const IDLE = nullCells(PARAMS.K);
const DAY_CELLS: Cell[] = Array.from({ length: PARAMS.K }, () => ({ side: BUY, level: 8_000, qty: 4_000 }));

let chain: TestChain;
let homes: Household[];
/** Of the first day, whose gate is near, and of a later one with tiers of its own. */
let near: bigint;
let far: bigint;
let fee: bigint;
let next = 0;

beforeAll(async () => {
  chain = await startTestChain();
  fee = chain.genesis.transferFee;
  const market = await openedMarket(chain, 12);
  const { parties } = market;
  ({ homes, auctionId: near } = market);
  await publishTariff(parties, 1);
  const { day, times } = slotOf(1);
  const { regulator, operator, supplier } = parties;
  const shares = { share: (id: bigint) => regulator.share(id), coSigner: regulator.coSigner };
  far = await operator.openAuction({ ...TERMS, ...times, day, tiers: [LOW_TIER, TIER] }, shares, supplier);
}, 120_000);
afterAll(() => chain.close());

/** A household with these notes and no other money. */
async function homeWith(count: number, value: bigint): Promise<Household> {
  const home = homes[next++]!;
  const { wallet } = home;
  await wallet.sync();
  await wallet.redeem(wallet.notes.balance - fee, new Uint8Array(32).fill(1));
  for (let i = 0; i < count; i++) await mintNote(chain.signers.issuer, await wallet.mintSlip(value));
  await untilNotesAreReady(chain);
  return home;
}

/** The node, and what was sent to it; `before` each sending. */
function recording(before: (nth: number, tx: Uint8Array) => Promise<void> | void = () => {}) {
  const sent: Uint8Array[] = [];
  const submit: Api['submit'] = async (args) => {
    sent.push(args.body.tx);
    await before(sent.length, args.body.tx);
    return chain.api.submit(args);
  };
  return { sent, api: { ...chain.api, submit } };
}

const open = (ctx: WalletContext, api: Partial<Api> = {}, store: TxStore = memoryTxStore()) =>
  new Wallet({ ...ctx, api: { ...chain.api, ...api } }, store);
const wait = ({ readyBy }: Merging) => moveTo(chain, readyBy);
const bodyOf = (tx: Uint8Array) => (decodeTx(chain.genesis.profile, tx) as TxOf<'transfer'>).body;
const kindsOf = (sent: readonly Uint8Array[]) => sent.map((tx) => decodeTx(chain.genesis.profile, tx).kind);
const killed = () => {
  throw new Error('killed');
};
const valuesOf = ({ notes }: Wallet) => notes.unspent.map(({ value }) => value);

test('24 notes of 1.5 pay a deposit of 15 in four rounds, whose rest comes back when the order stands', async () => {
  const { ctx } = await homeWith(24, NOTE);
  const { sent, api } = recording();
  const wallet = open(ctx, api);
  const told: string[] = [];
  const rounds: number[] = [];
  const order = await wallet.market.order(far, DAY_CELLS, {
    onTransfer: (done, of) => told.push(`${done}/${of}`),
    wait: async (merging) => {
      rounds.push(merging.rounds);
      const { time } = await chain.api.status({});
      expect(merging.readyBy - time).toBeLessThanOrEqual(1_200n);
      expect(merging.readyAt).toBeLessThanOrEqual(time + 1_200n * 4n);
      await wait(merging);
    },
  });
  expect(order.deposit).toBe(TIER);
  expect(kindsOf(sent)).toEqual([...Array(10).fill('transfer'), 'order']);
  expect(rounds).toEqual([3, 2, 1, 0]);
  expect(told.filter((line) => line.startsWith('0/'))).toEqual(['0/5', '0/3', '0/1', '0/1']);
  expect(wallet.notes.balance).toBe(24n * NOTE - 10n * fee - TIER);
  expect(await wallet.market.order(far, DAY_CELLS)).toEqual(order);
  expect(sent).toHaveLength(11);
});

test('without waiting it says how many rounds are left and when, and goes on after a kill, from the seed too', async () => {
  const { ctx } = await homeWith(5, CRUMB);
  const { sent, api } = recording();
  const store = memoryTxStore();
  const place = () => refusal(open(ctx, api, store).market.order(far, IDLE));
  const first = await place();
  const { time } = await chain.api.status({});
  expect(first).toMatchObject({
    code: 'NO_NOTE_LARGE_ENOUGH',
    deposit: String(LOW_TIER),
    balance: String(5n * CRUMB - fee),
    ready: String(3n * CRUMB),
    rounds: '1',
  });
  const { readyBy, readyAt } = first as { readyBy: string; readyAt: string };
  expect(BigInt(readyBy)).toBeGreaterThan(time);
  expect(BigInt(readyAt)).toBeGreaterThan(BigInt(readyBy));
  // Nothing more is merged while these wait.
  expect(await place()).toEqual(first);
  expect(sent).toHaveLength(1);
  await untilNotesAreReady(chain);
  expect(await place()).toMatchObject({ code: 'NO_NOTE_LARGE_ENOUGH', rounds: '0' });
  await untilNotesAreReady(chain);
  const restored = open(ctx, api);
  await restored.recover();
  await restored.market.order(far, IDLE);
  expect(kindsOf(sent)).toEqual(['transfer', 'transfer', 'order']);
  expect(restored.notes.balance).toBe(5n * CRUMB - 2n * fee - LOW_TIER);
});

test.each(['before it is sent', 'before its answer'])(
  'a merge that is kept when the process ends %s is sent again as it is',
  async (when) => {
    const { ctx } = await homeWith(4, CRUMB);
    const store = memoryTxStore();
    const mortal = recording(async (_, tx) => {
      if (when === 'before its answer')
        await chain.api.submit({ body: { tx }, query: { wait: 'committed' } });
      killed();
    });
    await expect(open(ctx, mortal.api, store).market.order(far, IDLE)).rejects.toThrow('killed');
    expect(await store.names('merge-')).toHaveLength(1);
    const before = chain.proofs();
    const { sent, api } = recording();
    await open(ctx, api, store).market.order(far, IDLE, { wait });
    const merges = [...new Set([...mortal.sent, ...sent].map((tx) => bodyOf(tx).nf?.join()))];
    // Two merges and the order; of the first merge no second proof.
    expect([merges.length, chain.proofs() - before]).toEqual([3, 2]);
    expect(sent.includes(mortal.sent[0]!)).toBe(when === 'before it is sent');
    expect(await store.names('merge-')).toEqual([]);
  },
);

test('two processes with one store merge once', async () => {
  const { ctx } = await homeWith(4, CRUMB);
  const store = memoryTxStore();
  const { sent, api } = recording();
  const wallets = [open(ctx, api, store), open(ctx, api, store)];
  for (let round = 0; round < 3; round++) {
    await Promise.allSettled(wallets.map((wallet) => wallet.market.order(far, IDLE)));
    await untilNotesAreReady(chain);
  }
  const [wallet] = wallets;
  await wallet!.sync();
  expect(wallet!.notes.balance).toBe(4n * CRUMB - 2n * fee - LOW_TIER);
  expect(new Set(sent.map((tx) => Buffer.from(tx).toString('hex'))).size).toBe(3);
});

test('where the gate comes first, and where there is too little, nothing is merged', async () => {
  const { ctx } = await homeWith(4, CRUMB);
  const { sent, api } = recording();
  const { gate } = await chain.api.auction({ params: { auctionId: near } });
  const { time } = await chain.api.status({});
  if (time < gate - 1_500n) await moveTo(chain, gate - 1_500n);
  const late = await refusal(open(ctx, api).market.order(near, IDLE, { wait }));
  expect(late).toMatchObject({ code: 'NO_NOTE_LARGE_ENOUGH', rounds: '2', before: String(gate) });
  expect(Number((late as { readyAt: string }).readyAt)).toBeGreaterThan(Number(gate) - 600);
  const poor = await refusal(open(ctx, api).market.order(far, DAY_CELLS, { wait }));
  expect(poor).toEqual({
    code: 'NO_NOTE_LARGE_ENOUGH',
    deposit: String(TIER),
    balance: String(4n * CRUMB),
    ready: String(4n * CRUMB),
  });
  expect(sent).toEqual([]);
});

test('a note that is spent elsewhere meanwhile is planned around', async () => {
  const { ctx, wallet: elsewhere } = await homeWith(8, CRUMB / 2n);
  await elsewhere.sync();
  const { sent, api } = recording(async (nth) => {
    // From another machine: one of the second pair.
    if (nth === 1) await elsewhere.transfer(elsewhere.address, 1n);
  });
  const wallet = open(ctx, api);
  await wallet.market.order(far, IDLE, { wait });
  expect(kindsOf(sent).at(-1)).toBe('order');
  expect(wallet.notes.balance).toBe(8n * (CRUMB / 2n) - BigInt(sent.length) * fee - LOW_TIER);
});

test('a note that a kept order spends is not merged, and that order is sent as it is', async () => {
  const { ctx } = await homeWith(12, NOTE);
  const store = memoryTxStore();
  const mortal = recording(killed);
  const rest = open(ctx, mortal.api, store);
  // The note that pays the low tier.
  await expect(rest.market.order(far, IDLE)).rejects.toThrow('killed');
  const promised = (decodeTx(chain.genesis.profile, mortal.sent[0]!) as TxOf<'order'>).body.nfNote;
  const { sent, api } = recording();
  const wallet = open(ctx, api, store);
  const all = 12n * NOTE;
  // With that note it would do.
  expect(await refusal(wallet.transfer(wallet.address, all - 11n * fee))).toMatchObject({
    code: 'NO_NOTE_LARGE_ENOUGH',
    promised: String(NOTE),
  });
  expect(sent).toEqual([]);
  await expect(wallet.transfer(wallet.address, all - NOTE - 10n * fee)).rejects.toMatchObject({
    code: 'NO_NOTE_LARGE_ENOUGH',
    data: { rounds: '2' },
  });
  expect(sent.length).toBeGreaterThan(0);
  expect(sent.flatMap((tx) => bodyOf(tx).nf)).not.toContain(promised);
  await open(ctx, api, store).market.order(far, IDLE);
  expect(sent.at(-1)).toEqual(mortal.sent[0]);
});

test('what no two notes reach is paid and redeemed, and a wallet without a store says that it needs one', async () => {
  const { ctx } = await homeWith(5, CRUMB);
  const other = homes[0]!.wallet;
  const storeless = new Wallet(ctx);
  expect(await refusal(storeless.transfer(other.address, 3n * CRUMB))).toMatchObject({
    code: 'STORE_REQUIRED',
  });
  const wallet = open(ctx);
  await wallet.transfer(other.address, 3n * CRUMB, { wait });
  expect(wallet.notes.balance).toBe(2n * CRUMB - 3n * fee);
  await untilNotesAreReady(chain);
  await wallet.redeem(2n * CRUMB - 4n * fee, new Uint8Array(32).fill(1), { wait });
  expect(valuesOf(wallet)).toEqual([]);
});

describe('a node that lies', () => {
  test('about the list of notes has nothing merged', async () => {
    const { ctx } = await homeWith(4, CRUMB);
    const { sent, api } = recording();
    const notes: Api['notes'] = async (args) => {
      const page = await chain.api.notes(args);
      return { ...page, items: page.items.map((leaf) => ({ ...leaf, cm: leaf.cm + 1n })) };
    };
    expect(await refusal(open(ctx, { ...api, notes }).market.order(far, IDLE, { wait }))).toMatchObject({
      code: 'FACT_INVALID',
      fact: 'noteRoot',
    });
    const headers: Api['headers'] = async (args) => {
      const answer = await chain.api.headers(args);
      if (args?.query?.at === undefined) return answer;
      const [last, after] = answer.headers.map((bytes) => bytes.slice());
      // Within the root of the notes.
      last![90]! ^= 1;
      return { ...answer, headers: [last!, after!] };
    };
    expect(await refusal(open(ctx, { ...api, headers }).market.order(far, IDLE, { wait }))).toMatchObject({
      code: 'FACT_INVALID',
      fact: 'noteRoot',
    });
    expect(sent).toEqual([]);
    // What it says that it took and keeps back is sent again as it is.
    const store = memoryTxStore();
    const kept: Uint8Array[] = [];
    const submit: Api['submit'] = async ({ body: { tx } }) => {
      kept.push(tx);
      return { id: '', status: 'committed', height: 1n };
    };
    expect(await refusal(open(ctx, { submit }, store).market.order(far, IDLE, { wait }))).toMatchObject({
      code: 'FACT_INVALID',
      fact: 'transfer',
    });
    // That a note is spent by its word costs it a customer, and the customer nothing.
    const refuse = recording(() => {
      throw new ProtocolError('NULLIFIER_SPENT', { field: 'nf.0' });
    });
    expect(await refusal(open(ctx, refuse.api).market.order(far, IDLE, { wait }))).toMatchObject({
      code: 'NULLIFIER_SPENT',
    });
    expect(refuse.sent).toHaveLength(1);
    await open(ctx, api, store).market.order(far, IDLE, { wait });
    expect(kindsOf(sent)).toEqual(['transfer', 'transfer', 'order']);
    expect(kept).toEqual([sent[0]]);
  });
});
