/**
 * What carries the town's electricity: a substation of the transmission operator, below it a transformer, a cable and
 * the feeder that the town hangs in. All have meters, and not all of them may say what they read.
 */
import { ASSET_KINDS, type NetworkAsset } from '@veilgrid/protocol/core/measures/asset';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import { ZONE } from '../town/household.js';
import type { Access, Services } from '../town/services.js';
import { AssetMeter } from './assetMeter.js';
import { coSignerOf, type Tso } from './parties.js';
import type { Refusals } from './refusals.js';

export const SUBSTATION = 1;
export const TRANSFORMER = 2;
export const CABLE = 3;
export const FEEDER = 4;

/** Customers between one asset and the next one below it. */
export const BETWEEN = { substation: MIN_GROUP, transformer: 4, cable: 1 };

/** Days. */
const YEAR = 365;

export type Meters = ReadonlyMap<number, AssetMeter>;

export interface NetworkOf {
  readonly access: Access;
  readonly services: Services;
  readonly tso: Tso;
  /** From which on it holds, days since 1970-01-01. */
  readonly day: number;
  /** Households on the feeder. */
  readonly households: number;
}

/** Announced on the day before; one for the day itself is refused. */
export async function announceNetwork(network: NetworkOf, refusals: Refusals): Promise<Meters> {
  const { day, households, tso } = network;
  const belowCable = households + BETWEEN.cable;
  const belowTransformer = belowCable + BETWEEN.transformer;
  const all = belowTransformer + BETWEEN.substation;
  const { substation, transformer, cableSection, feeder } = ASSET_KINDS;
  const assets = [
    { assetId: SUBSTATION, kind: substation, parent: 0, customers: all, meterOwner: tso.partyId },
    { assetId: TRANSFORMER, kind: transformer, parent: SUBSTATION, customers: belowTransformer },
    { assetId: CABLE, kind: cableSection, parent: TRANSFORMER, customers: belowCable },
    { assetId: FEEDER, kind: feeder, parent: CABLE, customers: households, zones: [ZONE] },
  ];
  const meters = new Map(assets.map(({ assetId }) => [assetId, new AssetMeter(network.access.genesis)]));
  const [first] = assets;
  const today = { ...first!, fromDay: day - 1 };
  await refusals.expect('a network asset that holds from today on', 'NETWORK_ASSET_INVALID', () =>
    announce(network, meters, today),
  );
  for (const asset of assets) await announce(network, meters, asset);
  return meters;
}

/** What the operator's own asset needs its signature for, once it is registered no more. */
export async function announceAfterEnd(
  network: NetworkOf,
  meters: Meters,
  refusals: Refusals,
): Promise<void> {
  const next = {
    assetId: SUBSTATION,
    version: 1,
    fromDay: network.day + YEAR,
    meterOwner: network.tso.partyId,
  };
  await refusals.expect('a signature of a party that has ended', 'PARTY_ENDED', () =>
    announce(network, meters, next),
  );
}

/** A version of an asset. @throws ProtocolError the ledger's refusal */
async function announce(
  { services, tso, day }: NetworkOf,
  meters: Meters,
  fields: Partial<NetworkAsset> & Pick<NetworkAsset, 'assetId'>,
): Promise<void> {
  const meter = meters.get(fields.assetId)!;
  const asset = { ...ratedFrom(day), meterKey: meter.key, ...fields };
  await services.signers.dso.submit('networkAsset', {
    fields: { ...asset, possession: meter.possession(asset) },
    coSigners: { party: coSignerOf(tso) },
  });
}

const ratedFrom = (fromDay: number) => ({
  version: 0,
  fromDay,
  kind: ASSET_KINDS.feeder as number,
  parent: 0,
  ratingImport: 800_000n,
  ratingExport: 400_000n,
  powerFactor: 950,
  usable: 1_000,
  customers: 0,
  zones: [] as number[],
  dropPpmPerKw: 900,
  dropLimitPpm: 60_000,
  projectId: 0,
  classPpm: 5_000,
  serialHash: new Uint8Array(32).fill(1),
  meterOwner: 0,
});
