/** One market day over HTTP: every role, every household, every proof. */
import { marketOf, type OwnOrder, type Settled } from '@veilgrid/client-sdk';
import { emptyResult } from '@veilgrid/protocol/core/books/result';
import { genesisHashHex } from '@veilgrid/protocol/core/genesis';
import { ProtocolError } from '@veilgrid/protocol/errors';
import { capOf } from '@veilgrid/protocol/market/auction';
import { billOf } from '@veilgrid/protocol/market/settlement';
import { mintAccount, mintNote, openSums, publish, RELEASE_DELAY } from '@veilgrid/services';
import { balancesOf, enrol, type Household, TARIFF, ZONE } from '../town/household.js';
import type { Services } from '../town/services.js';
import type { Stages } from '../town/stages.js';
import { type Setting, type Town, untilNotesAreReady } from '../town/town.js';
import type { MarketTown } from './marketTown.js';
import type { DayOutcome, HouseholdDay } from './outcome.js';
import { type House, TICK } from './scenario.js';
import { seenOf } from './seen.js';

export const HOUR = 3_600;
/** Hours from the beginning of the traded day. */
export const TIMES = {
  gate: -2,
  release: -1,
  close: 0,
  read: 25,
  settleFrom: 30,
  settleEnd: 48,
  publish: 49,
};
/** 15, 30, 60 and 300: a usual day, a day of large orders, all a roof can sell, all a connection can carry. */
export const TIERS = [1_500_000_000n, 3_000_000_000n, 6_000_000_000n, 30_000_000_000n];
export const HOUSEHOLD_MONEY = 40_000_000_000n;
/** 5.00 from the first household to the second. */
export const PAYMENT = 500_000_000n;
/** Its own book, however small: nobody else orders in a demo. */
export const FEW = { few: true };
/** A person has looked at the list: in a small town even one listed home leaves few. */
export const MANY = { many: true };
const ROLE_MONEY = 1_000_000_000_000n;

type Done = (detail?: string) => void;

export async function runDay(town: MarketTown, stages: Stages): Promise<DayOutcome> {
  const { access, services, households, midnight } = town;
  const { api, genesis } = access;
  const n = households.length;
  const at = (hours: number) => midnight + hours * HOUR;

  await stages.run('Minting', n + 3, (done) => mint(town, done));
  await untilNotesAreReady(town);
  await stages.run('A private payment', 1, async () => {
    const [from, to = from] = households;
    await from!.wallet.transfer(to!.wallet.address, PAYMENT);
  });
  const balancesBefore = await balancesOf(town.households);
  const supplyBefore = await api.supply({});
  const points = [...households, ...town.neighbours];
  await stages.run('Enrolling', points.length, async (done) => {
    for (const household of points) {
      await enrol(access, services, household);
      done();
    }
  });
  await untilNotesAreReady(town);
  const auctionId = await stages.run('Opening the auction', 1, () => openAuction(town));
  const params = { auctionId };
  const orders = await stages.run('Sealed orders', n, (done) =>
    forAll(households, done, ({ wallet, house }) => wallet.market.order(auctionId, house.cells)),
  );
  await town.moveTime(at(TIMES.gate));
  await town.moveTime(at(TIMES.gate) + Number(RELEASE_DELAY));
  await stages.run('Release and clearing', 1, async () => {
    await services.regulator.release(auctionId, FEW);
    await services.operator.clear(auctionId, FEW);
  });
  await town.moveTime(at(TIMES.read));
  const failedMeter = households.at(-1)!;
  const listed = { position: failedMeter.point.position, signed: dsoReadings(town, failedMeter) };
  await services.billing.postStatusList(auctionId, [listed], services.statistician.coSigner(MANY));
  await town.moveTime(at(TIMES.settleFrom));
  const settled = await stages.run('Settlements', n, (done) =>
    forAll(households, done, (h) =>
      h.wallet.market.settle(auctionId, h === failedMeter ? undefined : meterReadings(town, h)),
    ),
  );
  await town.moveTime(at(TIMES.settleEnd));
  const opened = await stages.run('Mask sums', 1, () => openOrWait(services, auctionId));
  if (opened) {
    await town.moveTime(at(TIMES.publish));
    await stages.run('Publication', 1, () => publish(api, genesis.profile, auctionId));
    await services.operator.forget(auctionId);
  }
  return {
    scenario: town.scenario,
    genesisHash: genesisHashHex(genesis),
    points: points.length,
    auction: await api.auction({ params }),
    aggregate: opened ? await api.aggregate({ params }) : undefined,
    supplyBefore,
    supply: await api.supply({}),
    households: await householdDays(town, auctionId, { orders, settled, balancesBefore }),
    seen: await seenOf(access, orders[0]!),
    invoices: await services.billing.invoices(auctionId),
    proofs: town.proofs,
    timings: stages.timings,
  };
}

export async function mint(
  { services, households }: Pick<Town<Setting>, 'services' | 'households'>,
  done: Done,
  money = HOUSEHOLD_MONEY,
): Promise<void> {
  for (const role of ['supplier', 'operator', 'regulator'] as const) {
    await mintAccount(services.issuer, role, ROLE_MONEY);
    done();
  }
  for (const { wallet } of households) {
    await mintNote(services.issuer, await wallet.mintSlip(money));
    done();
  }
}

export async function openAuction({
  scenario,
  services,
  midnight,
}: Pick<MarketTown, 'services' | 'midnight'> & {
  readonly scenario: Pick<MarketTown['scenario'], 'day' | 'prices' | 'floor'>;
}): Promise<bigint> {
  const { day, prices, floor } = scenario;
  await services.tariffs.publish({ tariffId: TARIFF, day, ...prices });
  const cap = Number(capOf({ floor: BigInt(floor), tick: BigInt(TICK) }));
  const dearest = Math.max(...prices.importPrice.map((price, k) => price + prices.discount[k]!));
  const times = Object.entries(TIMES).map(([name, hours]) => [name, BigInt(midnight + hours * HOUR)]);
  return services.operator.openAuction(
    {
      zone: ZONE,
      tariffId: TARIFF,
      day,
      floor,
      tick: TICK,
      collateral: Math.max(cap, dearest),
      tiers: TIERS,
      ...(Object.fromEntries(times) as Record<keyof typeof TIMES, bigint>),
    },
    { share: (id) => services.regulator.share(id), coSigner: services.regulator.coSigner },
    services.supplier.coSigner('openAuction'),
  );
}

/** The day as the DSO reads it where the meter failed. */
function dsoReadings({ services, scenario }: MarketTown, { point, house }: Household<House>) {
  return services.registrar.signReadings(point.position, scenario.day, house.readings);
}

function meterReadings({ access, scenario }: MarketTown, { meter, point, house }: Household<House>) {
  return meter.signDay(access.genesis.chainId, point.position, scenario.day, house.readings);
}

export function forAll<T, R>(items: readonly T[], done: Done, action: (item: T) => Promise<R>): Promise<R[]> {
  return Promise.all(
    items.map(async (item) => {
      const result = await action(item);
      done();
      return result;
    }),
  );
}

interface Results {
  readonly orders: readonly OwnOrder[];
  readonly settled: readonly Settled[];
  readonly balancesBefore: readonly bigint[];
}

async function householdDays(
  town: MarketTown,
  auctionId: bigint,
  { orders, settled, balancesBefore }: Results,
): Promise<HouseholdDay[]> {
  const { api, genesis } = town.access;
  const market = marketOf(await api.auction({ params: { auctionId } }));
  const noTrade = emptyResult(genesis.params);
  const balancesNow = await balancesOf(town.households);
  return town.households.map(({ house }, i) => ({
    house,
    deposit: orders[i]!.deposit,
    bill: settled[i]!.bill,
    without: billOf(house.cells, house.readings, market, noTrade).cost,
    balanceBefore: balancesBefore[i]!,
    balance: balancesNow[i]!,
  }));
}

/** @returns false where the set is small, and waits for a large one */
async function openOrWait({ maskSummerA, maskSummerB }: Services, auctionId: bigint): Promise<boolean> {
  try {
    return await openSums([maskSummerA, maskSummerB], auctionId, FEW);
  } catch (error) {
    if (error instanceof ProtocolError && error.code === 'GROUP_TOO_SMALL') return false;
    throw error;
  }
}
