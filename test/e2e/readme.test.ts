import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { FEW } from '@veilgrid/cli/demo/market/day';
import { type MarketTown, marketTown } from '@veilgrid/cli/demo/market/marketTown';
import { DEFAULT_DAY, FLOOR, SEED, TICK } from '@veilgrid/cli/demo/market/scenario';
import { enrol, settleIn, TARIFF, ZONE } from '@veilgrid/cli/demo/town/household';
import { buildTown, untilNotesAreReady } from '@veilgrid/cli/demo/town/town';
import {
  type Bill,
  deriveKeys,
  type Meter,
  marketOf,
  newPhrase,
  type OwnOrder,
  openWallet,
  pointRecord,
  seedOf,
} from '@veilgrid/client-sdk';
import { makeMintSlip } from '@veilgrid/client-sdk/core/money/mintSlip';
import { fetchAuction } from '@veilgrid/client-sdk/market/auction';
import { ensureCleared } from '@veilgrid/client-sdk/market/ensureCleared';
import { fetchOrderBook } from '@veilgrid/client-sdk/market/orderBook';
import { emptyResult } from '@veilgrid/protocol/core/books/result';
import { genesisHashHex } from '@veilgrid/protocol/core/genesis';
import { billOf } from '@veilgrid/protocol/market/settlement';
import { decodeTx, encodeTx } from '@veilgrid/protocol/tx';
import { mintAccount, mintNote, RELEASE_DELAY } from '@veilgrid/services';

const MONEY = 10_000_000_000n;
/** Below ten households; the reader of the example is the tenth. */
const NEIGHBOURS = 9;
/** Hours from the beginning of the traded day. */
const TIMES = { gate: -2, release: -1, close: 0, settleFrom: 30, settleEnd: 48, publish: 49 };

interface Example {
  marketDay(day: object): Promise<{ order: OwnOrder; bill: Bill; balance: bigint }>;
}

const [, code] = /```js\n(import [^`]*openWallet[\s\S]*?)```/.exec(readFileSync('README.md', 'utf8'))!;
const closers: Array<() => unknown> = [];
let town: MarketTown;
let phrase: string;
let meter: Meter;

beforeAll(async () => {
  const options = { profile: 'small', households: 10, date: DEFAULT_DAY, seed: SEED } as const;
  town = await buildTown(marketTown(options), { defer: (close) => closers.push(close) });
  const { access, services, scenario } = town;
  await mintAccount(services.issuer, 'supplier', 10n ** 12n);
  await mintAccount(services.issuer, 'operator', 10n ** 12n);
  await mintAccount(services.issuer, 'regulator', 10n ** 12n);
  for (const neighbour of town.households.slice(0, NEIGHBOURS)) await enrol(access, services, neighbour);

  phrase = newPhrase();
  const keys = deriveKeys(access.hasher, await seedOf(phrase));
  const house = await settleIn(access, scenario, scenario.houses[NEIGHBOURS]!, NEIGHBOURS);
  meter = house.meter;
  const { position, importCap, exportCap, dayImportCap, dayExportCap, dayLimit } = house.point;
  const terms = {
    ...{ position, importCap, exportCap, dayImportCap, dayExportCap, dayLimit },
    ...{ meterKey: meter.key, zone: ZONE, tariffId: TARIFF },
  };
  const point = pointRecord({ hasher: access.hasher, keys }, terms, 0);
  await enrol(access, services, { keys, point });
  const slip = await makeMintSlip({ ...access, keys }, MONEY);
  await mintNote(services.issuer, slip);
  await untilNotesAreReady(town);
  await openAuction();
});

afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

async function openAuction(): Promise<void> {
  const { services, scenario, midnight } = town;
  await services.tariffs.publish({ tariffId: TARIFF, day: scenario.day, ...scenario.prices });
  const times = Object.entries(TIMES).map(([name, hours]) => [name, BigInt(midnight + hours * 3600)]);
  await services.operator.openAuction(
    {
      zone: ZONE,
      tariffId: TARIFF,
      day: scenario.day,
      floor: FLOOR,
      tick: TICK,
      collateral: 100_000,
      tiers: [3_000_000_000n],
      ...(Object.fromEntries(times) as Record<keyof typeof TIMES, bigint>),
    },
    { share: (id) => services.regulator.share(id), coSigner: services.regulator.coSigner },
    services.supplier.coSigner('openAuction'),
  );
}

/** What the others do while the household waits for its meter. */
async function dayGoesBy({ auctionId }: { auctionId: bigint }) {
  const { services, midnight, scenario, access } = town;
  await town.moveTime(midnight + TIMES.gate * 3600 + Number(RELEASE_DELAY));
  await services.regulator.release(auctionId, FEW);
  await services.operator.clear(auctionId, FEW);
  await town.moveTime(midnight + TIMES.settleFrom * 3600);
  return meter.signDay(
    access.genesis.chainId,
    NEIGHBOURS,
    scenario.day,
    scenario.houses[NEIGHBOURS]!.readings,
  );
}

test("the README's example needs the SDK alone", () => {
  const imports = [...code!.matchAll(/from '([^']+)'|import\('([^']+)'/g)].map(
    (match) => match[1] ?? match[2],
  );
  expect(imports).toEqual(['@veilgrid/client-sdk']);
});

test("the README's example trades, settles and is billed on a real node", async () => {
  const { access, scenario, url } = town;
  // Beside the packages, so that the example finds them by name as a user's code does.
  const folder = mkdtempSync(join(process.cwd(), 'test/dist/readme-'));
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  try {
    const file = join(folder, 'example.mjs');
    writeFileSync(file, code!);
    const { marketDay } = (await import(file)) as Example;
    const genesisHash = genesisHashHex(access.genesis);
    const { order, bill, balance } = await marketDay({
      ...{ url, genesisHash, phrase, folder, date: scenario.date },
      readMeter: dayGoesBy,
    });
    expect(order.cells).toHaveLength(access.genesis.params.K);
    // One order is no market: everything is bought from the supplier.
    const market = marketOf(await access.api.auction({ params: { auctionId: order.auctionId } }));
    const { readings } = scenario.houses[NEIGHBOURS]!;
    expect(bill).toEqual(billOf(order.cells, readings, market, emptyResult(access.genesis.params)));
    expect(bill.cost).toBeGreaterThan(0n);
    expect(balance).toBe(MONEY - bill.cost);
    expect(log.mock.calls).toEqual([
      [expect.stringMatching(/^deposit 30\.0{8}, bill \d+\.\d{8}, back \d+\.\d{8}$/)],
    ]);
  } finally {
    log.mockRestore();
    rmSync(folder, { recursive: true });
  }
});

test('a wallet that verifies in full checks the proofs of the day, and refuses a false one', async () => {
  const genesisHash = genesisHashHex(town.access.genesis);
  const gateway = await openWallet({ url: town.url, genesisHash, phrase, verify: 'full' });
  await gateway.close();
  const [auctionId] = (await gateway.api.auctions({})).items;
  const auction = await fetchAuction(gateway, auctionId!);
  const book = await fetchOrderBook(gateway, auction.entry);
  await ensureCleared(gateway, auction, book);
  const clearing: typeof gateway.api.clearing = async (args) => {
    const { total, items } = await gateway.api.clearing(args);
    const [clear] = items.map((bytes) => decodeTx('small', bytes));
    const { tx } = (await gateway.api.auctionFacts({ params: { auctionId: auctionId! } })).close!;
    return { total, items: [encodeTx('small', { ...clear!, proofs: decodeTx('small', tx).proofs })] };
  };
  const deceived = { ...gateway, api: { ...gateway.api, clearing } };
  await expect(ensureCleared(deceived, auction, book)).rejects.toMatchObject({
    code: 'FACT_INVALID',
    data: { fact: 'clear', field: 'proof', batch: 0 },
  });
});

test('opened again from the words, the wallet has its money; another chain and wrong words are refused', async () => {
  const genesisHash = genesisHashHex(town.access.genesis);
  const again = await openWallet({ url: town.url, genesisHash, phrase });
  await again.close();
  expect(again.wallet.notes.balance).toBeLessThan(MONEY);
  expect(again.wallet.notes.unspent).toHaveLength(2);
  await expect(openWallet({ url: town.url, genesisHash: '0'.repeat(64), phrase })).rejects.toMatchObject({
    code: 'GENESIS_INVALID',
    data: { field: 'genesisHash' },
  });
  await expect(openWallet({ url: town.url, genesisHash, phrase: 'word' })).rejects.toMatchObject({
    code: 'SEED_INVALID',
  });
});
