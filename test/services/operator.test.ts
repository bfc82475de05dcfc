/** Which book the operator opens, and how often: whatever list its node shows, the one that the regulator signed. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nullCells } from '@veilgrid/client-sdk';
import { BUY, type Cell, orderCommitment, packOrder, SELL } from '@veilgrid/protocol/core/books/cells';
import { sealOrder } from '@veilgrid/protocol/core/books/sealed';
import { add } from '@veilgrid/protocol/core/crypto/babyjub';
import { fold } from '@veilgrid/protocol/core/lists';
import { MAX_LEVEL } from '@veilgrid/protocol/params';
import type { Api, RouteResponse } from '@veilgrid/protocol/routes';
import { encodeTx, signTx, type Tx, txDigest } from '@veilgrid/protocol/tx';
import {
  Follower,
  fileSecrets,
  memoryFollowerStore,
  Operator,
  ORDER_WATCH,
  RELEASE_DELAY,
  type SecretStore,
} from '@veilgrid/services';
import { shareScalar } from '@veilgrid/services/core/books/share';
import { refusal } from '../node/support/ledger.js';
import { blindOrder } from '../state/support/blindOrder.js';
import { PARAMS, SIGNERS, secretOf } from '../state/support/genesis.js';
import { TIMES } from '../state/support/slot.js';
import { startTestChain, type TestChain } from './support/chain.js';
import { blocksFrom, forkOf, showing } from './support/fork.js';
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
const HOUSES = 10;
/** Whose order a node wants to know. */
const VICTIM = 3;

type Sealed = RouteResponse<'orders'>['items'][number];

let chain: TestChain;
let parties: Parties;
let homes: Household[];
let auctionId: bigint;
let directory: string;
let secrets: SecretStore;
let regulatorScalar: bigint;

beforeAll(async () => {
  chain = await startTestChain();
  directory = await mkdtemp(join(tmpdir(), 'operator-'));
  secrets = await fileSecrets(join(directory, 'secrets.json'));
  parties = partiesOf(chain);
  homes = Array.from({ length: HOUSES }, (_, i) => household(chain, `home ${i}`));
  await fundRoles(chain);
  await publishTariff(parties);
  for (const [i, home] of homes.entries()) await enrol(chain, parties, home, i);
  await untilNotesAreReady(chain);
  auctionId = await operatorOn(chain.api).openAuction(
    TERMS,
    { share: (id) => parties.regulator.share(id), coSigner: parties.regulator.coSigner },
    parties.supplier,
  );
  const cells = (i: number): Cell[] =>
    i === VICTIM ? flat(BUY, 2_000, 700) : i % 2 ? flat(SELL, 900 + i, 300) : nullCells(K);
  for (const [i, home] of homes.entries()) await home.wallet.market.order(auctionId, cells(i));
  await moveTo(chain, TIMES.gate + RELEASE_DELAY);
  regulatorScalar = await shareScalar(parties.regulatorContext.secrets, 'regulator', auctionId);
});
afterAll(async () => {
  await chain.close();
  await rm(directory, { recursive: true });
});

function flat(side: 0 | 1, level: number, qty: number): Cell[] {
  return Array.from({ length: K }, () => ({ side, level, qty }));
}

/** An operator of this node, on the same folder each time. */
function operatorOn(api: Api, kept = secrets): Operator {
  const { genesis, hasher } = chain;
  const follower = new Follower({ genesis, hasher, api, store: memoryFollowerStore() }, ORDER_WATCH);
  const prover = {
    prove: async () => {
      throw new Error('stopped');
    },
    close: async () => {},
  };
  return new Operator({ ...parties.operatorContext, api, follower, secrets: kept, prover });
}

/** An order of the node's own, sealed as every household's. */
async function sealed(cells: readonly Cell[], inner: bigint): Promise<Sealed> {
  const { operatorShare, regulatorShare } = await chain.api.auction({ params: { auctionId } });
  const words = packOrder(cells);
  const { ephemeral, ct } = sealOrder(
    chain.hasher,
    { auctionId, key: add(operatorShare, regulatorShare) },
    { words, inner, b: inner },
  );
  const c = orderCommitment(chain.hasher, auctionId, words, inner);
  const rest = { nfBid: inner, changeCm: inner, deposit: 0n, memo: new Uint8Array() };
  return { ...rest, c, ct: [...ct], ephemeralX: ephemeral.x, ephemeralY: ephemeral.y };
}

const listing = (api: Api, items: readonly Sealed[]): Api => ({
  ...api,
  orders: async ({ query: { from = 0 } = {} }) => ({ total: items.length, items: items.slice(from) }),
});

/** One real order between a sale of everything at level 0 and a purchase at the highest level. */
async function probe(): Promise<Sealed[]> {
  const real = (await chain.api.orders({ params: { auctionId } })).items[VICTIM]!;
  return [
    await sealed(flat(SELL, 0, 16_000_000), 71n),
    real,
    await sealed(flat(BUY, MAX_LEVEL, 16_000_000), 72n),
  ];
}

const foldOf = (items: readonly Sealed[]) =>
  items.reduce((current, { c }) => fold(chain.hasher, current, c), auctionId);

test('before the release it opens nothing, whatever its node says was released', async () => {
  const api: Api = {
    ...listing(chain.api, await probe()),
    auction: async (args) => ({
      ...(await chain.api.auction(args)),
      phase: 'released',
      released: regulatorScalar,
    }),
  };
  expect(await refusal(() => operatorOn(api).clear(auctionId, { few: true }))).toEqual({
    code: 'SHARE_NOT_RELEASED',
    field: undefined,
  });
});

describe('after the release', () => {
  beforeAll(() => parties.regulator.release(auctionId));

  test('a list of the node is not opened: one real order, one repeated, one left out, two changed about', async () => {
    const { items } = await chain.api.orders({ params: { auctionId } });
    const swapped = [items[1]!, items[0]!, ...items.slice(2)];
    const lists = [
      await probe(),
      [...items, items[0]!],
      [...items.slice(0, -1), items[0]!],
      items.slice(1),
      swapped,
    ];
    for (const list of [...lists, []]) {
      const operator = operatorOn(listing(chain.api, list));
      for (const few of [false, true]) {
        expect(await refusal(() => operator.clear(auctionId, { few }))).toEqual({
          code: 'BOOK_UNVERIFIED',
          field: 'orders',
        });
      }
    }
    expect(await secrets.list('closing:')).toEqual([]);
  });

  test('what it closes is on disk before it proves anything, and a restart goes on with it', async () => {
    const file = join(directory, 'secrets.json');
    await expect(operatorOn(chain.api).clear(auctionId)).rejects.toThrow('stopped');
    const { items } = await chain.api.orders({ params: { auctionId } });
    const onDisk = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
    const [name] = Object.keys(onDisk).filter((key) => key.startsWith('closing:'));
    expect(JSON.parse(onDisk[name!]!)).toMatchObject({ count: HOUSES, fold: String(foldOf(items)) });
    expect((await chain.api.auction({ params: { auctionId } })).clearBatch).toBe(0);
    const restarted = await fileSecrets(file);
    await expect(operatorOn(chain.api, restarted).clear(auctionId)).rejects.toThrow('stopped');
    expect(await restarted.get(name!)).toBe(onDisk[name!]);
  });

  test('another book of the same auction is never opened, though validator and regulator sign it', async () => {
    const list = await probe();
    const blocks = await blocksFrom(chain.api);
    const { genesis } = chain;
    const orders = list.map(({ c }, i) => {
      const body = { ...blindOrder(BigInt(1_000 * (i + 1)), auctionId, 0n, 1n), c };
      return encodeTx(genesis.profile, { kind: 'order', body, proofs: new Uint8Array(256), signatures: [] });
    });
    const body = { sequence: 0n, auctionId, scalar: regulatorScalar, count: list.length, fold: foldOf(list) };
    const draft = { kind: 'releaseShare' as const, body };
    const digest = txDigest(genesis.profile, genesis.chainId, draft);
    const signatures = [signTx('regulator', digest, secretOf(SIGNERS.regulator))];
    const release = encodeTx(genesis.profile, { ...draft, proofs: new Uint8Array(), signatures } as Tx);
    // Up to the opening the two chains are one; then three orders, and the gate.
    const opened = await openedAt();
    const fork = forkOf(genesis, blocks.slice(0, opened), [
      { time: TIMES.gate - 1n, transactions: orders },
      { time: TIMES.gate, transactions: [release] },
    ]);
    const api = listing(showing(chain.api, fork), list);
    expect(await refusal(() => operatorOn(api).clear(auctionId, { few: true }))).toEqual({
      code: 'ALREADY_SIGNED',
      field: 'orders',
    });
  });

  test('the true book is closed in the end, once', async () => {
    const { prover } = chain;
    const follower = parties.operatorContext.follower;
    const operator = new Operator({ ...parties.operatorContext, secrets, prover, follower });
    const result = await operator.clear(auctionId);
    expect((await chain.api.auction({ params: { auctionId } })).result).toEqual(result);
  });
});

/** Blocks up to the one that opened the auction. */
async function openedAt(): Promise<number> {
  const { openAuction } = await chain.api.auctionFacts({ params: { auctionId } });
  const first = openAuction.headers[0]!;
  return Number(Buffer.from(first).readBigUInt64LE(0));
}
