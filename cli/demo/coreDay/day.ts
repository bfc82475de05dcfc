/** One day in which all of core's pieces occur, on a market day over HTTP: every role, every wallet, every proof. */

import { allItems } from '@veilgrid/client-sdk/client/submit';
import { genesisHashHex } from '@veilgrid/protocol/core/genesis';
import { openSums, publish, RELEASE_DELAY } from '@veilgrid/services';
import { shownLoad } from '../../terminal/shownLoad.js';
import { type Nets, type PostedTotal, postTooEarly, postTotals } from '../core/measures.js';
import { announceAfterEnd, announceNetwork, type Meters, type NetworkOf } from '../core/network.js';
import { changeKey, endTso, registerTso } from '../core/parties.js';
import { rebuildPoints, rebuildReadings } from '../core/rebuild.js';
import { Refusals } from '../core/refusals.js';
import { FEW, forAll, HOUR, openAuction, TIMES } from '../market/day.js';
import type { MarketTown } from '../market/marketTown.js';
import { enrol } from '../town/household.js';
import type { Stages } from '../town/stages.js';
import { untilNotesAreReady } from '../town/town.js';
import { orderByMerging, PAYMENTS, payAllIn, pursesOf } from './money.js';
import type { CoreDay } from './outcome.js';

/** An asset that no module has made. */
const NO_ASSET = 7n;
/** Transfers that make one note of 15 out of the saver's. */
const MERGES = 10;

export async function runCoreDay(town: MarketTown, stages: Stages): Promise<CoreDay> {
  const { access, services, households, scenario, midnight } = town;
  const { api, genesis } = access;
  const { day } = scenario;
  const n = households.length;
  const at = (hours: number) => town.moveTime(midnight + hours * HOUR);
  const refusals = new Refusals();

  await stages.run('Money paid in', n - 1 + PAYMENTS, (done) => payAllIn(town, refusals, done));
  await stages.run('Enrolling', n, async (done) => {
    for (const household of households) {
      await enrol(access, services, household);
      done();
    }
  });
  const network = await stages.run('A party and its network', 1, async () => {
    const first = await registerTso(access, services, day - 1);
    const tso = await changeKey(access, services, first, refusals);
    return { access, services, tso, day, households: n };
  });
  const meters = await announceNetwork(network, refusals);
  await untilNotesAreReady(town);
  const refusedTransfers = await stages.run('An asset of nobody', 1, () => exchangeNothing(town, refusals));

  const auctionId = await stages.run('Opening the auction', 1, () => openAuction(town));
  const params = { auctionId };
  const { order, merged } = await stages.run('Merging notes', MERGES, (done) =>
    orderByMerging(town, auctionId, done),
  );
  const orders = await stages.run('Sealed orders', n - 1, (done) =>
    forAll(households.slice(1), done, ({ wallet, house }) => wallet.market.order(auctionId, house.cells)),
  );
  await at(TIMES.gate);
  await town.moveTime(midnight + TIMES.gate * HOUR + Number(RELEASE_DELAY));
  await stages.run('Release and clearing', 1, async () => {
    await services.regulator.release(auctionId, FEW);
    await services.operator.clear(auctionId, FEW);
  });
  await at(TIMES.settleFrom);
  const settled = await stages.run('Settlements', n, (done) =>
    forAll(households, done, ({ wallet, meter, point, house }) =>
      wallet.market.settle(auctionId, meter.signDay(genesis.chainId, point.position, day, house.readings)),
    ),
  );
  const metered = meteredNets(town);
  await postTooEarly(network, meters, metered, refusals);
  await at(TIMES.settleEnd);
  await stages.run('Mask sums', 1, () =>
    openSums([services.maskSummerA, services.maskSummerB], auctionId, FEW),
  );
  const totals = await stages.run('Measured totals', 1, () =>
    measureAndEnd(network, meters, metered, refusals),
  );
  await at(TIMES.publish);
  await stages.run('Publication', 1, () => publish(api, genesis.profile, auctionId));

  const list = await allItems((query) => api.settlements({ params, query }));
  const own = await households[0]!.wallet.market.reading(auctionId);
  const leaves = list.map(({ readingCommitment }) => readingCommitment);
  const invoices = await services.billing.invoices(auctionId);
  const { partyId } = network.tso;
  return {
    date: scenario.date,
    genesisHash: genesisHashHex(genesis),
    households: n,
    merged,
    orders: [order, ...orders].length,
    settlements: list.length,
    readings: await rebuildReadings(access, auctionId, leaves, own),
    points: await rebuildPoints(access, day),
    party: { partyId, left: (await api.party({ params: { partyId } })).balance },
    totals,
    verified: shownLoad(await api.aggregate({ params })).map(({ net }) => net),
    purses: await pursesOf(town, { settled, invoices, transfers: merged.transfers }),
    supply: await api.supply({}),
    refused: refusals.list,
    refusedProofs: { transfer: refusedTransfers },
    proofs: town.proofs,
    timings: stages.timings,
  };
}

/**
 * Nothing of an asset that does not exist, truly proven: the money beside it stays where it is too.
 * @returns how many proofs the transaction had
 */
async function exchangeNothing(town: MarketTown, refusals: Refusals): Promise<number> {
  const [, giver, taker] = town.households;
  const before = town.proofs.transfer;
  await refusals.expect('an exchange of an asset that no module made', 'ASSET_UNKNOWN', () =>
    giver!.wallet.give(NO_ASSET, 0n, taker!.wallet.address),
  );
  return town.proofs.transfer - before;
}

/** Once its totals are posted the operator's registration ends. */
async function measureAndEnd(
  network: NetworkOf,
  meters: Meters,
  metered: Nets,
  refusals: Refusals,
): Promise<PostedTotal[]> {
  const totals = await postTotals(network, meters, metered, refusals);
  await endTso(network.access, network.services, network.tso);
  await announceAfterEnd(network, meters, refusals);
  return totals;
}

/** What the feeder's meter counts: all households together, and nothing else hangs there. */
function meteredNets({ households, scenario }: MarketTown): Nets {
  return scenario.prices.importPrice.map((_, k) =>
    households.reduce((net, { house: { readings } }) => {
      const { imported, exported } = readings[k]!;
      return net + BigInt(imported - exported);
    }, 0n),
  );
}
