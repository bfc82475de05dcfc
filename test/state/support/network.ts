/** A tree of network assets whose meters sign what they are told, on groups that the state believes. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { possessionDigest, quarterDays } from '@veilgrid/protocol/core/measures/asset';
import { measuredDigest } from '@veilgrid/protocol/core/measures/measured';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { Tx } from '@veilgrid/protocol/tx';
import type { BodyOf, TestChain } from './chain.js';
import { START } from './genesis.js';
import { ZONE } from './party.js';
import { K, PROFILE } from './profile.js';

/** The day before the first version holds. */
export const TODAY = Math.floor(Number(START) / SECONDS_PER_DAY);
export const METERED_DAY = TODAY + 1;
/** The metered day is over. */
export const AFTER = BigInt((METERED_DAY + 1) * SECONDS_PER_DAY);

const zeros = (length: number) => new Uint8Array(length);
/** Ed25519 seed of an asset's meter. */
export const meterSeed = (assetId: number) => new Uint8Array(32).fill(200 + assetId);

type Asset = BodyOf<'networkAsset'>;

const NOTHING: Asset = {
  assetId: 1,
  version: 0,
  fromDay: METERED_DAY,
  kind: 1,
  parent: 0,
  ratingImport: 800_000n,
  ratingExport: 400_000n,
  powerFactor: 950,
  usable: 1_000,
  customers: 0,
  zones: [],
  dropPpmPerKw: 0,
  dropLimitPpm: 0,
  projectId: 0,
  meterKey: zeros(32),
  classPpm: 0,
  serialHash: zeros(32),
  meterOwner: 0,
  possession: zeros(64),
};

/** A version without a meter. */
export const bareAsset = (fields: Partial<Asset>): Asset => ({ ...NOTHING, ...fields });

/** With a meter of its own, which signs it. */
export function meteredAsset(chain: Pick<TestChain, 'genesis'>, fields: Partial<Asset>): Asset {
  const seed = meterSeed(fields.assetId ?? NOTHING.assetId);
  const asset = bareAsset({
    classPpm: 5_000,
    serialHash: zeros(32).fill(1),
    meterKey: ed25519.getPublicKey(seed),
    ...fields,
  });
  const { possession: _, ...record } = asset;
  return { ...asset, possession: ed25519.sign(possessionDigest(chain.genesis.chainId, record), seed) };
}

/** A day's total as the asset's meter signs it. */
export function measuredBody(
  chain: Pick<TestChain, 'genesis'>,
  assetId: number,
  change: Partial<BodyOf<'measured'>> = {},
  seed = meterSeed(assetId),
): BodyOf<'measured'> {
  const values = {
    assetId,
    day: METERED_DAY,
    imports: Array<number>(K).fill(50_000),
    exports: Array<number>(K).fill(0),
    ...change,
  };
  const signature = ed25519.sign(measuredDigest(PROFILE, chain.genesis.chainId, values), seed);
  return { act: 0, meterOwner: 0, signature, reasonHash: zeros(32), ...values, ...change };
}

/** The same, to be sent. */
export const measuredTx = (
  chain: TestChain,
  assetId: number,
  change: Partial<BodyOf<'measured'>> = {},
  seed = meterSeed(assetId),
): Tx => chain.tx('measured', measuredBody(chain, assetId, change, seed));

/** What takes a total back. */
export function withdrawalTx(chain: TestChain, assetId: number): Tx {
  const none = Array<number>(K).fill(0);
  return measuredTx(chain, assetId, {
    act: 1,
    imports: none,
    exports: none,
    signature: zeros(64),
    reasonHash: zeros(32).fill(7),
  });
}

/** A feeder above the zone of the tests' market, before its first day. */
export function announceFeeder(chain: TestChain): void {
  chain.send('networkAsset', meteredAsset(chain, { customers: 40, zones: [ZONE] }));
}

/** Its total of the first day, taken back and posted again. */
export function measureFeeder(chain: TestChain): void {
  chain.submit(measuredTx(chain, NOTHING.assetId));
  chain.submit(withdrawalTx(chain, NOTHING.assetId));
  chain.submit(measuredTx(chain, NOTHING.assetId, { act: 2 }));
}

const QUARTER = { year: 2027, quarter: 1 };

/** Its peak, once the quarter of the first day is over. */
export function peakOfFeeder(chain: TestChain): void {
  chain.at(BigInt(quarterDays(QUARTER.year, QUARTER.quarter).to * SECONDS_PER_DAY));
  const peaks = { importW: NOTHING.ratingImport / 20n, exportW: 0n };
  chain.send('measuredPeak', { assetId: NOTHING.assetId, ...QUARTER, ...peaks });
}
