/** Network assets: a tree of what carries electricity, each with at most one meter. protocol/core/measures.md "Network asset". */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { isZero } from '../isZero.js';
import { Bytes32, Bytes64, container, Fr, type Infer, listOf, U8, U16, U32, U64 } from '../ssz.js';

/** What an asset is, by its number on the wire. */
export const ASSET_KINDS = {
  feeder: 1,
  transformer: 2,
  substation: 3,
  cableSection: 4,
  supplyPoint: 5,
} as const;

/** Assets above each other, at most. */
export const MAX_ASSET_DEPTH = 8;
export const MAX_ASSET_ZONES = 64;
/** Ratings are below it, VA. */
export const RATING_BOUND = 1n << 40n;
/** Voltage changes are below it, ppm. */
export const DROP_BOUND = 2 ** 20;
export const PERMILLE = 1_000;
/** Assets that ever hung directly below one, or took a zone: whoever signs them must not slow every node. */
export const MAX_ASSETS_LISTED = 1_024;
/** Days to come on which a version begins. */
export const MAX_ASSET_DAYS = 64;
/** An asset is announced so many days ahead, at most. */
export const MAX_ASSET_AHEAD = 3_660;

const fields = {
  assetId: U32,
  /** From 0 on, one after the other. */
  version: U16,
  /** Holds from this day on, until the next version. */
  fromDay: U32,
  kind: U8,
  /** The asset above; 0: none. */
  parent: U32,
  /** VA */
  ratingImport: U64,
  ratingExport: U64,
  /** permille */
  powerFactor: U16,
  /** permille of the rating that may be used; the rest is security margin. */
  usable: U16,
  /** All customers below, those of assets below it too. */
  customers: U32,
  /** Zones that hang in this asset and in none below it, ascending. */
  zones: listOf(U32, MAX_ASSET_ZONES),
  /** Voltage change at the far end for 1 kW there, ppm of nominal, worst phase. */
  dropPpmPerKw: U32,
  dropLimitPpm: U32,
  /** What changed it; a number, 0 for nothing. */
  projectId: U32,
  /** Ed25519; zeros without a meter. */
  meterKey: Bytes32,
  classPpm: U32,
  serialHash: Bytes32,
  /** Who owns the meter and signs with the DSO: 0 the DSO itself, else a party that is a TSO. */
  meterOwner: U32,
} as const;

export const NetworkAsset = container(fields);
/** One version of a network asset. */
export type NetworkAsset = Infer<typeof NetworkAsset>;

export const NetworkAssetBody = container({
  sequence: U64,
  ...fields,
  /** The meter's signature over `possessionDigest`; zeros without a meter. */
  possession: Bytes64,
});
export type NetworkAssetBody = Infer<typeof NetworkAssetBody>;

export const hasMeter = ({ meterKey }: Pick<NetworkAsset, 'meterKey'>): boolean => !isZero(meterKey);

const Possession = container({ chainId: Fr, record: NetworkAsset });

/** What a meter signs to be named by an asset: SHA-256(`vg1:ASSETMETER` ‖ SSZ of {chainId Fr, record}). */
export function possessionDigest(chainId: bigint, record: NetworkAsset): Uint8Array {
  return sha256(concatBytes(utf8ToBytes('vg1:ASSETMETER'), Possession.serialize({ chainId, record })));
}

/** Quarters of a year, as days since 1970-01-01: [from, to). @param quarter 1 to 4 */
export function quarterDays(year: number, quarter: number): { readonly from: number; readonly to: number } {
  const month = 3 * (quarter - 1);
  const dayOf = (y: number, m: number) => Date.UTC(y, m) / 86_400_000;
  return { from: dayOf(year, month), to: dayOf(year, month + 3) };
}
