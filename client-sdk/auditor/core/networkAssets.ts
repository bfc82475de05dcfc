/** The tree of network assets on every day to come. protocol/core/measures.md "Network asset". */
import { bytesToHex } from '@noble/hashes/utils.js';
import { verifyEd25519 } from '@veilgrid/protocol/core/crypto/ed25519';
import { type NetworkAsset, possessionDigest } from '@veilgrid/protocol/core/measures/asset';
import { ensure } from '@veilgrid/protocol/errors';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { CoreBooks } from './books.js';
import type { Ledger, Rule } from './ledger.js';
import { ensureTso } from './parties.js';

export const today = ({ time }: Ledger): number => Number(time / BigInt(SECONDS_PER_DAY));

/** The assets that hold on a day, by number. */
export function standing({ measures }: CoreBooks, day: number): Map<number, NetworkAsset> {
  const tree = new Map<number, NetworkAsset>();
  for (const [assetId, versions] of measures.assets) {
    const last = versions.findLast(({ fromDay }) => fromDay <= day);
    if (last) tree.set(assetId, last);
  }
  return tree;
}

/** From an asset to the top. Ends because a sound tree is eight deep. */
export function upFrom(tree: ReadonlyMap<number, NetworkAsset>, assetId: number): NetworkAsset[] {
  const chain: NetworkAsset[] = [];
  for (let id = assetId; id !== 0 && chain.length <= 8; id = chain.at(-1)!.parent) {
    const asset = tree.get(id);
    ensure(asset !== undefined, 'NETWORK_ASSET_INVALID', { field: 'parent' });
    chain.push(asset);
  }
  return chain;
}

/** That every chain ends at the top after eight at most, and no zone hangs twice. */
function checkTree(tree: ReadonlyMap<number, NetworkAsset>): void {
  const zones = new Set<number>();
  for (const [assetId, asset] of tree) {
    ensure(upFrom(tree, assetId).length <= 8, 'NETWORK_ASSET_INVALID', { field: 'parent' });
    for (const zone of asset.zones) {
      ensure(!zones.has(zone), 'NETWORK_ASSET_INVALID', { field: 'zones' });
      zones.add(zone);
    }
  }
}

/** Zeros and nothing else. */
export const isNothing = (...values: readonly Iterable<number>[]) =>
  values.every((each) => [...each].every((value) => value === 0));

/** What an asset says of itself that no asset may. */
function checkWords(asset: NetworkAsset): void {
  const { kind, powerFactor, usable, zones, dropPpmPerKw, dropLimitPpm } = asset;
  const small = [dropPpmPerKw, dropLimitPpm].every((ppm) => ppm < 1 << 20);
  const share = [powerFactor, usable].every((permille) => permille >= 1 && permille <= 1_000);
  const rated = [asset.ratingImport, asset.ratingExport].every((va) => va >> 40n === 0n);
  const sorted = zones.every((zone, i) => i === 0 || zones[i - 1]! < zone);
  const known = asset.assetId !== 0 && kind >= 1 && kind <= 5;
  ensure(known && rated && share && small && sorted, 'NETWORK_ASSET_INVALID');
}

/** Nothing is named by more than 1,024 assets, over all time, nor do versions begin on more than 64 days to come. */
function checkBounds(ledger: Ledger, asset: NetworkAsset): void {
  const others = [...ledger.books.measures.assets].filter(([id]) => id !== asset.assetId);
  const naming = (names: (version: NetworkAsset) => boolean) =>
    others.filter(([, versions]) => versions.some(names)).length;
  const below = asset.parent === 0 ? 0 : naming(({ parent }) => parent === asset.parent);
  const taken = asset.zones.map((zone) => naming(({ zones }) => zones.includes(zone)));
  ensure(Math.max(below, ...taken) < 1_024, 'NETWORK_ASSET_INVALID', { field: 'parent' });
  const versions = [...ledger.books.measures.assets.values()].flat();
  const begin = versions.map(({ fromDay }) => fromDay).filter((day) => day > today(ledger));
  ensure(new Set([...begin, asset.fromDay]).size <= 64, 'NETWORK_ASSET_INVALID', { field: 'fromDay' });
}

export const networkAsset: Rule<'networkAsset'> = (ledger, body) => {
  const { books, genesis } = ledger;
  const { sequence: _, possession, ...asset } = body;
  const { assets, meters } = books.measures;
  checkWords(asset);
  const versions = assets.get(asset.assetId) ?? [];
  const after = Math.max(today(ledger), versions.at(-1)?.fromDay ?? 0);
  const next = asset.version === versions.length && asset.fromDay > after;
  ensure(next && asset.fromDay <= today(ledger) + 3_660, 'NETWORK_ASSET_INVALID', { field: 'fromDay' });
  if (isNothing(asset.meterKey)) {
    const none = isNothing(asset.serialHash, possession) && asset.classPpm === 0 && asset.meterOwner === 0;
    ensure(none, 'NETWORK_ASSET_INVALID', { field: 'meterKey' });
  } else {
    if (asset.meterOwner !== 0) ensureTso(ledger, asset.meterOwner);
    const meter = bytesToHex(asset.meterKey);
    ensure((meters.get(meter) ?? asset.assetId) === asset.assetId, 'NETWORK_ASSET_INVALID', {
      field: 'meterKey',
    });
    const signed = verifyEd25519(possessionDigest(genesis.chainId, asset), possession, asset.meterKey);
    ensure(signed, 'NETWORK_ASSET_INVALID', { field: 'possession' });
    meters.set(meter, asset.assetId);
  }
  checkBounds(ledger, asset);
  assets.set(asset.assetId, [...versions, asset]);
  const days = [...assets.values()].flat().map(({ fromDay }) => fromDay);
  for (const day of new Set(days.filter((each) => each >= asset.fromDay))) checkTree(standing(books, day));
};
