/** A lying node stands before the real one: wallets build on nothing that signed and included facts do not say. */
import {
  memoryTxStore,
  nullCells,
  ProtocolError,
  type TxStore,
  verifier,
  Wallet,
  type WalletContext,
} from '@veilgrid/client-sdk';
import { submitTx } from '@veilgrid/client-sdk/client/submit';
import { orderPrefix } from '@veilgrid/client-sdk/market/ownOrder';
import { settleAuctionOf } from '@veilgrid/client-sdk/market/settleAuction';
import { Block, BlockHeader, blockHash, txRoot } from '@veilgrid/protocol/core/block';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import type { Fact } from '@veilgrid/protocol/core/fact';
import { Finality, signFinality } from '@veilgrid/protocol/core/finality';
import { parseGenesis } from '@veilgrid/protocol/core/genesis';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { BUY, type Cell, MAX_COMMITMENTS, OrderCommitments, SELL } from '@veilgrid/protocol/market/order';
import { NO_STATUS_DIGEST } from '@veilgrid/protocol/market/terms';
import type { Api, RouteResponse } from '@veilgrid/protocol/routes';
import { decodeTx, encodeTx, signTx, type Tx, type TxOf, txDigest } from '@veilgrid/protocol/tx';
import { mintNote, RELEASE_DELAY, voidAuction } from '@veilgrid/services';
import { genesisJson, PARAMS, SIGNERS, secretOf } from '../state/support/genesis.js';
import { PROFILE } from '../state/support/profile.js';
import { slotOf } from '../state/support/slot.js';
import { startTestChain, type TestChain } from './support/chain.js';
import { blocksFrom } from './support/fork.js';
import {
  enrol,
  fundRoles,
  type Household,
  household,
  moveTo,
  type Parties,
  partiesOf,
  publishTariff,
  TERMS,
  untilNotesAreReady,
} from './support/market.js';

const { K } = PARAMS;
const HOMES = 10;
type Entry = RouteResponse<'auction'>;
type Facts = RouteResponse<'auctionFacts'>;
type Leaf = RouteResponse<'notes'>['items'][number];

/** Two households that a refusal must not tell apart. */
const ORDERS: readonly (readonly Cell[])[] = [
  nullCells(K),
  Array.from({ length: K }, (_, k) => ({ side: k % 2 ? BUY : SELL, level: 2_000, qty: 4_000 })),
];
const DAYS: readonly (readonly Reading[])[] = [
  Array.from({ length: K }, () => ({ imported: 0, exported: 0 })),
  Array.from({ length: K }, (_, k) => ({ imported: 9_000 + k, exported: 0 })),
];

let chain: TestChain;
let parties: Parties;
let homes: Household[];
let auctionId: bigint;
let nextId: bigint;
const NEXT = slotOf(1);
/** Who signs an opening. */
const OPENERS = ['operator', 'regulator', 'supplier'] as const;

beforeAll(async () => {
  chain = await startTestChain();
  parties = partiesOf(chain);
  homes = Array.from({ length: HOMES }, (_, i) => household(chain, `home ${i}`));
  await fundRoles(chain);
  for (const days of [0, 1]) await publishTariff(parties, days);
  for (const [i, home] of homes.entries()) await enrol(chain, parties, home, i);
  await untilNotesAreReady(chain);
  const { regulator } = parties;
  const shares = { share: (id: bigint) => regulator.share(id), coSigner: regulator.coSigner };
  auctionId = await parties.operator.openAuction(TERMS, shares, parties.supplier);
  const next = { ...TERMS, ...NEXT.times, day: NEXT.day };
  nextId = await parties.operator.openAuction(next, shares, parties.supplier);
}, 120_000);
afterAll(() => chain.close());

/** The node with other answers; what is sent to it is counted. */
function lyingNode(lies: Partial<Api>): { api: Api; sent: () => number } {
  let sent = 0;
  const submit: Api['submit'] = (args) => {
    sent++;
    return chain.api.submit(args);
  };
  return { api: { ...chain.api, submit, ...lies }, sent: () => sent };
}

const telling = (change: (entry: Entry) => Partial<Entry>): Partial<Api> => ({
  auction: async (args) => {
    const entry = await chain.api.auction(args);
    return { ...entry, ...change(entry) };
  },
});

const proving = (change: (facts: Facts) => Partial<Facts> | Promise<Partial<Facts>>): Partial<Api> => ({
  auctionFacts: async (args) => {
    const facts = await chain.api.auctionFacts(args);
    return { ...facts, ...(await change(facts)) };
  },
});

async function refusal(work: Promise<unknown>): Promise<object> {
  try {
    await work;
  } catch (error) {
    const { code, data } = error as { code?: string; data?: object };
    if (code === undefined) throw error;
    return { code, ...data };
  }
  throw new Error('was not refused');
}

/** The same refusal of both households, without a proof or a transaction. */
async function refusals(
  lies: Partial<Api>,
  act: (wallet: Wallet, which: 0 | 1) => Promise<unknown>,
  change: Partial<WalletContext> = {},
) {
  const { api, sent } = lyingNode(lies);
  const before = chain.proofs();
  const wallet = () => new Wallet({ ...homes[0]!.ctx, ...change, api }, memoryTxStore());
  const [one, other] = [await refusal(act(wallet(), 0)), await refusal(act(wallet(), 1))];
  expect(other).toEqual(one);
  expect([chain.proofs() - before, sent()]).toEqual([0, 0]);
  return one;
}

const ordering = (lies: Partial<Api>) =>
  refusals(lies, (wallet, which) => wallet.market.order(auctionId, ORDERS[which]!));
const dayOf = (i: number, which: number) =>
  homes[i]!.meter.signDay(chain.genesis.chainId, i, TERMS.day, DAYS[which]!);
const settling = (lies: Partial<Api>) =>
  refusals(lies, (wallet, which) => wallet.market.settle(auctionId, dayOf(0, which)));

/** A final block that the validator makes up alone, of one transaction. */
function madeUp(fact: Fact, tx: Tx): Fact {
  const bytes = encodeTx(PROFILE, tx);
  const header = { ...BlockHeader.deserialize(fact.headers[0]!), txRoot: txRoot([bytes]) };
  const finality = Finality.serialize(signFinality(blockHash(header), secretOf(SIGNERS.validator)));
  return { tx: bytes, index: 0, size: 1, path: [], headers: [BlockHeader.serialize(header)], finality };
}

const add = <T>(list: readonly T[], by: (x: T) => T): T[] => [by(list[0]!), ...list.slice(1)];
const OPENING: readonly [string, string, (entry: Entry) => Partial<Entry>][] = [
  ['openAuction', 'zone', ({ zone }) => ({ zone: zone + 1 })],
  ['openAuction', 'day', ({ day }) => ({ day: day + 1 })],
  ['openAuction', 'floor', ({ floor }) => ({ floor: floor - 1 })],
  ['openAuction', 'tick', ({ tick }) => ({ tick: tick + 1 })],
  ['openAuction', 'collateral', ({ collateral }) => ({ collateral: collateral + 1 })],
  ['openAuction', 'tiers', ({ tiers }) => ({ tiers: add(tiers, (x) => x - 1n) })],
  ['openAuction', 'gate', ({ gate }) => ({ gate: gate + 1n })],
  ['openAuction', 'settleFrom', ({ settleFrom }) => ({ settleFrom: settleFrom - 1n })],
  ['openAuction', 'settleEnd', ({ settleEnd }) => ({ settleEnd: settleEnd + 1n })],
  ['openAuction', 'operatorShare', ({ regulatorShare }) => ({ operatorShare: regulatorShare })],
  ['openAuction', 'regulatorShare', ({ operatorShare }) => ({ regulatorShare: operatorShare })],
  ['openAuction', 'auctionId', () => ({ auctionId: nextId })],
  ['publishTariff', 'tariffId', ({ tariffId }) => ({ tariffId: tariffId + 1 })],
  ['publishTariff', 'importPrice', ({ importPrice }) => ({ importPrice: add(importPrice, (x) => x + 1) })],
  ['publishTariff', 'exportPrice', ({ exportPrice }) => ({ exportPrice: add(exportPrice, (x) => x - 1) })],
  ['publishTariff', 'network', ({ network }) => ({ network: add(network, () => 2 ** 31) })],
  ['publishTariff', 'discount', ({ discount }) => ({ discount: add(discount, (x) => x + 1) })],
  ['publishTariff', 'fixedPerDay', ({ fixedPerDay }) => ({ fixedPerDay: fixedPerDay + 1n })],
];

describe('before anything is signed', () => {
  const withClock = () => {
    const { ctx } = homes[0]!;
    const { genesis } = ctx;
    return { ...ctx, genesis: { ...genesis, consensus: { ...genesis.consensus, clock: 'block' as const } } };
  };
  const headTime = async () => Number((await chain.api.status({})).time);
  const order = (ctx: WalletContext, store?: TxStore) =>
    refusal(new Wallet(ctx, store).market.order(auctionId, Array(K).fill(ORDERS[0]![0]).slice(1)));
  /** What an order with a period too few comes to where nothing else is wrong. */
  const TOO_SHORT = { code: 'VALUE_OUT_OF_RANGE', field: 'cells', length: K - 1 };

  test('there is a store, or there is no order', async () => {
    expect(await order(homes[0]!.ctx)).toEqual({ code: 'STORE_REQUIRED', field: 'store' });
    expect(await order(homes[0]!.ctx, memoryTxStore())).toEqual(TOO_SHORT);
  });

  test.each([-301, 301])('a head %d s from the own clock is refused, with both times', async (lag) => {
    const head = await headTime();
    const ctx = { ...withClock(), clock: () => head - lag };
    expect(await order(ctx, memoryTxStore())).toEqual({
      code: 'HEAD_STALE',
      head: String(head),
      clock: String(head - lag),
    });
    // A chain that is moved by hand has no clock to compare.
    expect(await order({ ...homes[0]!.ctx, clock: () => head - lag }, memoryTxStore())).toEqual(TOO_SHORT);
  });

  test.each([-300, 0, 300])('a head %d s from the own clock is taken', async (lag) => {
    const head = await headTime();
    expect(await order({ ...withClock(), clock: () => head - lag }, memoryTxStore())).toEqual(TOO_SHORT);
  });

  test('a head that no validator signed is none', async () => {
    const headers: Api['headers'] = async (args) => {
      const answer = await chain.api.headers(args);
      return { ...answer, headers: answer.headers.map((bytes) => bytes.with(8 + 7, bytes[15]! ^ 1)) };
    };
    const { api } = lyingNode({ headers });
    expect(await order({ ...homes[0]!.ctx, api }, memoryTxStore())).toEqual({
      code: 'FACT_INVALID',
      fact: 'head',
      field: 'finality',
    });
  });

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

    test('by headers of another time', async () => {
      const early: Api['headers'] = (args) =>
        chain.api.headers(args.query?.at === undefined ? args : { query: { from: 1, limit: 2 } });
      expect(await ordering({ headers: early })).toEqual({
        code: 'FACT_INVALID',
        fact: 'noteRoot',
        field: 'headers',
      });
    });

    test('what is newer than the root is shown and not spent', async () => {
      const { ctx, keys } = household(chain, 'a late payee');
      await mintNote(chain.signers.issuer, keys.ownerPk, 7_000n);
      const wallet = new Wallet(ctx);
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

  /** A node on which the block of this height is another one, final all the same. */
  const onFork = (height: bigint, signer = SIGNERS.validator): Api => ({
    ...chain.api,
    headers: async (args) => {
      const { headers, finality } = await chain.api.headers(args);
      const header = BlockHeader.deserialize(headers[0]!);
      if (header.height !== height) return { headers, finality };
      const other = { ...header, stateHash: new Uint8Array(32).fill(9) };
      return {
        headers: [BlockHeader.serialize(other)],
        finality: Finality.serialize(signFinality(blockHash(other), secretOf(signer))),
      };
    },
  });
  const silent = {
    headers: () => Promise.reject(new ProtocolError('NODE_UNREACHABLE', { url: 'elsewhere' })),
  } as unknown as Api;
  const behind = (): Api => ({
    ...chain.api,
    headers: ({ query } = {}) =>
      chain.api.headers({ query: { from: Math.min(query?.from ?? 2, 2), limit: 1 } }),
  });
  const openedAt = async () => {
    const { openAuction } = await chain.api.auctionFacts({ params: { auctionId } });
    return BlockHeader.deserialize(openAuction.headers[0]!).height;
  };

  test.each(['a fact', 'the head'])(
    'two final headers of the height of %s are kept, and nothing is sent',
    async (of) => {
      const height = of === 'a fact' ? await openedAt() : (await chain.api.status({})).height;
      const store = memoryTxStore();
      const { api, sent } = lyingNode({});
      const ctx = { ...homes[0]!.ctx, api, peers: [silent, onFork(height)] };
      const kept = `equivocation-${height}.json`;
      expect(await order(ctx, store)).toEqual({ code: 'EQUIVOCATION', height: String(height), kept });
      expect(sent()).toBe(0);
      const evidence = JSON.parse(new TextDecoder().decode(await store.find(kept)));
      expect(verifier.verifyEvidence(chain.genesis, evidence)).toMatchObject({ height });
      const shows = (change: object) => () =>
        verifier.verifyEvidence(chain.genesis, { ...evidence, ...change });
      const { first, second } = evidence;
      expect(shows({ second: first })).toThrow('FACT_INVALID (header)');
      expect(shows({ second: { ...second, finality: first.finality } })).toThrow('FACT_INVALID (finality)');
      expect(shows({ genesisHash: '00'.repeat(32) })).toThrow('FACT_INVALID (genesisHash)');
      const [earlier] = (await chain.api.headers({ query: { from: Number(height) - 1 } })).headers;
      const { finality } = await chain.api.headers({ query: { from: Number(height) - 1 } });
      const before = {
        header: Buffer.from(earlier!).toString('hex'),
        finality: Buffer.from(finality).toString('hex'),
      };
      expect(shows({ second: before })).toThrow('FACT_INVALID (height)');
      for (const broken of [{ first: { header: 'xx' } }, { more: 1 }, { genesisHash: 5 }]) {
        expect(shows(broken)).toThrow('FILE_INVALID');
      }
      expect(() => verifier.verifyEvidence(chain.genesis, null)).toThrow('FILE_INVALID');
    },
  );

  test('a header that is not final accuses nobody; who is behind or silent stops nobody', async () => {
    const height = await openedAt();
    const withPeers = (...peers: Api[]) => order({ ...homes[0]!.ctx, peers }, memoryTxStore());
    expect(await withPeers(onFork(height, SIGNERS.dso))).toEqual(TOO_SHORT);
    expect(await withPeers(chain.api, behind(), silent)).toEqual(TOO_SHORT);
    expect(await withPeers(silent, silent)).toEqual({ code: 'NODE_UNREACHABLE', url: 'elsewhere' });
  });
});

describe('before an order', () => {
  test.each(OPENING)('a lie about %s %s', async (fact, field, change) => {
    const named = field === 'tariffId' ? 'openAuction' : fact;
    expect(await ordering(telling(change))).toEqual({ code: 'FACT_INVALID', fact: named, field });
  });

  test.each(['openAuction', 'publishTariff'] as const)('%s of another auction', async (fact) => {
    const other = async () => {
      const { [fact]: foreign } = await chain.api.auctionFacts({ params: { auctionId: nextId } });
      return { [fact]: foreign };
    };
    const field = fact === 'openAuction' ? 'auctionId' : 'day';
    expect(await ordering(proving(other))).toEqual({ code: 'FACT_INVALID', fact, field });
  });

  test('a false floor or tier that nobody signed, though the validator calls its block final', async () => {
    const forged = ({ openAuction }: Facts) => {
      const tx = decodeTx(PROFILE, openAuction.tx) as Extract<Tx, { kind: 'openAuction' }>;
      const tiers = tx.body.tiers.map((tier) => tier / 2n);
      return { openAuction: madeUp(openAuction, { ...tx, body: { ...tx.body, tiers } }) };
    };
    expect(await ordering(proving(forged))).toEqual({
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
    const lies = { ...proving(shortened), ...telling(() => short) };
    expect(await ordering(lies)).toMatchObject({ code: 'AUCTION_TIMES_INVALID', field: 'settleEnd' });
  });

  test('what the roles signed, in no block', async () => {
    const unproven = ({ openAuction, publishTariff }: Facts) => ({
      openAuction: { ...openAuction, headers: publishTariff.headers, finality: publishTariff.finality },
    });
    expect(await ordering(proving(unproven))).toEqual({
      code: 'FACT_INVALID',
      fact: 'openAuction',
      field: 'path',
    });
  });

  test('facts of another chain', async () => {
    const genesis = parseGenesis(genesisJson({ name: 'another' }));
    const { api } = lyingNode({});
    const wallet = new Wallet({ ...homes[0]!.ctx, genesis, api }, memoryTxStore());
    expect(await refusal(wallet.market.order(auctionId, ORDERS[1]!))).toMatchObject({
      code: 'FACT_INVALID',
      fact: 'openAuction',
    });
  });

  test('a transaction of another kind', async () => {
    const swapped = ({ publishTariff }: Facts) => ({ openAuction: publishTariff });
    expect(await ordering(proving(swapped))).toEqual({
      code: 'FACT_INVALID',
      fact: 'openAuction',
      field: 'kind',
    });
  });

  test('the auction of a day, by which cells are made, is checked as well', async () => {
    const { api } = lyingNode(telling(({ floor }) => ({ floor: floor - 100 })));
    const { market } = new Wallet({ ...homes[0]!.ctx, api }, memoryTxStore());
    expect(await refusal(market.auctionOf(TERMS.day))).toMatchObject({
      code: 'FACT_INVALID',
      field: 'floor',
    });
    expect(await refusal(market.auction(auctionId))).toMatchObject({ code: 'FACT_INVALID', field: 'floor' });
  });
});

describe('before a settlement', () => {
  beforeAll(async () => {
    for (const [i, home] of homes.entries()) await home.wallet.market.order(auctionId, ORDERS[i % 2]!);
    await moveTo(chain, TERMS.gate + RELEASE_DELAY);
    await parties.regulator.release(auctionId);
    await parties.operator.clear(auctionId);
    await moveTo(chain, NEXT.times.release);
    await voidAuction(chain.api, PROFILE, nextId);
    await moveTo(chain, TERMS.settleFrom);
    const entry = await chain.api.auction({ params: { auctionId } });
    const body = { auctionId, terms: termsOf(entry) };
    await submitTx(chain.api, PROFILE, {
      kind: 'openSettlement',
      body,
      proof: new Uint8Array(),
      signatures: [],
    });
  }, 120_000);

  /** What the wallets make of this answer. */
  const termsOf = (told: Entry) => {
    const form = { late: false, statusDigest: NO_STATUS_DIGEST };
    return settleAuctionOf(chain, { entry: told, void: false }, form).terms;
  };

  test.each(OPENING)('a lie about %s %s', async (fact, field, change) => {
    const named = field === 'tariffId' ? 'openAuction' : fact;
    expect(await settling(telling(change))).toEqual({ code: 'FACT_INVALID', fact: named, field });
  });

  type Result = NonNullable<Entry['result']>;
  test.each<[keyof Result, (result: Result) => Partial<Result>]>([
    ['traded', ({ traded }) => ({ traded: traded ^ 1n })],
    ['enough', ({ enough }) => ({ enough: !enough })],
    ['volume', ({ volume }) => ({ volume: volume + 1n })],
    ['p', ({ p }) => ({ p: add(p, (x) => x + 1) })],
    ['lambdaBuy', ({ lambdaBuy }) => ({ lambdaBuy: add(lambdaBuy, (x) => x + 1) })],
    ['lambdaSell', ({ lambdaSell }) => ({ lambdaSell: add(lambdaSell, (x) => x + 1) })],
  ])('a lie about the result: %s', async (field, change) => {
    const lies = telling(({ result }) => ({ result: { ...result!, ...change(result!) } }));
    expect(await settling(lies)).toEqual({ code: 'FACT_INVALID', fact: 'close', field });
  });

  test('a result without its close', async () => {
    expect(await settling(proving(() => ({ close: undefined })))).toEqual({
      code: 'FACT_INVALID',
      fact: 'close',
      field: 'result',
    });
  });

  test('an auction that its node shows without an end is void to nobody: the ledger knows better', async () => {
    const lies = { ...telling(() => ({ result: undefined })), ...proving(() => ({ close: undefined })) };
    const { api, sent } = lyingNode(lies);
    const before = chain.proofs();
    for (const readings of DAYS) {
      const { ctx, meter } = homes[0]!;
      const signed = meter.signDay(chain.genesis.chainId, 0, TERMS.day, readings);
      const { market } = new Wallet({ ...ctx, api }, memoryTxStore());
      expect(await refusal(market.settle(auctionId, signed))).toEqual({
        code: 'FACT_INVALID',
        fact: 'voidAuction',
        field: 'result',
      });
    }
    expect([chain.proofs() - before, sent()]).toEqual([0, DAYS.length]);
    expect((await chain.api.auction({ params: { auctionId } })).phase).not.toBe('void');
  });

  test('a void of another day, and what it would make of the result', async () => {
    const { voidAuction: foreign } = await chain.api.auctionFacts({ params: { auctionId: nextId } });
    expect(foreign).toBeDefined();
    const lies = proving(() => ({ voidAuction: foreign!, close: undefined }));
    expect(await settling(lies)).toEqual({ code: 'FACT_INVALID', fact: 'voidAuction', field: 'auctionId' });
  });

  test('prices of a close that the operator did not sign, in a block of the validator alone', async () => {
    const forged = ({ close }: Facts) => {
      const tx = decodeTx(PROFILE, close!.tx) as Extract<Tx, { kind: 'close' }>;
      const p = tx.body.p.map((level) => level + 500);
      return { close: madeUp(close!, { ...tx, body: { ...tx.body, p } }) };
    };
    expect(await settling(proving(forged))).toEqual({
      code: 'FACT_INVALID',
      fact: 'close',
      field: 'signatures.0',
    });
  });

  test('another record of the own point finds no order, whatever was read', async () => {
    const lies: Partial<Api> = {
      pointChanges: async (args) => {
        const page = await chain.api.pointChanges(args);
        return { ...page, items: page.items.map((point) => ({ ...point, dayImportCap: 10_000 })) };
      },
    };
    expect(await settling(lies)).toEqual({ code: 'ORDER_NOT_FOUND', field: 'auctionId' });
  });

  describe('the orders', () => {
    test('their commitments come by pages', async () => {
      const params = { auctionId };
      const { items } = await chain.api.orders({ params });
      const all = items.map(({ c }) => c);
      for (const [from, limit] of [
        [0, HOMES],
        [3, 4],
        [HOMES, 1],
      ] as const) {
        const page = await chain.api.orderCommitments({ params, query: { from, limit } });
        expect(page.total).toBe(HOMES);
        expect(OrderCommitments.deserialize(page.commitments)).toEqual(all.slice(from, from + limit));
      }
      const tooMany = chain.api.orderCommitments({ params, query: { limit: MAX_COMMITMENTS + 1 } });
      expect(await refusal(tooMany)).toMatchObject({ code: 'BAD_REQUEST' });
    });

    const listed = (change: (all: bigint[]) => bigint[]): Partial<Api> => ({
      orderCommitments: async (args) => {
        const { commitments } = await chain.api.orderCommitments(args);
        const told = change(OrderCommitments.deserialize(commitments));
        return { total: told.length, commitments: OrderCommitments.serialize(told) };
      },
    });

    test.each<[string, (all: bigint[]) => bigint[]]>([
      ['one left out', (all) => all.slice(1)],
      ['an empty one added', (all) => [...all, 0n]],
      ['one replaced', (all) => [...all.slice(1), 5n]],
      ['two that changed places', ([a, b, ...rest]) => [b!, a!, ...rest]],
    ])('%s: not under the root, whoever asks', async (_name, change) => {
      expect(await settling(listed(change))).toMatchObject({ code: 'ROOT_MISMATCH' });
    });

    test('another root that fits a shorter list: none is looked at before terms are those of a block', async () => {
      const { items } = await chain.api.orders({ params: { auctionId } });
      const leaves = items.slice(1).map(({ c }) => c);
      const tree = new Tree8(chain.hasher, PARAMS.orderDepth, leaves);
      const asked = () => Promise.reject(new Error('asked'));
      const lies: Partial<Api> = {
        ...telling(() => ({ orders: leaves.length, orderRoot: tree.root })),
        ...{ orderCommitments: asked, orders: asked, settlements: asked },
      };
      expect(await settling(lies)).toEqual({ code: 'FACT_INVALID', fact: 'openSettlement', field: 'terms' });
    });

    test('what is no list of them is malformed', async () => {
      const commitments = new Uint8Array(31);
      const told = await settling({ orderCommitments: async () => ({ total: HOMES, commitments }) });
      expect(told).toEqual({ code: 'MALFORMED', field: 'commitments' });
    });

    /** The wallet of a home on a node that notes which orders it is asked for. */
    const noting = (i: number, store: TxStore) => {
      const asked: unknown[] = [];
      const noted =
        <A, R>(route: string, call: (args: A) => Promise<R>) =>
        (args: A) => {
          asked.push([route, args]);
          return call(args);
        };
      const { orders, orderCommitments } = chain.api;
      const { api } = lyingNode({
        orders: noted('orders', orders),
        orderCommitments: noted('orderCommitments', orderCommitments),
      });
      const { market } = new Wallet({ ...homes[i]!.ctx, api }, store);
      return { asked, settled: () => market.settle(auctionId, dayOf(i, i % 2)) };
    };

    /** What the chain has under the name by which the home keeps its order. */
    const keepOrder = async (i: number, store: TxStore, version = 0, change = {}) => {
      const { items } = await chain.api.pointChanges({});
      const transactions = (await blocksFrom(chain.api)).flatMap(
        ({ block }) => Block.deserialize(block).transactions,
      );
      const prefix = orderPrefix(homes[i]!.ctx, auctionId, items[i]!);
      const name = `${prefix}${version}`;
      for (const bytes of transactions) {
        const tx = decodeTx(PROFILE, bytes);
        if (tx.kind !== 'order' || prefix !== `order-${hex(tx.body.nfBid)}-`) continue;
        await store.keep(name, encodeTx(PROFILE, { ...tx, body: { ...tx.body, ...change } }));
      }
      expect(await store.find(name)).toBeDefined();
    };

    test('a kept one needs the commitments alone, and no request tells whose they are', async () => {
      const all = [];
      for (const i of [2, 3]) {
        const store = memoryTxStore();
        // An earlier version that the ledger never took.
        if (i === 3) await keepOrder(i, store, 0, { c: 5n });
        await keepOrder(i, store, i === 3 ? 1 : 0);
        const { asked, settled } = noting(i, store);
        expect((await settled()).readings).toEqual(DAYS[i % 2]);
        all.push(asked);
      }
      const params = { auctionId };
      expect(all[0]).toEqual([['orderCommitments', { params, query: { from: 0 } }]]);
      expect(all[1]).toEqual(all[0]);
    });

    test('without one that is in the book all are looked through, by everybody alike', async () => {
      const all = [];
      const stale = memoryTxStore();
      await keepOrder(5, stale, 0, { c: 5n });
      for (const [i, store] of [memoryTxStore(), stale].entries()) {
        const { asked, settled } = noting(4 + i, store);
        expect((await settled()).readings).toEqual(DAYS[i % 2]);
        all.push(asked);
      }
      const query = { from: 0 };
      const params = { auctionId };
      expect(all[0]).toContainEqual(['orders', { params, query }]);
      expect(all[1]).toEqual(all[0]);
    });
  });

  describe('with proofs', () => {
    const params = () => ({ auctionId });
    /** As a gateway settles. */
    const inFull = (lies: Partial<Api>) =>
      refusals(lies, (wallet, which) => wallet.market.settle(auctionId, dayOf(0, which)), { verify: 'full' });
    const batches = async () => (await chain.api.clearing({ params: params() })).items;
    const clearing = (change: (batches: Uint8Array[]) => Uint8Array[]): Partial<Api> => ({
      clearing: async () => {
        const items = change(await batches());
        return { total: items.length, items };
      },
    });
    const changed =
      <K extends 'clear' | 'close'>(change: (tx: TxOf<K>) => Partial<TxOf<K>>) =>
      (bytes: Uint8Array) => {
        const tx = decodeTx(PROFILE, bytes) as TxOf<K>;
        return encodeTx(PROFILE, { ...tx, ...change(tx) } as Tx);
      };
    const second = (change: (bytes: Uint8Array) => Uint8Array) => (all: Uint8Array[]) =>
      all.map((bytes, i) => (i === 1 ? change(bytes) : bytes));
    const wrong = (field: string, batch?: number) => ({
      code: 'FACT_INVALID',
      fact: 'clear',
      field,
      ...(batch !== undefined && { batch }),
    });

    beforeAll(async () => {
      const { ctx } = homes[6]!;
      const wallet = new Wallet({ ...ctx, verify: 'full' }, memoryTxStore());
      expect((await wallet.market.settle(auctionId, dayOf(6, 0))).readings).toEqual(DAYS[0]);
      expect(await batches()).toHaveLength(Math.ceil(HOMES / PARAMS.clearN));
    });

    test('a chain of batches comes by pages', async () => {
      const all = await batches();
      const page = await chain.api.clearing({ params: params(), query: { from: 1, limit: 2 } });
      expect(page).toEqual({ total: all.length, items: all.slice(1, 3) });
      const paged: Partial<Api> = {
        clearing: ({ query } = { params: params() }) =>
          chain.api.clearing({ params: params(), query: { ...query, limit: 2 } }),
      };
      const wallet = new Wallet(
        { ...homes[7]!.ctx, api: { ...chain.api, ...paged }, verify: 'full' },
        memoryTxStore(),
      );
      expect((await wallet.market.settle(auctionId, dayOf(7, 1))).readings).toEqual(DAYS[1]);
    });

    test.each<[string, (all: Uint8Array[]) => Uint8Array[], object]>([
      ['none', () => [], wrong('batches')],
      ['the last left out', (all) => all.slice(0, -1), wrong('batches')],
      ['one left out', (all) => all.toSpliced(1, 1), wrong('batch', 1)],
      ['one too many', (all) => [...all, all.at(-1)!], wrong('batches')],
      ['two that changed places', ([a, b, ...rest]) => [b!, a!, ...rest], wrong('batch', 0)],
      [
        'one without its proof',
        second(changed<'clear'>(() => ({ proof: new Uint8Array(256) }))),
        wrong('proof', 1),
      ],
      [
        'one that leads elsewhere',
        second(changed<'clear'>(({ body }) => ({ body: { ...body, stateOut: body.stateOut + 1n } }))),
        wrong('proof', 1),
      ],
      [
        'the proof of another',
        (all) => {
          const { proof } = decodeTx(PROFILE, all[0]!);
          return second(changed<'clear'>(() => ({ proof })))(all);
        },
        wrong('proof', 1),
      ],
      [
        'one of another auction',
        second(changed<'clear'>(({ body }) => ({ body: { ...body, auctionId: nextId } }))),
        wrong('auctionId'),
      ],
      ['what is no transaction', second(() => Uint8Array.of(1, 2)), wrong('tx')],
    ])('%s', async (_name, change, refused) => {
      expect(await inFull(clearing(change))).toEqual(refused);
    });

    test('a transaction of another kind', async () => {
      const { close } = await chain.api.auctionFacts({ params: params() });
      expect(await inFull(clearing(second(() => close!.tx)))).toEqual(wrong('kind'));
    });

    test('batches over other orders than those of the book', async () => {
      const { items } = await chain.api.orders({ params: params() });
      const { close } = await chain.api.auctionFacts({ params: params() });
      const book = items.map(({ c }) => c);
      const check = (commitments: readonly bigint[]) => {
        const pages = (async function* () {
          yield await batches();
        })();
        const clearing = { auctionId, commitments, batches: pages, close: close!.tx };
        return verifier.verifyClearing(chain, chain.verifyMany, clearing);
      };
      await check(book);
      const [a, b, ...rest] = book;
      expect(await refusal(check([b!, a!, ...rest]))).toEqual(wrong('proof', 0));
      expect(await refusal(check(book.with(-1, 5n)))).toEqual(wrong('proof', 4));
      expect(await refusal(check(book.slice(0, -1)))).toEqual(wrong('proof', 4));
      expect(await refusal(check(book.slice(0, -2)))).toEqual(wrong('batches'));
    });

    test('prices of a close that operator and validator made up together, terms and all', async () => {
      const entry = await chain.api.auction({ params: params() });
      const facts = await chain.api.auctionFacts({ params: params() });
      const { close, openSettlement } = facts;
      const tx = decodeTx(PROFILE, close!.tx) as TxOf<'close'>;
      const result = { ...entry.result!, p: entry.result!.p.map((level) => level + 500) };
      const draft = { kind: tx.kind, body: { ...tx.body, p: result.p } };
      const digest = txDigest(PROFILE, chain.genesis.chainId, draft);
      const signatures = [signTx('operator', digest, secretOf(SIGNERS.operator))];
      const told = { ...entry, result };
      const terms = termsOf(told);
      const opening = {
        kind: 'openSettlement' as const,
        body: { auctionId, terms },
        proof: new Uint8Array(),
      };
      const lies: Partial<Api> = {
        auction: async () => told,
        auctionFacts: async () => ({
          ...facts,
          close: madeUp(close!, { ...tx, ...draft, signatures }),
          openSettlement: madeUp(openSettlement!, { ...opening, signatures: [] }),
        }),
      };
      expect(await inFull(lies)).toEqual({ code: 'FACT_INVALID', fact: 'close', field: 'proof' });
    });
  });

  test('the truth is settled', async () => {
    const [first, second] = DAYS.map((_, i) => homes[i]!.wallet.market.settle(auctionId, dayOf(i, i)));
    expect((await first!).readings).toEqual(DAYS[0]);
    expect((await second!).readings).toEqual(DAYS[1]);
  });

  test.each([
    ['opened', () => auctionId],
    ['never opened', () => nextId],
  ])('when late bills have ended there is no settlement, under terms that were %s', async (_name, id) => {
    await moveTo(chain, NEXT.times.settleEnd + BigInt(chain.genesis.windows.late));
    const settled = homes[8]!.wallet.market.settle(id(), dayOf(8, 0));
    expect(await refusal(settled)).toMatchObject({ code: 'LATE_BILL_CLOSED' });
  });
});
